// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_fixture.hpp"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <thread>

namespace colophon::search {

using MakeIndex = std::function<std::unique_ptr<SearchIndex>()>;

/// What every SearchIndex must do, whatever it is made of. The parameter makes an empty one.
class SearchIndexContract : public testing::TestWithParam<MakeIndex> {
protected:
    void add(std::vector<SearchDocument> documents)
    {
        index->apply(delta(std::move(documents), {}, ++position));
    }

    SearchPage find(const SearchQuery& wanted) const
    {
        Result<SearchPage> page = index->search(wanted);
        if (!page) {
            ADD_FAILURE() << wanted.text << ": " << page.error().what();
            return {};
        }
        return std::move(*page);
    }
    std::vector<std::string> found(const std::string& text) const { return urns(find(query(text))); }

    std::string refusal(const std::string& text) const
    {
        const Result<SearchPage> page = index->search(query(text));
        return page ? "found " + std::to_string(page->total) : page.error().path();
    }

    std::unique_ptr<SearchIndex> index = GetParam()();
    Position position = 0;
};

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_P(SearchIndexContract, IsEmptyAtFirst)
{
    EXPECT_EQ(index->position(), 0U);
    EXPECT_EQ(find(query("")).total, 0U);
    EXPECT_THAT(found("예약"), IsEmpty());
    EXPECT_THAT(index->suggest("예", 5), IsEmpty());
    EXPECT_THAT(documents(*index), IsEmpty());
}

TEST_P(SearchIndexContract, FindsWhatWasApplied)
{
    index->apply(delta({data_set("a", "reservation")}, {}, 7));
    EXPECT_THAT(found("reservation"), ElementsAre("a"));
    EXPECT_EQ(index->position(), 7U);
    EXPECT_EQ(find(query("reservation")).position, 7U);
}

TEST_P(SearchIndexContract, ReplacesTheDocumentOfTheSameUrn)
{
    add({data_set("a", "reservation", {"예약번호"})});
    add({data_set("a", "vehicle", {"차량번호"}), data_set("b", "trip"), data_set("b", "station")});
    EXPECT_THAT(found("reservation"), IsEmpty());
    EXPECT_THAT(found("예약번호"), IsEmpty());
    EXPECT_THAT(found("차량"), ElementsAre("a"));
    EXPECT_THAT(found("trip"), IsEmpty());
    EXPECT_EQ(find(query("*")).total, 2U);
}

TEST_P(SearchIndexContract, ForgetsWhatWasRemoved)
{
    add({data_set("a", "reservation"), data_set("b", "reservation_log")});
    index->apply(delta({}, {"a", "never there"}, 9));
    EXPECT_THAT(found("reservation"), ElementsAre("b"));
    EXPECT_EQ(index->position(), 9U);
    index->apply(delta({data_set("b", "예약")}, {"b"}, 10));
    EXPECT_THAT(found("예약"), ElementsAre("b")) << "what is written after its removal is there";
}

TEST_P(SearchIndexContract, FindsSoftDeletedDocumentsOnRequestOnly)
{
    SearchDocument gone = data_set("a", "예약");
    gone.removed = true;
    add({gone, data_set("b", "예약")});
    SearchQuery both = query("예약");
    EXPECT_THAT(urns(find(both)), ElementsAre("b"));
    both.removed = true;
    both.facets = {Facet::platform};
    const SearchPage page = find(both);
    EXPECT_THAT(urns(page), ElementsAre("a", "b"));
    EXPECT_TRUE(page.hits.front().removed);
    EXPECT_EQ(page.facets.front().values.front().count, 2U);
}

TEST_P(SearchIndexContract, AsksForEveryWordInAnyField)
{
    add({data_set("a", "reservation", {"vehicle_id"}, "누가 언제 예약했는지"),
         data_set("b", "reservation", {"user_id"}), data_set("c", "vehicle", {}, "reservation of the day")});
    EXPECT_THAT(found("reservation vehicle"), UnorderedElementsAre("a", "c"));
    EXPECT_THAT(found("예약 vehicle"), ElementsAre("a"));
    EXPECT_THAT(found("VEHICLE Reservation carsharing"), UnorderedElementsAre("a", "c"));
}

TEST_P(SearchIndexContract, TakesTheLastWordAsAPrefix)
{
    add({data_set("a", "reservation", {"vehicle_id"}), data_set("b", "vendor")});
    EXPECT_THAT(found("v"), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(found("ve"), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(found("veh"), ElementsAre("a"));
    EXPECT_THAT(found("veh "), ElementsAre("a"));
    EXPECT_EQ(find(query("veh reservation")).relaxed, "all_but_one") << "only the last word is a prefix";
    EXPECT_THAT(found("veh* reservation"), ElementsAre("a"));
    EXPECT_THAT(found("-veh"), UnorderedElementsAre("a", "b")) << "what is excluded is a whole word";
}

TEST_P(SearchIndexContract, SplitsIdentifiersAndKeepsThemWhole)
{
    add({data_set("a", "reservation_id"), data_set("b", "ReservationID"), data_set("c", "reservation2024"),
         data_set("d", "HTTPServerLog")});
    for (const char* text :
         {"reservation_id", "reservationId", "RESERVATION-ID", "id reservation", "reservationid"})
        EXPECT_THAT(found(text), UnorderedElementsAre("a", "b")) << text;
    EXPECT_THAT(found("2024"), ElementsAre("c"));
    EXPECT_THAT(found("server log"), ElementsAre("d"));
    EXPECT_THAT(found("httpserverlog"), ElementsAre("d"));
}

TEST_P(SearchIndexContract, FindsKoreanByItsSyllables)
{
    add({data_set("a", "예약"), data_set("b", "예약번호"), data_set("c", "차량예약"),
         data_set("d", "차량_예약ID"), data_set("e", "trip", {}, "고객이 예약을 취소한 기록"),
         data_set("f", "약속예정")});
    EXPECT_THAT(found("예약"), UnorderedElementsAre("a", "b", "c", "d", "e"));
    EXPECT_THAT(found("예약번호"), ElementsAre("b"));
    EXPECT_THAT(found("번"), ElementsAre("b"));
    EXPECT_THAT(found("호"), ElementsAre("b"));
    EXPECT_THAT(found("예약을"), UnorderedElementsAre("a", "b", "c", "d", "e"))
        << "a particle is not asked for";
    EXPECT_THAT(found("예약id"), ElementsAre("d"));
    EXPECT_THAT(found("고객 예약"), ElementsAre("e"));
}

TEST_P(SearchIndexContract, FindsHanAndKana)
{
    add({data_set("a", "予約番号"), data_set("b", "データベース")});
    EXPECT_THAT(found("番号"), ElementsAre("a"));
    EXPECT_THAT(found("ベース"), ElementsAre("b"));
    EXPECT_THAT(found("ﾃﾞｰﾀ"), ElementsAre("b"));
}

TEST_P(SearchIndexContract, FoldsCaseWidthAndAccents)
{
    add({data_set("a", "Café_Münster"), data_set("b", "Ｗｉｄｅ"), data_set("c", "cafe\u0301 예약")});
    EXPECT_THAT(found("cafe"), UnorderedElementsAre("a", "c"));
    EXPECT_THAT(found("CAFÉ munster"), ElementsAre("a"));
    EXPECT_THAT(found("wide"), ElementsAre("b"));
    EXPECT_THAT(found("\u1112\u1161\u11ab"), IsEmpty());
    add({data_set("d", "\u1112\u1161\u11ab\u1100\u1173\u11af")}); // 한글 as some file systems spell it
    EXPECT_THAT(found("한글"), ElementsAre("d"));
}

TEST_P(SearchIndexContract, FindsQuotationsInOneTextOnly)
{
    add({data_set("a", "t1", {"user_id", "created_at"}), data_set("b", "t2", {"user", "id"}),
         data_set("c", "t3", {}, "the user id of the member"), data_set("d", "t4", {"id_user"}),
         data_set("e", "차량 예약 기록")});
    EXPECT_THAT(found("\"user id\""), UnorderedElementsAre("a", "c"));
    EXPECT_THAT(found("\"user i\""), IsEmpty()) << "a quotation is no prefix";
    EXPECT_THAT(found("\"예약 기록\""), ElementsAre("e"));
    EXPECT_THAT(found("\"차량 기록\""), IsEmpty());
    EXPECT_THAT(found("\"예\""), ElementsAre("e"));
    EXPECT_THAT(found("description:\"user id\""), ElementsAre("c"));
}

TEST_P(SearchIndexContract, KnowsFieldsOperatorsAndParentheses)
{
    SearchDocument tagged = data_set("d", "trip");
    tagged.texts.push_back({Field::tag, "개인정보"});
    tagged.values.push_back({Facet::tag, "pii"});
    tagged.values.push_back({Facet::sub_type, "View"});
    add({data_set("a", "reservation", {"vehicle"}), data_set("b", "vehicle", {"reservation"}),
         data_set("c", "station"), tagged});
    EXPECT_THAT(found("name:reservation"), ElementsAre("a"));
    EXPECT_THAT(found("column:reservation"), ElementsAre("b"));
    EXPECT_THAT(found("reservation OR station"), UnorderedElementsAre("a", "b", "c"));
    EXPECT_THAT(found("vehicle AND name:reservation"), ElementsAre("a"));
    EXPECT_THAT(found("vehicle -name:reservation"), ElementsAre("b"));
    EXPECT_THAT(found("NOT (vehicle OR station)"), ElementsAre("d"));
    EXPECT_THAT(found("(station OR trip) carsharing"), UnorderedElementsAre("c", "d"));
    EXPECT_THAT(found("tag:pii"), ElementsAre("d"));
    EXPECT_THAT(found("tag:개인"), ElementsAre("d"));
    EXPECT_THAT(found("sub_type:view"), ElementsAre("d"));
    EXPECT_THAT(found("platform:mysql"), IsEmpty());
}

TEST_P(SearchIndexContract, FindsAnEntityByItsUrn)
{
    const std::string urn = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.예약,PROD)";
    add({data_set(urn, "예약"), data_set("b", "dataset postgres carsharing ops 예약 prod")});
    EXPECT_THAT(found(urn), ElementsAre(urn));
    EXPECT_THAT(found("NOT " + urn), ElementsAre("b"));
}

TEST_P(SearchIndexContract, SaysWhereAQueryCannotBeRead)
{
    EXPECT_EQ(refusal("(예약"), "q:0");
    EXPECT_EQ(refusal("예약 )"), "q:3");
    EXPECT_EQ(refusal("예약 \"차량"), "q:3");
    EXPECT_EQ(refusal("예약 AND"), "q:3");
    EXPECT_EQ(refusal("OR 예약"), "q:0");
    EXPECT_EQ(refusal("예약 OR OR 차량"), "q:3");
    EXPECT_EQ(refusal("예약 name:"), "q:3");
    EXPECT_EQ(refusal("()"), "q:0");
    EXPECT_EQ(refusal("예약 NOT"), "q:3");
    EXPECT_EQ(refusal("\xff"), "q:0");
    EXPECT_EQ(refusal(std::string(1025, 'a')), "q:1024");
}

TEST_P(SearchIndexContract, SurvivesHostileQueries)
{
    add({data_set("a", "reservation", {"예약번호"})});
    EXPECT_EQ(refusal(std::string(1000, '(')).substr(0, 2), "q:");
    EXPECT_EQ(refusal(std::string(1000, '-') + "a").substr(0, 2), "q:");
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "a ";
    EXPECT_EQ(refusal(many).substr(0, 2), "q:");
    for (const std::string& text :
         {std::string("!!! ???"), std::string("- - -"), std::string("\0x", 2), std::string(":::"),
          std::string("urn:((("), std::string("*"), std::string("a:b:c"), std::string("\u200d\u0301\ufeff"),
          std::string("예약-"), std::string("->")})
        EXPECT_TRUE(index->search(query(text)).has_value()) << text;
    EXPECT_THAT(found("!!!"), IsEmpty());
    EXPECT_THAT(found("reservation !!!"), ElementsAre("a"));
}

TEST_P(SearchIndexContract, TriesALooserReadingWhenNothingIsFound)
{
    add({data_set("a", "reservation", {"vehicle"}), data_set("b", "vehicle")});
    const SearchPage exact = find(query("reservation vehicle"));
    EXPECT_EQ(exact.relaxed, "");
    const SearchPage relaxed = find(query("reservation vehicle 없음"));
    EXPECT_EQ(relaxed.relaxed, "all_but_one");
    EXPECT_THAT(urns(relaxed), ElementsAre("a"));
    EXPECT_EQ(find(query("reservation 없음 전혀")).total, 0U);
    EXPECT_EQ(find(query("없음")).relaxed, "");
    EXPECT_EQ(find(query("reservation platform:mysql 없음")).total, 0U) << "only words may be missing";
}

TEST_P(SearchIndexContract, PutsWhatMatchesWithoutTheWordsLast)
{
    SearchDocument tagged = data_set("a", "vehicle");
    tagged.values.push_back({Facet::tag, "개인정보"});
    add({tagged, data_set("b", "log", {}, "each reservation")});
    const SearchPage page = find(query("reservation OR tag:개인정보"));
    ASSERT_THAT(urns(page), ElementsAre("b", "a"));
    EXPECT_GE(page.hits[1].score, 0) << "below is what was not exactly meant";
}

TEST_P(SearchIndexContract, PutsExactNamesFirst)
{
    SearchDocument rich =
        data_set("a", "reservation_history", {"reservation", "reservation_id"}, "reservation reservation");
    rich.texts.push_back({Field::tag, "reservation"});
    add({rich, data_set("b", "Reservation"), data_set("c", "reservation"), data_set("d", "old_reservation"),
         data_set("e", "trip", {"reservation"}), data_set("f", "trip", {"a_reservation"})});
    EXPECT_THAT(found("reservation"), ElementsAre("c", "b", "a", "d", "e", "f"));
    EXPECT_THAT(found("Reservation").front(), "b");
    EXPECT_THAT(found("carsharing.ops.reservation").front(), "c");
}

TEST_P(SearchIndexContract, ScoresFieldsByTheirWeights)
{
    SearchDocument tag = data_set("c", "x");
    tag.texts.push_back({Field::tag, "two 예약"});
    SearchDocument custom = data_set("f", "x");
    custom.texts.push_back({Field::custom_property, "two 예약"});
    SearchDocument column_description = data_set("e", "x");
    column_description.texts.push_back({Field::column_description, "two 예약"});
    add({custom, column_description, data_set("d", "x", {}, "two 예약"), tag,
         data_set("b", "x", {"two_예약"}), data_set("a", "two 예약")});
    EXPECT_THAT(found("예약"), ElementsAre("a", "b", "c", "d", "e", "f"));
}

TEST_P(SearchIndexContract, SuggestsNamesAndColumns)
{
    add({data_set("b", "reservation", {"reservation_id", "차량번호"}),
         data_set("a", "trip", {"Reservation_Id"}), data_set("c", "station", {"old_reservation"})});
    const std::vector<Suggestion> found = index->suggest("reserv", 10);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].text, "Reservation_Id");
    EXPECT_EQ(found[0].count, 2U);
    EXPECT_EQ(found[0].urn, "a");
    EXPECT_EQ(found[0].field, Field::column);
    EXPECT_THAT(found[0].highlight, ElementsAre(Range(0, 6)));
    EXPECT_EQ(found[1].text, "reservation");
    EXPECT_EQ(found[2].text, "old_reservation");
    EXPECT_EQ(index->suggest("차", 10).at(0).text, "차량번호");
    EXPECT_EQ(index->suggest("reserv", 1).size(), 1U);
    EXPECT_THAT(index->suggest("", 10), IsEmpty());
    EXPECT_THAT(index->suggest("(\"", 10), IsEmpty());
}

TEST_P(SearchIndexContract, GivesBackWhatItWasGiven)
{
    SearchDocument full = data_set("b", "예약", {"b", "a", "b"}, "설명");
    full.sub_type = "Table";
    full.updated_ms = -17;
    full.removed = true;
    full.texts.push_back({Field::custom_property, std::string("nul\0byte", 8)});
    full.values.push_back({Facet::owner, "z"});
    full.values.push_back({Facet::owner, "a"});
    full.values.push_back({Facet::owner, "z"});
    const SearchDocument bare = data_set("a", "");
    add({full});
    add({bare});
    EXPECT_THAT(documents(*index), ElementsAre(bare, full));
    int seen = 0;
    index->scan([&seen](const SearchDocument&) { return ++seen < 1; });
    EXPECT_EQ(seen, 1);
}

TEST_P(SearchIndexContract, StaysRightOverManyWrites)
{
    for (int round = 0; round < 3; ++round)
        for (int i = 0; i < 200; ++i)
            add({data_set("u" + std::to_string(1000 + i), "예약_" + std::to_string(round),
                          {"c" + std::to_string(i)})});
    EXPECT_EQ(find(query("예약")).total, 200U);
    EXPECT_EQ(find(query("name:0")).total, 0U);
    EXPECT_EQ(find(query("name:2")).total, 200U);
    EXPECT_THAT(found("column:c123"), ElementsAre("u1123"));
    EXPECT_EQ(documents(*index).size(), 200U);
}

} // namespace colophon::search
