// SPDX-License-Identifier: Apache-2.0
#include "ingest/removal_guard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ContainerLoss loss(std::uint64_t members, std::uint64_t vanished)
{
    return {Urn::container("차량"), members, vanished};
}

bool trips(const RemovalLimits& limits, const std::vector<ContainerLoss>& losses)
{
    return judge_removals(limits, losses, {}).tripped();
}

TEST(RemovalGuard, LetsATenthOfAContainerGoAndOneOfAnySmallOne)
{
    const RemovalLimits limits;
    struct Row {
        std::uint64_t members;
        std::uint64_t allowed;
    };
    for (const Row& row :
         std::vector<Row>{{1, 1}, {2, 1}, {9, 1}, {10, 1}, {19, 1}, {20, 2}, {100, 10}, {1'000, 100}}) {
        EXPECT_EQ(allowed_removals(limits, row.members), row.allowed) << row.members;
        EXPECT_FALSE(trips(limits, {loss(row.members, row.allowed)})) << row.members;
        EXPECT_TRUE(trips(limits, {loss(row.members, row.allowed + 1)})) << row.members;
    }
}

TEST(RemovalGuard, CountsEachContainerForItself)
{
    EXPECT_FALSE(trips({}, {loss(10, 1), loss(10, 1), loss(30, 3)}));
    const GuardRuling ruling = judge_removals({}, std::array{loss(10, 1), loss(10, 2), loss(100, 50)}, {});
    EXPECT_EQ(ruling.vanished, 53U);
    EXPECT_EQ(ruling.excess_total, 2U);
    ASSERT_EQ(ruling.excess.size(), 2U);
    EXPECT_EQ(ruling.excess[0].loss.vanished, 50U) << "the largest first";
    EXPECT_EQ(ruling.excess[0].allowed, 10U);
    EXPECT_THAT(ruling.reasons, ElementsAre(HasSubstr("2 containers")));
}

TEST(RemovalGuard, ObeysTheRecipesShareAndNumber)
{
    RemovalLimits generous;
    generous.share = 0.5;
    EXPECT_FALSE(trips(generous, {loss(10, 5)}));
    EXPECT_TRUE(trips(generous, {loss(10, 6)}));
    RemovalLimits strict;
    strict.share = 0;
    strict.count = 0;
    EXPECT_TRUE(trips(strict, {loss(10, 1)}));
    RemovalLimits counted;
    counted.share = 0;
    counted.count = 7;
    EXPECT_FALSE(trips(counted, {loss(100, 7)}));
    EXPECT_TRUE(trips(counted, {loss(100, 8)}));
}

TEST(RemovalGuard, CapsTheWholeRunWhereTold)
{
    RemovalLimits limits;
    limits.total = 3;
    EXPECT_FALSE(trips(limits, {loss(10, 1), loss(10, 1), loss(10, 1)}));
    EXPECT_TRUE(trips(limits, {loss(10, 1), loss(10, 1), loss(10, 1), loss(10, 1)}));
    RemovalLimits percent;
    percent.share = 1;
    percent.percent = 20;
    EXPECT_FALSE(trips(percent, {loss(10, 2)}));
    EXPECT_TRUE(trips(percent, {loss(10, 3)}));
}

TEST(RemovalGuard, TellsAPermissionLostFromARemoval)
{
    std::vector<std::string> lost;
    for (int i = 0; i < 25; ++i)
        lost.push_back("USAGE ON 차량" + std::to_string(i));
    const GuardRuling ruling = judge_removals({}, std::array{loss(10, 1)}, lost);
    EXPECT_TRUE(ruling.tripped());
    EXPECT_THAT(ruling.reasons, ElementsAre(HasSubstr("permission lost")));
    EXPECT_EQ(ruling.lost_scope_total, 25U);
    EXPECT_EQ(ruling.lost_scope.size(), GuardRuling::kept);
}

TEST(RemovalGuard, HasNothingToSayWhereNothingVanished)
{
    EXPECT_FALSE(trips({}, {}));
    const GuardRuling ruling = judge_removals({}, std::array{loss(10, 0)}, std::array{std::string("gone")});
    EXPECT_THAT(ruling.reasons, IsEmpty());
}

} // namespace
} // namespace colophon::ingest
