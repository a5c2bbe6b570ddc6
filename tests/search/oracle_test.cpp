// SPDX-License-Identifier: Apache-2.0
#include "search/engine.hpp"
#include "search/random_catalog.hpp"
#include "search/scanning_oracle.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::search {
namespace {

ScanningOracle::Answer answer_of(const SearchPage& page)
{
    ScanningOracle::Answer answer;
    answer.urns = urns(page);
    std::sort(answer.urns.begin(), answer.urns.end());
    for (const FacetCounts& facet : page.facets)
        for (const FacetCount& value : facet.values)
            answer.counts[{facet.facet, value.value}] = value.count;
    return answer;
}

void expect_ordered(const SearchPage& page)
{
    EXPECT_TRUE(std::is_sorted(page.hits.begin(), page.hits.end(), [](const Hit& a, const Hit& b) {
        return a.score != b.score ? a.score > b.score : a.urn < b.urn;
    }));
}

std::string describe(const SearchPage& page)
{
    std::string text = page.relaxed + "/" + std::to_string(page.total);
    for (const Hit& hit : page.hits) {
        text += "\n" + hit.urn + " " + hit.name + " " + std::to_string(hit.score);
        for (const Match& match : hit.matches)
            text += " " + match.value;
    }
    return text;
}

class Oracle : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Oracle, FindsAndCountsWhatReadingEveryDocumentFinds)
{
    RandomCatalog catalog(GetParam());
    const std::unique_ptr<SearchIndex> index = open_engine({});
    ScanningOracle oracle;
    std::size_t found = 0;
    for (int round = 0; round < 25; ++round) {
        const IndexDelta delta = catalog.delta(40);
        oracle.apply(delta);
        index->apply(delta);
        for (int i = 0; i < 8; ++i) {
            const SearchQuery query = catalog.search();
            const Result<SearchPage> page = index->search(query);
            const ScanningOracle::Answer expected = oracle.answer(query);
            if (!page) {
                EXPECT_EQ(page.error().code(), Errc::invalid_argument) << query.text;
                continue;
            }
            expect_ordered(*page);
            found += page->hits.size();
            if (page->relaxed == "fuzzy")
                continue; // which words are alike is looked up in the index; FuzzyOracle compares that
            EXPECT_EQ(page->total, expected.urns.size()) << query.text;
            EXPECT_EQ(answer_of(*page), expected) << query.text;
        }
    }
    EXPECT_GT(found, 500U) << "the queries should find something";
}

TEST_P(Oracle, AnswersTheSameHoweverTheDocumentsCameIn)
{
    RandomCatalog catalog(GetParam());
    const std::unique_ptr<SearchIndex> grown = open_engine({});
    for (int round = 0; round < 60; ++round)
        grown->apply(catalog.delta(20));
    const std::unique_ptr<SearchIndex> filled = open_engine({});
    filled->apply(delta(documents(*grown)));
    for (int i = 0; i < 200; ++i) {
        const SearchQuery query = catalog.search();
        const Result<SearchPage> a = grown->search(query);
        const Result<SearchPage> b = filled->search(query);
        ASSERT_EQ(a.has_value(), b.has_value()) << query.text;
        if (a) {
            EXPECT_EQ(describe(*a), describe(*b)) << query.text;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Oracle, testing::Range<std::uint64_t>(1, 5));

} // namespace
} // namespace colophon::search
