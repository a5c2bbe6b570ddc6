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

constexpr Facet compared_facets[] = {Facet::type, Facet::platform, Facet::env, Facet::owner, Facet::tag};

class Fts5Differential : public testing::TestWithParam<std::uint64_t> {
protected:
    void write()
    {
        for (int i = 0; i < 5; ++i) {
            const IndexDelta delta = random.delta(25);
            index->apply(delta);
            oracle.apply(delta);
        }
    }

    void compare(const SearchQuery& query, const std::string& match)
    {
        const Result<SearchPage> page = index->search(query);
        ASSERT_TRUE(page.has_value()) << query.text << ": " << page.error().what();
        const Fts5Oracle::Answer expected = oracle.answer(match, query);
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

    /// Every combination of filters over one question.
    void compare_narrowed(const RandomQuestions::Question& question)
    {
        for (unsigned choice = 0; choice < 1U << RandomQuestions::narrowings; ++choice) {
            SearchQuery query;
            query.text = question.text;
            query.limit = query.facet_limit = 1000;
            query.removed = choice % 3 == 0;
            random.narrow(query, choice);
            query.facets.assign(std::begin(compared_facets), std::end(compared_facets));
            compare(query, question.match);
            if (HasFailure())
                return;
        }
    }

    RandomQuestions random{GetParam()};
    std::unique_ptr<SearchIndex> index = open_engine({});
    Fts5Oracle oracle;
    int answered = 0;
};

TEST_P(Fts5Differential, FindsAndCountsTheSameUnderEveryCombinationOfFilters)
{
    for (int round = 0; round < rounds; ++round) {
        write();
        for (int i = 0; i < questions && !HasFailure(); ++i)
            compare_narrowed(random.question());
    }
    EXPECT_GT(answered, 100) << "the questions should have answers";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Fts5Differential, testing::Range<std::uint64_t>(1, 5));

} // namespace
} // namespace colophon::search
