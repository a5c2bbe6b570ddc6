// SPDX-License-Identifier: Apache-2.0

// The same questions, put to the engine and to SQLite's full-text index.

#include "search/engine.hpp"
#include "search/random_questions.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace colophon::search {
namespace {

constexpr int rounds = 3;
constexpr int questions = 6;

std::map<Facet, Fts5Oracle::Counts> counts_of(const SearchPage& page)
{
    std::map<Facet, Fts5Oracle::Counts> counts;
    for (const FacetCounts& facet : page.facets)
        for (const FacetCount& value : facet.values)
            counts[facet.facet][value.value] = value.count;
    return counts;
}

std::vector<std::string> sorted_urns(const SearchPage& page)
{
    std::vector<std::string> sorted = urns(page);
    std::sort(sorted.begin(), sorted.end());
    return sorted;
}

class Fts5Differential : public testing::TestWithParam<std::uint64_t> {
protected:
    /// In the order of facets: those without a filter of their own, whose counts do not depend on whether
    /// a facet's own filter narrows them.
    static std::vector<Facet> unfiltered(const SearchQuery& query)
    {
        std::vector<Facet> facets;
        for (const Facet facet : {Facet::type, Facet::platform, Facet::env, Facet::owner, Facet::tag})
            if (std::ranges::find(query.filters, facet, &Filter::facet) == query.filters.end())
                facets.push_back(facet);
        return facets;
    }

    void compare(const SearchQuery& query, const std::string& match)
    {
        const Result<SearchPage> page = index->search(query);
        ASSERT_TRUE(page.has_value()) << query.text << ": " << page.error().what();
        const Fts5Oracle::Answer expected =
            oracle.answer(match, query, Fts5Oracle::Narrowed::by_filters_of_others);
        if (expected.urns.empty()) {
            EXPECT_TRUE(page->total == 0 || !page->relaxed.empty()) << query.text << "\n" << match;
            return;
        }
        ++answered;
        EXPECT_EQ(page->relaxed, "") << query.text;
        EXPECT_EQ(page->total, expected.urns.size()) << query.text << "\n" << match;
        EXPECT_EQ(sorted_urns(*page), expected.urns) << query.text << "\n" << match;
        EXPECT_EQ(counts_of(*page), expected.counts) << query.text << "\n" << match;
    }

    RandomQuestions random{GetParam()};
    std::unique_ptr<SearchIndex> index = open_engine({});
    Fts5Oracle oracle;
    int answered = 0;
};

TEST_P(Fts5Differential, FindsAndCountsTheSameUnderEveryCombinationOfFilters)
{
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < 5; ++i) {
            const IndexDelta delta = random.delta(25);
            index->apply(delta);
            oracle.apply(delta);
        }
        for (int i = 0; i < questions; ++i) {
            const RandomQuestions::Question question = random.question();
            for (unsigned choice = 0; choice < 1U << RandomQuestions::narrowings; ++choice) {
                SearchQuery query;
                query.text = question.text;
                query.limit = query.facet_limit = 1000;
                query.removed = choice % 3 == 0;
                random.narrow(query, choice);
                query.facets = unfiltered(query);
                ASSERT_NO_FATAL_FAILURE(compare(query, question.match));
                ASSERT_FALSE(HasFailure());
            }
        }
    }
    EXPECT_GT(answered, 100) << "the questions should have answers";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Fts5Differential, testing::Range<std::uint64_t>(1, 5));

} // namespace
} // namespace colophon::search
