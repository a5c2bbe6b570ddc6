// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index_contract.hpp"

namespace colophon::search {

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

} // namespace colophon::search
