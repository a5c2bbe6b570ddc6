// SPDX-License-Identifier: Apache-2.0
#include "store/changes.hpp"
#include "store/schema.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace colophon::store::test {

namespace {

using testing::ElementsAre;

/// version_1.sql was written by the last release that knew no pipelines.
class StoreOfVersion1 : public testing::Test {
protected:
    StoreOfVersion1()
    {
        std::ifstream file(COLOPHON_SOURCE_DIR "/tests/store/version_1.sql");
        const std::string sql{std::istreambuf_iterator<char>(file), {}};
        sqlite::Database(directory_ / "catalog.db", sqlite::Access::read_write).execute(sql.c_str());
    }
    std::unique_ptr<CatalogStore> open() { return open_sqlite_store({directory_.path()}); }
    std::int64_t version() const
    {
        return sqlite::Database(directory_ / "catalog.db", sqlite::Access::read_only)
            .integer("PRAGMA user_version");
    }

    TempDir directory_;
};

TEST_F(StoreOfVersion1, IsBroughtForwardOnce)
{
    ASSERT_EQ(version(), 1);
    open();
    EXPECT_EQ(version(), schema_version);
    open();
    EXPECT_EQ(version(), schema_version);
}

TEST_F(StoreOfVersion1, KeepsEverythingThatWasInIt)
{
    const auto store = open();
    EXPECT_EQ(store->status().position, 9u);
    EXPECT_EQ(store->status().entities, 1u);
    EXPECT_EQ(json_of(*store, table("예약"), "datasetProperties"), R"({"description":"예약과 취소"})");
    EXPECT_EQ(json_of(*store, table("예약"), "datasetProperties", {{}, 1, {}}),
              R"({"description":"예약 내역"})");
    EXPECT_EQ(json_of(*store, table("예약"), "editableDatasetProperties"), R"({"description":"사람의 말"})");
    EXPECT_FALSE(store->read(table("차량"), {}));
    EXPECT_EQ(store->edges({Urn::container("통"), Direction::incoming}).total, 1u);
    EXPECT_EQ(store->timeseries(table("예약"), "datasetProfile", {}).size(), 2u);
    EXPECT_EQ(store->changes(0, 100).size(), 9u);
}

TEST_F(StoreOfVersion1, FindsItsRunsAndTheirChanges)
{
    const auto store = open();
    const auto runs = store->runs(10, "매일 수집");
    ASSERT_EQ(runs.size(), 2u);
    EXPECT_EQ(runs[0].run_id, "run-2");
    EXPECT_EQ(runs[0].unchanged, 1u);
    EXPECT_EQ(runs[0].outcome, "");
    EXPECT_EQ(store->run("run-1", "매일 수집")->report_json, "");
    std::vector<Position> positions;
    for (const ChangeEvent& event : store->run_changes("run-2", "매일 수집", 0, 10))
        positions.push_back(event.position);
    EXPECT_THAT(positions, ElementsAre(7u, 8u));
}

TEST_F(StoreOfVersion1, TakesWhatTheNewVersionAdds)
{
    const auto store = open();
    EXPECT_TRUE(store->pipelines().empty());
    Batch batch;
    batch.now_ms = 3000;
    PipelineChange change{"매일 수집", "run-2"};
    change.taken = {{table("예약"), Urn::container("통"), "7"}};
    change.report_json = std::string(R"({"outcome":"ok"})");
    batch.pipelines = {change};
    batch.changes = {in_run(removal(table("예약"), "datasetProfile"), "rollback-run-2", 0, "매일 수집")};
    batch.changes[0].points_of_run = "run-2";
    EXPECT_EQ(apply(*store, batch).position, 10u);
    EXPECT_THAT(store->claims("매일 수집", "", 10), ElementsAre(change.taken[0]));
    EXPECT_EQ(store->run("run-2", "")->outcome, "ok");
    ASSERT_EQ(store->timeseries(table("예약"), "datasetProfile", {}).size(), 1u);
    EXPECT_EQ(store->timeseries(table("예약"), "datasetProfile", {}).at(0).timestamp_ms, 500);
}

} // namespace

} // namespace colophon::store::test
