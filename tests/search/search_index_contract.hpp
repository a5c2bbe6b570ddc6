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

TEST_P(SearchIndexContract, OrdersByNameAndByUpdate)
{
    std::vector<SearchDocument> all = {data_set("a", "zebra"), data_set("b", "Alpha"), data_set("c", "예약"),
                                       data_set("d", "alphabetical order of names"), data_set("e", "alpha")};
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i].updated_ms = i == 2 ? -5 : static_cast<std::int64_t>(i % 2);
    add(all);
    SearchQuery wanted = query("");
    wanted.sort = Sort::name;
    EXPECT_THAT(urns(find(wanted)), ElementsAre("b", "e", "d", "a", "c"));
    wanted.sort = Sort::updated;
    EXPECT_THAT(urns(find(wanted)), ElementsAre("b", "d", "a", "e", "c"));
}

TEST_P(SearchIndexContract, FiltersByFacetsAndCountsWhatIsLeft)
{
    std::vector<SearchDocument> all;
    for (int i = 0; i < 12; ++i) {
        SearchDocument document = data_set("u" + std::to_string(10 + i), "예약");
        document.values = {{Facet::platform, i % 3 == 0 ? "mysql" : "postgres"},
                           {Facet::env, i % 2 == 0 ? "PROD" : "DEV"}};
        for (int owner = 0; owner <= i; ++owner)
            document.values.push_back({Facet::owner, "소유자" + std::to_string(owner)});
        document.values.push_back({Facet::owner, "소유자0"}); // twice: counts once
        all.push_back(document);
    }
    add(all);
    SearchQuery wanted = query("예약");
    wanted.filters = {{Facet::platform, {"mysql", "oracle"}}, {Facet::env, {"PROD"}}};
    wanted.facets = {Facet::env, Facet::owner, Facet::domain};
    wanted.facet_limit = 2;
    const SearchPage page = find(wanted);
    EXPECT_THAT(urns(page), ElementsAre("u10", "u16"));
    ASSERT_EQ(page.facets.size(), 3U);
    EXPECT_EQ(page.facets[0].facet, Facet::env);
    ASSERT_EQ(page.facets[1].values.size(), 2U);
    EXPECT_EQ(page.facets[1].values[0].value, "소유자0");
    EXPECT_EQ(page.facets[1].values[0].count, 2U);
    EXPECT_EQ(page.facets[1].values[1].value, "소유자1");
    EXPECT_TRUE(page.facets[1].more);
    EXPECT_THAT(page.facets[2].values, IsEmpty());
    EXPECT_FALSE(page.facets[2].more);
}

TEST_P(SearchIndexContract, GoesOnWhereThePageEnded)
{
    std::vector<SearchDocument> all;
    for (int i = 0; i < 57; ++i) {
        SearchDocument document =
            data_set("u" + std::to_string(100 + i), i % 3 == 0 ? "예약" : "예약_" + std::to_string(i % 7));
        document.updated_ms = i % 4;
        all.push_back(document);
    }
    add(all);
    for (const Sort sort : {Sort::relevance, Sort::name, Sort::updated}) {
        SearchQuery wanted = query("예약");
        wanted.sort = sort;
        wanted.limit = 1000;
        const std::vector<std::string> whole = urns(find(wanted));
        EXPECT_EQ(whole.size(), 57U);
        wanted.limit = 10;
        std::vector<std::string> pages;
        do {
            const SearchPage page = find(wanted);
            EXPECT_EQ(page.total, 57U);
            for (const std::string& urn : urns(page))
                pages.push_back(urn);
            wanted.cursor = page.next;
            // What is written meanwhile elsewhere does not move the page.
            add({data_set("u" + std::to_string(100 + static_cast<int>(pages.size()) % 57) + "x", "trip")});
        } while (!wanted.cursor.empty());
        EXPECT_EQ(pages, whole);
    }
}

TEST_P(SearchIndexContract, RefusesAForeignCursor)
{
    add({data_set("a", "예약"), data_set("b", "예약"), data_set("c", "차량"), data_set("d", "차량")});
    SearchQuery wanted = query("예약");
    wanted.limit = 1;
    const std::string cursor = find(wanted).next;
    ASSERT_FALSE(cursor.empty());
    for (const std::string& bad :
         {cursor + "A", cursor.substr(2), std::string("!!"), std::string("AAAA"), "B" + cursor.substr(1)}) {
        wanted.cursor = bad;
        const Result<SearchPage> page = index->search(wanted);
        ASSERT_FALSE(page.has_value()) << bad;
        EXPECT_EQ(page.error().code(), Errc::invalid_argument);
        EXPECT_EQ(page.error().path(), "cursor");
    }
    SearchQuery other = query("차량");
    other.limit = 1;
    other.cursor = cursor;
    EXPECT_FALSE(index->search(other).has_value());
}

TEST_P(SearchIndexContract, RefusesLimitsOutOfRange)
{
    SearchQuery wanted = query("");
    wanted.limit = 1001;
    const Result<SearchPage> page = index->search(wanted);
    ASSERT_FALSE(page.has_value());
    EXPECT_EQ(page.error().path(), "limit");
    wanted.limit = 0;
    add({data_set("a", "예약")});
    EXPECT_EQ(find(wanted).total, 1U);
    EXPECT_THAT(find(wanted).hits, IsEmpty());
}

TEST_P(SearchIndexContract, HighlightsInCodePointsOfTheOriginal)
{
    add({data_set("a", "차량_예약ID", {"reservation_id", "Réservation", "memo"},
                  "고객이 예약한 차량의 reservation")});
    const auto ranges = [this](const std::string& text, Field field) {
        std::vector<Range> found;
        const SearchPage page = find(query(text));
        for (const Match& match : page.hits.at(0).matches)
            if (match.field == field && found.empty())
                found = match.highlight;
        return found;
    };
    EXPECT_THAT(ranges("예약", Field::name), ElementsAre(Range(3, 5)));
    EXPECT_THAT(ranges("예약", Field::description), ElementsAre(Range(4, 6)));
    EXPECT_THAT(ranges("차량 예약", Field::name), ElementsAre(Range(0, 2), Range(3, 5)));
    EXPECT_THAT(ranges("reser", Field::column), ElementsAre(Range(0, 5)));
    EXPECT_THAT(ranges("reservation", Field::column), ElementsAre(Range(0, 11)));
    EXPECT_THAT(ranges("\"reservation id\"", Field::column), ElementsAre(Range(0, 11), Range(12, 14)));
    EXPECT_THAT(ranges("reservationid", Field::column), ElementsAre(Range(0, 14)));
    const std::vector<Match> matches = find(query("reservation")).hits.at(0).matches;
    ASSERT_EQ(matches.size(), 3U);
    EXPECT_EQ(matches[0].field, Field::column);
    EXPECT_EQ(matches[1].value, "Réservation");
    EXPECT_EQ(matches[2].field, Field::description);
}

TEST_P(SearchIndexContract, ShowsAtMostFiveMatches)
{
    add({data_set("a", "예약", {"예약1", "예약2", "예약3", "예약4", "예약5", "예약6"})});
    const std::vector<Match> matches = find(query("예약")).hits.at(0).matches;
    ASSERT_EQ(matches.size(), 5U);
    EXPECT_EQ(matches.front().value, "예약1");
    EXPECT_EQ(matches.back().field, Field::name) << "the name is among them";
}

TEST_P(SearchIndexContract, ExplainsItsScoresOnRequest)
{
    add({data_set("a", "예약")});
    SearchQuery wanted = query("예약");
    EXPECT_THAT(find(wanted).hits.at(0).explanation, IsEmpty());
    wanted.explain = true;
    const Hit hit = find(wanted).hits.at(0);
    double sum = 0;
    for (const auto& [part, score] : hit.explanation)
        sum += score;
    EXPECT_GT(hit.score, 0);
    EXPECT_NEAR(sum, hit.score, 1e-9);
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

TEST_P(SearchIndexContract, FindsSingularAndPlural)
{
    add({data_set("a", "reservation"), data_set("b", "reservations"), data_set("c", "old_reservation"),
         data_set("d", "status"), data_set("e", "statuses"), data_set("f", "class"), data_set("g", "분류"),
         data_set("h", "category"), data_set("i", "Categories")});
    EXPECT_THAT(found("reservations"), ElementsAre("b", "a", "c")) << "what was typed comes first";
    EXPECT_THAT(found("name:reservation carsharing"), UnorderedElementsAre("a", "b", "c"));
    EXPECT_THAT(found("statuses"), ElementsAre("e", "d"));
    EXPECT_THAT(found("status carsharing"), UnorderedElementsAre("d", "e"));
    EXPECT_THAT(found("classes"), ElementsAre("f"));
    EXPECT_THAT(found("categories"), ElementsAre("i", "h"));
    EXPECT_THAT(found("category"), ElementsAre("h", "i"));
    EXPECT_THAT(found("\"reservations\""), ElementsAre("b"));
    EXPECT_EQ(find(query("reservations")).relaxed, "");
}

TEST_P(SearchIndexContract, FindsKoreanWithAndWithoutItsParticle)
{
    add({data_set("a", "t1", {}, "고객이 예약을 취소한 기록"), data_set("b", "t2", {}, "예약 기록"),
         data_set("c", "t3", {}, "차량들의 상태")});
    EXPECT_THAT(found("예약"), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(found("예약을"), ElementsAre("a", "b")) << "the word as typed comes first";
    EXPECT_THAT(found("예약에서도,"), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(found("차량"), ElementsAre("c"));
    EXPECT_THAT(found("차량들에게 carsharing"), ElementsAre("c"));
}

TEST_P(SearchIndexContract, FindsAWordThatANameBreaks)
{
    add({data_set("a", "예약_현황"), data_set("b", "예약현황"), data_set("c", "t", {"월간_예약_현황"}),
         data_set("d", "현황_예약"), data_set("e", "t", {}, "예약 그리고 현황")});
    EXPECT_THAT(found("예약현황"), UnorderedElementsAre("a", "b", "c"));
    EXPECT_THAT(found("예약현황을"), UnorderedElementsAre("a", "b", "c"));
    EXPECT_THAT(found("예약현"), UnorderedElementsAre("a", "b", "c"));
}

TEST_P(SearchIndexContract, ReadsWordsThatAreWrittenWithoutSpaces)
{
    add({data_set("a", "t", {}, "고객 문의를 모은 표"), data_set("b", "t", {"고객"}, "그 밖의 문의"),
         data_set("c", "t", {}, "고객 정보")});
    const SearchPage page = find(query("고객문의"));
    EXPECT_EQ(page.relaxed, "spacing");
    EXPECT_THAT(urns(page), UnorderedElementsAre("a", "b"));
    add({data_set("d", "고객문의")});
    EXPECT_THAT(found("고객문의"), ElementsAre("d")) << "as it was typed, where that is found";
}

TEST_P(SearchIndexContract, TellsInitialsOfOneWordFromThoseOfMany)
{
    add({data_set("a", "t", {"예약번호"}), data_set("b", "t", {"예약", "약방", "방향"}),
         data_set("c", "예약_번호"), data_set("d", "t", {}, "차량예약번호판")});
    EXPECT_THAT(found("ㅇㅇㅂㅎ"), UnorderedElementsAre("a", "c", "d"));
    EXPECT_THAT(found("예ㅇㅂㅎ"), UnorderedElementsAre("a", "c", "d"));
}

TEST_P(SearchIndexContract, ReadsInitialsWhereNothingElseIsFound)
{
    SearchDocument described = data_set("d", "t4");
    described.texts.push_back({Field::column_description, "예약 번호"});
    add({data_set("a", "예약번호"), data_set("b", "t2", {"예약_일시"}),
         data_set("c", "차량", {}, "예약할 수 있다"), described});
    for (const char* text : {"ㅇㅇ", "예ㅇ", "예야", "ㅇ약", "옝"}) {
        const SearchPage page = find(query(text));
        EXPECT_EQ(page.relaxed, "initials") << text;
        EXPECT_THAT(urns(page), UnorderedElementsAre("a", "b", "c", "d")) << text;
    }
    EXPECT_THAT(found("ㅇㅇㅂㅎ"), ElementsAre("a"));
    EXPECT_THAT(found("ㅇㅇㅇㅅ"), ElementsAre("b")) << "a name may break the word";
    EXPECT_THAT(found("ㅊㄹ ㅇㅇ"), ElementsAre("c"));
    EXPECT_THAT(found("column:ㅇㅇ"), ElementsAre("b"));
    EXPECT_EQ(find(query("예약")).relaxed, "");
    EXPECT_EQ(find(query("ㅋㅋ")).total, 0U);
    add({data_set("e", "ㅇㅇ")});
    EXPECT_THAT(found("ㅇㅇ"), ElementsAre("e")) << "what stands there comes before what it may stand for";
}

TEST_P(SearchIndexContract, ReadsTheOtherKeyboardLayoutWhereNothingElseIsFound)
{
    add({data_set("a", "예약"), data_set("b", "reservation", {"test"}), data_set("c", "차량")});
    const SearchPage page = find(query("dPdir"));
    EXPECT_EQ(page.relaxed, "keyboard");
    EXPECT_THAT(urns(page), ElementsAre("a"));
    EXPECT_THAT(found("ㄱㄷㄴㄷㄱㅍㅁ샤ㅐㅜ"), ElementsAre("b"));
    EXPECT_THAT(found("ㅅㄷㄴㅅ"), ElementsAre("b"));
    EXPECT_THAT(found("ckfid carsharing"), ElementsAre("c"));
    EXPECT_EQ(find(query("test")).relaxed, "");
}

TEST_P(SearchIndexContract, FindsWhatAPatternFits)
{
    add({data_set("a", "user_account_id"), data_set("b", "id_user"), data_set("c", "t", {"bitmask_예약"}),
         data_set("d", "username"), data_set("e", "t", {}, "a masked value")});
    EXPECT_THAT(found("user_*_id"), ElementsAre("a"));
    EXPECT_THAT(found("user_*"), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(found("*_id"), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(found("*mask*"), UnorderedElementsAre("c", "e"));
    EXPECT_THAT(found("column:*mask*"), ElementsAre("c"));
    EXPECT_THAT(found("us*name"), ElementsAre("d"));
    EXPECT_THAT(found("*mask* -e*d"), UnorderedElementsAre("c", "e"));
    EXPECT_THAT(found("*mask* -mas*d"), ElementsAre("c"));
}

TEST_P(SearchIndexContract, ComparesDatesAndCounts)
{
    std::vector<SearchDocument> all = {data_set("a", "예약", {"x", "y"}), data_set("b", "예약"),
                                       data_set("c", "차량")};
    all[0].updated_ms = 1767225600000; // 2026-01-01
    all[1].updated_ms = 1769904000000; // 2026-02-01
    all[0].usage = 100;
    all[1].usage = 101;
    all[2].downstream = 4;
    add(all);
    EXPECT_THAT(found("예약 updated>=2026-01-01"), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(found("updated:2026-01"), ElementsAre("a"));
    EXPECT_THAT(found("updated>2026-01"), ElementsAre("b"));
    EXPECT_THAT(found("usage > 100"), ElementsAre("b"));
    EXPECT_THAT(found("NOT usage:[100 TO 101]"), ElementsAre("c"));
    EXPECT_THAT(found("columns:2 OR downstream:>3"), UnorderedElementsAre("a", "c"));
    EXPECT_THAT(found("updated>=now-7d"), IsEmpty());
}

TEST_P(SearchIndexContract, HighlightsWhateverMatched)
{
    index->set_synonyms({{{"cust", "고객 정보"}}});
    add({data_set("a", "t", {"reservations", "예약번호", "bitmask_예약", "고객_정보"})});
    const auto marked = [this](const std::string& text, const std::string& value) {
        const SearchPage page = find(query(text));
        for (const Match& match : page.hits.at(0).matches)
            if (match.value == value)
                return match.highlight;
        return std::vector<Range>();
    };
    EXPECT_THAT(marked("name:t reservation carsharing", "reservations"), ElementsAre(Range(0, 12)));
    EXPECT_THAT(marked("ㅇㅇㅂㅎ", "예약번호"), ElementsAre(Range(0, 4)));
    EXPECT_THAT(marked("예야", "bitmask_예약"), ElementsAre(Range(8, 10)));
    EXPECT_THAT(marked("*mask*", "bitmask_예약"), ElementsAre(Range(0, 7)));
    EXPECT_THAT(marked("bit*예약", "bitmask_예약"), ElementsAre(Range(0, 10)));
    EXPECT_THAT(marked("cust", "고객_정보"), ElementsAre(Range(0, 2), Range(3, 5)));
}

TEST_P(SearchIndexContract, FindsWhatSynonymsFind)
{
    add({data_set("a", "reservation"), data_set("b", "예약"), data_set("c", "t", {"personal_information"}),
         data_set("d", "t", {"pii"}), data_set("e", "t", {"personal"}, "information")});
    EXPECT_THAT(found("예약"), ElementsAre("b"));
    index->set_synonyms({{{"예약", "Reservation"}}, {{"PII", "personal information"}}});
    EXPECT_THAT(found("예약"), ElementsAre("b", "a")) << "what was typed comes first";
    EXPECT_THAT(found("RESERVATION"), ElementsAre("a", "b"));
    EXPECT_THAT(found("pii"), ElementsAre("d", "c")) << "the words of a phrase stand side by side";
    EXPECT_THAT(found("personal information"), UnorderedElementsAre("c", "d", "e"));
    EXPECT_THAT(found("\"예약\""), ElementsAre("b")) << "what is quoted stands for itself";
    EXPECT_THAT(found("carsharing -예약"), UnorderedElementsAre("c", "d", "e"));
    EXPECT_EQ(find(query("예약 없음")).total, 2U) << "a looser reading knows them too";
    index->set_synonyms({});
    EXPECT_THAT(found("예약"), ElementsAre("b"));
}

TEST_P(SearchIndexContract, ChangesSynonymsWhileOthersSearch)
{
    add({data_set("a", "reservation"), data_set("b", "예약")});
    std::thread reader([this] {
        for (int i = 0; i < 300; ++i) {
            const std::size_t hits = found("예약").size();
            EXPECT_TRUE(hits == 1 || hits == 2) << hits;
        }
    });
    for (int i = 0; i < 300; ++i) {
        index->set_synonyms(std::vector<SynonymGroup>(i % 2 == 0 ? 50 : 0, {{"예약", "reservation"}}));
        index->suggest("예", 3);
    }
    reader.join();
}

TEST_P(SearchIndexContract, TakesOfBadSynonymsWhatItCan)
{
    add({data_set("a", "reservation"), data_set("b", "예약")});
    index->set_synonyms({{{}}, {{"예약"}}, {{"!!", "\xff", std::string(201, 'x'), "예약", "reservation"}}});
    EXPECT_THAT(found("예약"), ElementsAre("b", "a"));
    index->set_synonyms(std::vector<SynonymGroup>(max_synonym_groups, {{"예약", "reservation"}}));
    EXPECT_THAT(found("예약"), ElementsAre("b", "a"));
}

TEST(Synonyms, AreRefusedWithTheirPlace)
{
    const auto path = [](std::vector<SynonymGroup> groups) {
        const Result<> checked = check_synonyms(groups);
        return checked ? std::string("good") : checked.error().path();
    };
    EXPECT_EQ(path({}), "good");
    EXPECT_EQ(path({{{"예약", "reservation"}}, {{"PII", "personal information"}}}), "good");
    EXPECT_EQ(path({{{"예약", "reservation"}}, {{"예약"}}}), "[1]");
    EXPECT_EQ(path({{{"예약", "--"}}}), "[0][1]");
    EXPECT_EQ(path({{{"\xff", "예약"}}}), "[0][0]");
    EXPECT_EQ(path({{{"a", "a b c d e f g h i j k"}}}), "[0][1]");
    EXPECT_EQ(path({{{"a", "a_b_c_d_e_f_g_h_i_j"}}}), "good");
    std::string longest;
    for (std::size_t i = 0; i < max_synonym_code_points; ++i)
        longest += "약";
    EXPECT_EQ(path({{{"a", longest}}}), "good");
    EXPECT_EQ(path({{{"a", longest + "약"}}}), "[0][1]");
    EXPECT_EQ(path({{std::vector<std::string>(max_synonym_members, "예약")}}), "good");
    EXPECT_EQ(path({{std::vector<std::string>(max_synonym_members + 1, "예약")}}), "[0]");
    EXPECT_EQ(path(std::vector<SynonymGroup>(max_synonym_groups + 1, {{"a", "b"}})), "[5000]");
}

} // namespace colophon::search
