// SPDX-License-Identifier: Apache-2.0
#include "search/matching/ranking.hpp"

#include <gtest/gtest.h>

namespace colophon::search {
namespace {

constexpr int levels = static_cast<int>(Level::whole_name) + 1;

bool is_promising(const Evidence& evidence, const Ranking::Bound& bound)
{
    const Head head = evidence.head & (head_exact | head_level);
    return head > bound.head || (head == bound.head && evidence.sum >= bound.sum);
}

Evidence limited(const Ranking& ranking, const Evidence& evidence)
{
    EvidenceBlock block{};
    block.heads[0] = evidence.head;
    block.sums[0] = evidence.sum;
    ranking.limit(block, 1);
    return block[0];
}

/// The best that a document may reach whose words say so.
std::uint64_t best_rank(const Ranking& ranking, const Evidence& evidence)
{
    Tier tier = tier_of(evidence.level());
    if (tier == Tier::name_is_query)
        tier = Tier::name_is_literally_query;
    return ranking.rank(evidence, tier);
}

template <class Visit> void each_evidence(Visit visit)
{
    for (int level = 0; level < levels; ++level)
        for (const Head exact : {Head{0}, head_exact})
            for (const int sum : {0, 1, 300, 600, 1020, 2040})
                visit(Evidence{static_cast<Head>(head_any | exact | level << contribution_bits),
                               static_cast<Sum>(sum)});
}

TEST(Ranking, BoundLeavesOutNothingThatReachesTheRank)
{
    for (const std::uint32_t terms : {1U, 2U}) {
        const Ranking ranking(terms);
        each_evidence([&](const Evidence& any) {
            const Evidence worst = limited(ranking, any);
            const std::uint64_t rank = best_rank(ranking, worst);
            const Ranking::Bound bound = ranking.bound(rank);
            each_evidence([&](const Evidence& other) {
                const Evidence evidence = limited(ranking, other);
                if (best_rank(ranking, evidence) < rank)
                    return;
                EXPECT_TRUE(is_promising(evidence, bound))
                    << terms << " terms: " << evidence.head << ' ' << evidence.sum << " reaches "
                    << worst.head << ' ' << worst.sum;
            });
        });
    }
}

TEST(Ranking, BoundLeavesOutLowerLevelsAndSums)
{
    const Ranking ranking(2);
    const auto evidence = [](Level level, Sum sum) {
        return Evidence{
            static_cast<Head>(head_any | head_exact | static_cast<Head>(level) << contribution_bits), sum};
    };
    const Ranking::Bound bound = ranking.bound(best_rank(ranking, evidence(Level::path, 1000)));
    EXPECT_FALSE(is_promising(evidence(Level::column, 2000), bound));
    EXPECT_FALSE(is_promising(evidence(Level::path, 900), bound));
    EXPECT_TRUE(is_promising(evidence(Level::name, 0), bound));
    EXPECT_TRUE(is_promising(evidence(Level::text, 0), ranking.bound(0)));
}

TEST(Ranking, SeveralWordsAreNoWholeName)
{
    for (int i = 0; i < levels; ++i) {
        const auto level = static_cast<Level>(i);
        const Evidence evidence{static_cast<Head>(head_any | i << contribution_bits), 1};
        EXPECT_EQ(limited(Ranking(1), evidence).level(), level);
        EXPECT_EQ(limited(Ranking(2), evidence).level(), capped(level, Level::name));
    }
}

TEST(Evidence, SumsStayAtTheGreatest)
{
    EXPECT_EQ(add_sums(1000, 20), 1020);
    EXPECT_EQ(add_sums(65000, 1020), greatest_sum);
    EXPECT_EQ(add_sums(greatest_sum, greatest_sum), greatest_sum);
}

} // namespace
} // namespace colophon::search
