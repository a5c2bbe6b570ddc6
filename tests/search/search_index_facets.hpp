// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index_contract.hpp"

#include <map>

namespace colophon::search {

/// What every index counts: a facet under the filters of the others. The file is included by one program
/// only, beside the first part of the contract.
class SearchIndexFacets : public SearchIndexContract {
protected:
    using Counts = std::map<std::string, std::uint64_t>;
    static Counts counts_of(const SearchPage& page, Facet facet)
    {
        Counts counts;
        for (const FacetCounts& counted : page.facets)
            if (counted.facet == facet)
                for (const FacetCount& value : counted.values)
                    counts[value.value] = value.count;
        return counts;
    }

    /// Twelve documents of three platforms, two environments and tags.
    void add_of_every_kind()
    {
        static constexpr const char* platforms[] = {"mysql", "postgres", "bigquery"};
        std::vector<SearchDocument> all;
        for (std::size_t i = 0; i < 12; ++i) {
            SearchDocument document = data_set("u" + std::to_string(10 + i), "예약");
            document.usage = static_cast<std::uint32_t>(i);
            document.removed = i == 11;
            document.values = {{Facet::platform, platforms[i % 3]},
                               {Facet::env, i % 2 == 0 ? "PROD" : "DEV"}};
            document.values.push_back({Facet::tag, i < 4 ? "개인정보" : "Finance"});
            document.values.push_back({Facet::tag, "모두"});
            all.push_back(std::move(document));
        }
        add(std::move(all));
    }
};

TEST_P(SearchIndexFacets, DoesNotNarrowAFacetByItsOwnFilter)
{
    add_of_every_kind();
    SearchQuery wanted = query("예약");
    wanted.facets = {Facet::platform, Facet::env, Facet::tag};
    wanted.filters = {{Facet::platform, {"mysql"}}};
    SearchPage page = find(wanted);
    EXPECT_EQ(page.total, 4U);
    EXPECT_EQ(counts_of(page, Facet::platform), (Counts{{"mysql", 4}, {"postgres", 4}, {"bigquery", 3}}));
    EXPECT_EQ(counts_of(page, Facet::env), (Counts{{"PROD", 2}, {"DEV", 2}}));

    wanted.filters.push_back({Facet::env, {"PROD"}});
    page = find(wanted);
    EXPECT_EQ(page.total, 2U);
    EXPECT_EQ(counts_of(page, Facet::platform), (Counts{{"mysql", 2}, {"postgres", 2}, {"bigquery", 2}}))
        << "the filters of others narrow it";
    EXPECT_EQ(counts_of(page, Facet::env), (Counts{{"PROD", 2}, {"DEV", 2}}));
    EXPECT_EQ(counts_of(page, Facet::tag), (Counts{{"모두", 2}, {"개인정보", 1}, {"Finance", 1}}));

    wanted.numbers = {{Number::usage, 4, {}}};
    page = find(wanted);
    EXPECT_EQ(page.total, 1U);
    EXPECT_EQ(counts_of(page, Facet::platform), (Counts{{"mysql", 1}, {"postgres", 2}, {"bigquery", 1}}))
        << "so do numbers";
}

TEST_P(SearchIndexFacets, CountsEveryFilterOfAFacetAsItsOwn)
{
    add_of_every_kind();
    SearchQuery wanted = query("예약");
    wanted.facets = {Facet::tag};
    wanted.filters = {{Facet::tag, {"개인정보"}}, {Facet::tag, {"모두"}}};
    const SearchPage page = find(wanted);
    EXPECT_EQ(page.total, 4U);
    EXPECT_EQ(counts_of(page, Facet::tag), (Counts{{"모두", 11}, {"Finance", 7}, {"개인정보", 4}}));
    wanted.removed = true;
    EXPECT_EQ(counts_of(find(wanted), Facet::tag), (Counts{{"모두", 12}, {"Finance", 8}, {"개인정보", 4}}));
}

TEST_P(SearchIndexFacets, CountsAFacetWhoseFilterFindsNothing)
{
    add_of_every_kind();
    SearchQuery wanted = query("예약");
    wanted.facets = {Facet::platform, Facet::env};
    wanted.filters = {{Facet::platform, {"oracle"}}};
    const SearchPage page = find(wanted);
    EXPECT_EQ(page.total, 0U);
    EXPECT_EQ(counts_of(page, Facet::platform), (Counts{{"mysql", 4}, {"postgres", 4}, {"bigquery", 3}}));
    EXPECT_EQ(counts_of(page, Facet::env), Counts{});
}

TEST_P(SearchIndexFacets, CountsOnlyValuesThatContainAText)
{
    add_of_every_kind();
    SearchQuery wanted = query("예약");
    wanted.facets = {Facet::platform, Facet::tag};
    wanted.facet_text = "SQL";
    EXPECT_EQ(counts_of(find(wanted), Facet::platform), (Counts{{"mysql", 4}}));
    wanted.facet_text = "gre";
    EXPECT_EQ(counts_of(find(wanted), Facet::platform), (Counts{{"postgres", 4}}));
    wanted.facet_text = "정보";
    EXPECT_EQ(counts_of(find(wanted), Facet::tag), (Counts{{"개인정보", 4}}));
    wanted.facet_text = "i";
    wanted.facet_limit = 1;
    const SearchPage page = find(wanted);
    EXPECT_EQ(counts_of(page, Facet::platform), (Counts{{"bigquery", 3}}));
    EXPECT_FALSE(page.facets.at(0).more) << "what does not contain the text is no more";
    EXPECT_EQ(page.total, 11U) << "what is found is not narrowed";
}

} // namespace colophon::search
