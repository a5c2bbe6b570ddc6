// SPDX-License-Identifier: Apache-2.0
#include "service/usage.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace colophon::service {
namespace {

constexpr std::int64_t newest = 1'700'000'000'000;
constexpr std::int64_t one_day = 86'400'000;
constexpr std::int64_t one_hour = 3'600'000;

class UsageTest : public testing::Test {
protected:
    void point(const Urn& urn, const char* aspect, std::int64_t at_ms, const std::string& members)
    {
        store::Change change{urn, {aspect, "{" + members + "}"}};
        change.timeseries_ms = at_ms;
        store::Batch batch;
        batch.changes.push_back(std::move(change));
        store->apply({&batch, 1});
    }
    void bucket(std::int64_t at_ms, const char* unit, const std::string& count)
    {
        point(table, "datasetUsageStatistics", at_ms,
              R"("eventGranularity":{"unit":")" + std::string(unit) + R"("},)" + count);
    }
    std::uint32_t usage(const Urn& urn) const { return usage_of(*store, urn); }

    TempDir directory;
    std::unique_ptr<store::CatalogStore> store = store::open_sqlite_store({.directory = directory.path()});
    const Urn table = Urn::dataset("postgres", "ops.예약", "PROD");
    const Urn dashboard = Urn::parse("urn:li:dashboard:(looker,예약 현황)").value();
};

TEST_F(UsageTest, AddsUpThirtyDaysAndNoMore)
{
    EXPECT_EQ(usage(table), 0U);
    for (int day = 0; day < 40; ++day)
        bucket(newest - day * one_day, "DAY", R"("totalSqlQueries":1)");
    EXPECT_EQ(usage(table), 30U);
}

TEST_F(UsageTest, CountsUsersWhereNoQueriesAreCounted)
{
    bucket(newest, "DAY", R"("uniqueUserCount":7)");
    bucket(newest - one_day, "DAY", R"("totalSqlQueries":3,"uniqueUserCount":2)");
    EXPECT_EQ(usage(table), 10U);
}

TEST_F(UsageTest, CountsNothingTwiceThatIsWrittenByTheHourAndByTheDay)
{
    for (int hour = 0; hour < 5; ++hour)
        bucket(newest - hour * one_hour, "HOUR", R"("totalSqlQueries":2)");
    bucket(newest, "DAY", R"("totalSqlQueries":9)");
    EXPECT_EQ(usage(table), 10U);
}

TEST_F(UsageTest, TakesTheRunningTotalOfToolsThatCountNoBuckets)
{
    point(dashboard, "dashboardUsageStatistics", newest - one_day, R"("viewsCount":120)");
    point(dashboard, "dashboardUsageStatistics", newest, R"("viewsCount":125,"favoritesCount":3)");
    EXPECT_EQ(usage(dashboard), 125U);
    point(dashboard, "dashboardUsageStatistics", newest,
          R"("eventGranularity":{"unit":"DAY"},"viewsCount":5)");
    EXPECT_EQ(usage(dashboard), 5U);
}

TEST_F(UsageTest, BelievesNoNumberThatCannotBe)
{
    bucket(newest, "DAY", R"("totalSqlQueries":-5)");
    bucket(newest - 1, "DAY", R"("totalSqlQueries":"많이")");
    bucket(newest - 2, "DAY", R"("totalSqlQueries":99999999999)");
    bucket(newest - 3, "DAY", R"("totalSqlQueries":99999999999)");
    EXPECT_EQ(usage(table), std::numeric_limits<std::uint32_t>::max());
}

TEST_F(UsageTest, SurvivesTheEndsOfTime)
{
    bucket(std::numeric_limits<std::int64_t>::min(), "DAY", R"("totalSqlQueries":4)");
    EXPECT_EQ(usage(table), 4U);
    bucket(std::numeric_limits<std::int64_t>::max(), "DAY", R"("totalSqlQueries":6)");
    EXPECT_EQ(usage(table), 6U);
}

TEST_F(UsageTest, KnowsNothingOfTypesThatNobodyCounts)
{
    const Urn tag = Urn::of("tag", {"개인정보"});
    point(tag, "datasetUsageStatistics", newest, R"("totalSqlQueries":4)");
    EXPECT_EQ(usage(tag), 0U);
}

} // namespace
} // namespace colophon::service
