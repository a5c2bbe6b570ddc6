// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index_contract.hpp"

namespace colophon::search {

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

} // namespace colophon::search
