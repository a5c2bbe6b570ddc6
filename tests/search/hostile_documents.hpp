// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index_hostile.hpp"

namespace colophon::search {

TEST_P(SearchIndexHostile, KeepsAndFindsNulBytes)
{
    const std::string nul(1, '\0');
    SearchDocument odd = data_set("u" + nul + "1", "예약" + nul + "번호", {"a" + nul + "b", nul}, nul + nul);
    odd.values = {{Facet::owner, "o" + nul + "1"}, {Facet::owner, "o"}, {Facet::owner, nul}};
    const SearchDocument plain = data_set("u", "예약");
    add({odd, plain});
    EXPECT_THAT(documents(*index), ElementsAre(plain, odd));
    EXPECT_THAT(found("예약 번호"), ElementsAre(odd.urn));
    EXPECT_THAT(found("column:b"), ElementsAre(odd.urn));
    SearchQuery wanted = query("");
    wanted.facets = {Facet::owner};
    EXPECT_EQ(find(wanted).facets.at(0).values.size(), 3U);
    wanted.filters = {{Facet::owner, {"o" + nul + "1"}}};
    EXPECT_THAT(urns(find(wanted)), ElementsAre(odd.urn));
    wanted.filters = {{Facet::owner, {"o" + nul}}};
    EXPECT_THAT(urns(find(wanted)), IsEmpty());
    index->apply(delta({}, {odd.urn}, 9));
    EXPECT_THAT(documents(*index), ElementsAre(plain));
}

TEST_P(SearchIndexHostile, KeepsAndFindsDocumentsThatAreNotUtf8)
{
    std::vector<SearchDocument> all;
    for (const HostileQuery& hostile : unreadable_queries()) {
        const std::string urn = "u" + std::to_string(100 + all.size());
        all.push_back(data_set(urn, hostile.text, {hostile.text, "차량"}, hostile.text));
        all.back().values.push_back({Facet::owner, hostile.text});
    }
    add(all);
    EXPECT_EQ(documents(*index), all);
    EXPECT_EQ(find(query("차량")).total, all.size());
    EXPECT_THAT(found("예약"), UnorderedElementsAre("u100", "u101", "u102"));
    EXPECT_THAT(found("caf"), ElementsAre("u109"));
    index->suggest("예", 10);
    SearchQuery wanted = query("");
    wanted.sort = Sort::name;
    wanted.facets = {Facet::owner};
    EXPECT_EQ(find(wanted).facets.at(0).values.size(), all.size());
}

TEST_P(SearchIndexHostile, FindsDocumentsWithoutNames)
{
    SearchDocument bare;
    bare.urn = "a";
    SearchDocument column_only;
    column_only.urn = "b";
    column_only.texts = {{Field::column, ""}, {Field::column, "예약"}, {Field::column, " \t"}};
    column_only.values = {{Facet::owner, ""}};
    SearchDocument without_urn;
    without_urn.description = "차량";
    add({bare, column_only, without_urn, data_set("c", "!!! ---")});
    EXPECT_THAT(found("예약"), ElementsAre("b"));
    EXPECT_THAT(found("차량"), ElementsAre(""));
    for (const Sort sort : {Sort::relevance, Sort::name, Sort::updated, Sort::usage}) {
        SearchQuery wanted = query("");
        wanted.sort = sort;
        wanted.limit = 1;
        std::vector<std::string> pages;
        do {
            const SearchPage page = find(wanted);
            ASSERT_EQ(page.hits.size(), 1U);
            pages.push_back(page.hits.front().urn);
            wanted.cursor = page.next;
        } while (!wanted.cursor.empty() && pages.size() < 10);
        EXPECT_THAT(pages, UnorderedElementsAre("", "a", "b", "c"));
    }
    SearchQuery wanted = query("");
    wanted.facets = {Facet::owner};
    wanted.filters = {{Facet::owner, {""}}};
    EXPECT_THAT(urns(find(wanted)), ElementsAre("b"));
    wanted.filters = {{Facet::owner, {}}};
    EXPECT_EQ(find(wanted).total, 0U) << "none of no values is had";
}

TEST_P(SearchIndexHostile, FindsVeryLongNames)
{
    const std::string hangul = repeated("예약", 5000);
    const std::string letters(10'000, 'a');
    const std::string words = repeated("ab_", 3000) + "차량";
    add({data_set("a", hangul), data_set("b", letters), data_set("c", words), data_set("d", hangul + "가"),
         data_set("e", letters + "b", {letters})});
    EXPECT_THAT(found("예약예"), UnorderedElementsAre("a", "d"));
    EXPECT_THAT(found("aaa"), UnorderedElementsAre("b", "e"));
    EXPECT_THAT(found("ab 차량"), ElementsAre("c"));
    EXPECT_THAT(found(std::string(1024, 'a')), UnorderedElementsAre("b", "e"));
    SearchQuery wanted = query("");
    wanted.sort = Sort::name;
    wanted.limit = 2;
    std::vector<std::string> pages;
    do {
        const SearchPage page = find(wanted);
        for (const std::string& urn : urns(page))
            pages.push_back(urn);
        wanted.cursor = page.next;
        EXPECT_LT(wanted.cursor.size(), 4096U) << "a cursor stands in URLs";
    } while (!wanted.cursor.empty() && pages.size() < 10);
    EXPECT_THAT(pages, ElementsAre("b", "e", "c", "a", "d"));
    for (const Suggestion& suggestion : index->suggest("aa", 10))
        EXPECT_THAT(suggestion.text, testing::AnyOf(letters, letters + "b"));
}

TEST_P(SearchIndexHostile, PagesThroughTenThousandEqualNames)
{
    constexpr std::size_t many = 10'000;
    std::vector<SearchDocument> all;
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < many; ++i) {
        expected.push_back("u" + std::to_string(many + i));
        all.push_back(data_set(expected.back(), "예약"));
    }
    add(all);
    for (const Sort sort : {Sort::relevance, Sort::name, Sort::updated, Sort::usage}) {
        SearchQuery wanted = query("예약");
        wanted.sort = sort;
        wanted.limit = 1000;
        std::vector<std::string> pages;
        do {
            const SearchPage page = find(wanted);
            EXPECT_EQ(page.total, many);
            for (const std::string& urn : urns(page))
                pages.push_back(urn);
            wanted.cursor = page.next;
        } while (!wanted.cursor.empty() && pages.size() <= many);
        EXPECT_EQ(pages, expected) << "sort " << static_cast<int>(sort);
    }
    const std::vector<Suggestion> suggested = index->suggest("예", 10);
    ASSERT_EQ(suggested.size(), 1U);
    EXPECT_EQ(suggested.front().count, many);
}

TEST_P(SearchIndexHostile, FindsOneColumnAmongAHundredThousand)
{
    constexpr std::size_t many = 100'000;
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < many; ++i)
        columns.push_back("열_" + std::to_string(i));
    const SearchDocument wide = data_set("a", "wide", columns);
    add({wide, data_set("b", "narrow", {"열_1"})});
    const double seconds = cpu_seconds_of([&] {
        EXPECT_THAT(found("열_99999"), ElementsAre("a"));
        EXPECT_THAT(found("column:\"열 99998\""), ElementsAre("a"));
        const SearchPage page = find(query("열"));
        EXPECT_EQ(page.total, 2U);
        for (const Hit& hit : page.hits)
            EXPECT_LE(hit.matches.size(), 5U);
        EXPECT_LE(index->suggest("열", 10).size(), 10U);
    });
    EXPECT_LT(seconds, bounded_cpu_seconds);
    EXPECT_EQ(documents(*index).front(), wide);
    SearchQuery counted = query("");
    counted.numbers = {{Number::columns, static_cast<std::int64_t>(many), {}}};
    EXPECT_THAT(urns(find(counted)), ElementsAre("a"));
}

TEST_P(SearchIndexHostile, ReadsTheBeginningOfALongDescription)
{
    std::string text = "시작";
    while (text.size() < 1'000'000)
        text += " 차량 예약의 기록을 보관합니다. reservations of the day";
    text += " 마지막";
    add({data_set("a", "예약", {}, text), data_set("b", "trip", {}, "끝")});
    const double seconds = cpu_seconds_of([&] {
        EXPECT_THAT(found("시작"), ElementsAre("a"));
        EXPECT_THAT(found("\"예약의 기록\""), ElementsAre("a"));
        const SearchPage page = find(query("보관 차량 day"));
        ASSERT_EQ(page.hits.size(), 1U);
        for (const Match& match : page.hits.front().matches) {
            const std::size_t points = code_points(match.value);
            for (const Range& range : match.highlight)
                EXPECT_LE(range.second, points);
        }
    });
    EXPECT_LT(seconds, bounded_cpu_seconds);
    EXPECT_EQ(documents(*index).front().description, text);
}

TEST_P(SearchIndexHostile, CountsAMillionValues)
{
    constexpr std::size_t documents_of_them = 1000;
    constexpr std::size_t values_of_each = 1000;
    std::vector<SearchDocument> all;
    for (std::size_t i = 0; i < documents_of_them; ++i) {
        SearchDocument document = data_set("u" + std::to_string(i), "예약");
        for (std::size_t value = 0; value < values_of_each; ++value)
            document.values.push_back({Facet::tag, "태그" + std::to_string(i * values_of_each + value)});
        document.values.push_back({Facet::tag, "모두"});
        all.push_back(std::move(document));
    }
    add(std::move(all));
    SearchQuery wanted = query("예약");
    wanted.facets = {Facet::tag};
    const double seconds = cpu_seconds_of([&] {
        const FacetCounts tags = find(wanted).facets.at(0);
        ASSERT_EQ(tags.values.size(), 20U);
        EXPECT_EQ(tags.values.front().value, "모두");
        EXPECT_EQ(tags.values.front().count, documents_of_them);
        EXPECT_EQ(tags.values.at(1).value, "태그0");
        EXPECT_TRUE(tags.more);
        wanted.filters = {{Facet::tag, {"태그999999", "태그0"}}};
        EXPECT_EQ(find(wanted).total, 2U);
    });
    EXPECT_LT(seconds, bounded_cpu_seconds);
}

} // namespace colophon::search
