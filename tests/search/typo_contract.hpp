// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index_contract.hpp"

namespace colophon::search {

/// What every SearchIndex must make of misspelt words.
class TypoContract : public SearchIndexContract {
protected:
    std::string mended(const std::string& text) const { return find(query(text)).did_you_mean; }
};

TEST_P(TypoContract, PutsTheNameThatWasMeantFirst)
{
    add({data_set("a", "reservation_history"), data_set("b", "reservation"), data_set("c", "예약_기록"),
         data_set("d", "예약")});
    EXPECT_THAT(found("resrvation"), ElementsAre("b", "a"));
}

TEST_P(TypoContract, FindsWhatAMisspeltWordIsMeantFor)
{
    add({data_set("a", "Reservation", {"차량번호"}), data_set("b", "충전소"), data_set("c", "vehicle")});
    for (const char* text : {"reservaton", "reservatoin", "rezervaton", "Resrevation"}) {
        const SearchPage page = find(query(text));
        EXPECT_THAT(urns(page), ElementsAre("a")) << text;
        EXPECT_EQ(page.relaxed, "fuzzy") << text;
        EXPECT_EQ(page.did_you_mean, "Reservation") << text;
    }
    for (const char* text : {"충존소", "충전서", "층전소", "충전수를"}) {
        const SearchPage page = find(query(text));
        EXPECT_THAT(urns(page), ElementsAre("b")) << text;
        EXPECT_EQ(page.relaxed, "fuzzy") << text;
    }
    EXPECT_EQ(mended("충존소"), "충전소");
    EXPECT_THAT(found("vehicel"), ElementsAre("c"));
    EXPECT_THAT(found("vihacle"), IsEmpty()) << "two errors in seven letters";
    EXPECT_EQ(mended("vihacle"), "");
}

TEST_P(TypoContract, CorrectsNothingThatIsRight)
{
    add({data_set("a", "reservation"), data_set("b", "reservations"), data_set("c", "preservation")});
    const SearchPage page = find(query("preservation"));
    EXPECT_THAT(urns(page), ElementsAre("c"));
    EXPECT_EQ(page.relaxed, "");
    EXPECT_EQ(page.did_you_mean, "");
}

TEST_P(TypoContract, CorrectsAMisspeltWordInsteadOfDroppingIt)
{
    add({data_set("a", "reservation", {"vehicle"}), data_set("b", "vehicle"), data_set("c", "reservation")});
    const SearchPage page = find(query("vehicle reservaton"));
    EXPECT_THAT(urns(page), ElementsAre("a"));
    EXPECT_EQ(page.relaxed, "fuzzy");
    EXPECT_EQ(page.did_you_mean, "vehicle reservation");
    EXPECT_EQ(find(query("vehicle zzzzzzzz")).relaxed, "all_but_one") << "nothing is like it";
}

TEST_P(TypoContract, KeepsTheRestOfTheQueryAsTyped)
{
    add({data_set("a", "예약_Reservation", {"user_id"}, "the Café of the station")});
    EXPECT_EQ(mended("name:reservatoin  AND (\"user id\" OR 예약)"),
              "name:Reservation  AND (\"user id\" OR 예약)");
    EXPECT_EQ(mended("애약_reservation"), "예약_reservation");
    EXPECT_EQ(mended("the cafee"), "the Café");
    EXPECT_EQ(mended("reservatoin OR \"reservatoin\" OR 없음"), "Reservation OR \"reservatoin\" OR 없음");
    EXPECT_EQ(mended("\"user ib\""), "") << "a quotation is what it is";
    EXPECT_EQ(mended("reservation -statoin"), "");
}

TEST_P(TypoContract, FindsWordsRunTogetherAndTakenApart)
{
    add({data_set("a", "customer_orders"), data_set("b", "t", {}, "all customer orders of a day"),
         data_set("c", "paymentmethod"), data_set("d", "customer"), data_set("e", "CustomerOrders")});
    EXPECT_THAT(found("customerorders"), UnorderedElementsAre("a", "e"));
    EXPECT_THAT(found("customer orders"), UnorderedElementsAre("a", "b", "e"));
    const SearchPage joined = find(query("payment method"));
    EXPECT_THAT(urns(joined), ElementsAre("c"));
    EXPECT_EQ(joined.did_you_mean, "paymentmethod");
    add({data_set("a", "x"), data_set("e", "x")});
    const SearchPage apart = find(query("customerorders"));
    EXPECT_THAT(urns(apart), ElementsAre("b"));
    EXPECT_EQ(apart.did_you_mean, "customer orders");
}

TEST_P(TypoContract, RanksWhatIsRightBeforeWhatIsNearlySo)
{
    add({data_set("a", "reservatiom"), data_set("b", "x", {}, "reservation"), data_set("c", "예약")});
    SearchQuery wanted = query("reservation");
    EXPECT_THAT(urns(find(wanted)), ElementsAre("b"));
    wanted.fuzzy = true;
    EXPECT_THAT(urns(find(wanted)), UnorderedElementsAre("a", "b"));
    EXPECT_EQ(find(wanted).did_you_mean, "");
    SearchQuery korean = query("예약");
    korean.fuzzy = true;
    EXPECT_THAT(urns(find(korean)), ElementsAre("c")) << "nothing else is like it";
}

TEST_P(TypoContract, GoesOnWithTheReadingThatAPageBeganWith)
{
    std::vector<SearchDocument> all;
    for (int i = 0; i < 7; ++i)
        all.push_back(data_set("u" + std::to_string(i), "reservation_" + std::to_string(i)));
    add(all);
    for (const bool fuzzy : {false, true}) {
        SearchQuery wanted = query(fuzzy ? "reservation" : "reservaton");
        wanted.fuzzy = fuzzy;
        wanted.limit = 3;
        std::size_t seen = 0;
        do {
            const SearchPage page = find(wanted);
            EXPECT_EQ(page.total, 7U);
            seen += page.hits.size();
            wanted.cursor = page.next;
        } while (!wanted.cursor.empty());
        EXPECT_EQ(seen, 7U);
    }
    SearchQuery wanted = query("reservation");
    wanted.limit = 3;
    wanted.cursor = find(wanted).next;
    wanted.fuzzy = true;
    EXPECT_FALSE(index->search(wanted).has_value()) << "another query";
}

TEST_P(TypoContract, ForgetsWordsThatNoDocumentHasAnyMore)
{
    add({data_set("a", "reservaton"), data_set("b", "reservation"), data_set("c", "x")});
    EXPECT_THAT(found("reservaton"), ElementsAre("a"));
    add({data_set("a", "trip")});
    EXPECT_THAT(found("reservaton"), ElementsAre("b"));
}

TEST_P(TypoContract, SurvivesHostileWords)
{
    add({data_set("a", "reservation", {"예약번호"}, "aaaaaaaa 1111")});
    std::string many;
    for (int i = 0; i < 64; ++i)
        many += "resrvaton" + std::string(1, static_cast<char>('a' + i % 26)) + " ";
    std::string hangul;
    for (int i = 0; i < 1024; ++i)
        hangul += i % 2 == 0 ? "얘" : "양";
    for (const std::string& text :
         {std::string(1024, 'a'), std::string(1024, '1'), many, hangul, std::string("😀😀😀😀😀"),
          std::string("ㅇㅇㅇㅇㅇ"), std::string("a1b2c3d4e5"), std::string("予約予約")})
        for (const bool fuzzy : {false, true}) {
            SearchQuery wanted = query(text);
            wanted.fuzzy = fuzzy;
            EXPECT_TRUE(index->search(wanted).has_value()) << text.substr(0, 20);
        }
}

} // namespace colophon::search
