// SPDX-License-Identifier: Apache-2.0
#include "service/catalog_fixture.hpp"
#include "service/run_board.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::service {
namespace {

using ::testing::ElementsAre;

store::RunRecord ended(const std::string& pipeline, std::int64_t at, const std::string& outcome)
{
    store::RunRecord record{"run-" + std::to_string(at), pipeline, at, at};
    record.outcome = outcome;
    record.report_json = R"({"outcome":")" + outcome + R"("})";
    return record;
}

TEST(RunBoard, KeepsTheLastRunAndTheLastSuccess)
{
    RunBoard board;
    board.add(ended("밤", 1'000, "warnings"));
    board.add(ended("밤", 2'000, "failed"));
    const auto runs = board.newest();
    ASSERT_EQ(runs.size(), 1);
    EXPECT_EQ(runs[0].outcome, "failed");
    EXPECT_EQ(runs[0].ended_ms, 2'000);
    EXPECT_EQ(runs[0].success_ms, 1'000);
}

TEST(RunBoard, DoesNotTrustAReport)
{
    RunBoard board;
    for (const auto* report :
         {"", "[]", "{", R"({"exit_code":"열","duration_ms":-5,"removals":[]})",
          R"({"exit_code":99999,"duration_ms":1e300,"removals":{"guarded":"yes","removed":-1}})"}) {
        auto record = ended("밤", 1'000, "<script>");
        record.report_json = report;
        board.add(record);
        const auto run = board.newest().at(0);
        EXPECT_EQ(run.outcome, "other");
        EXPECT_GE(run.exit_code, 0);
        EXPECT_LE(run.exit_code, 255);
        EXPECT_EQ(run.seconds, 0);
        EXPECT_FALSE(run.guarded);
        EXPECT_EQ(run.removed, 0);
        EXPECT_EQ(run.success_ms, 0);
    }
    EXPECT_EQ(board.ended().back().value(), 5);
}

TEST(RunBoard, ForgetsThePipelineHeardOfLongestAgo)
{
    RunBoard board;
    for (std::size_t i = 0; i <= RunBoard::max_pipelines; ++i)
        board.add(ended("수집 " + std::to_string(i), 1'000 + static_cast<std::int64_t>(i), "ok"));
    const auto runs = board.newest();
    ASSERT_EQ(runs.size(), RunBoard::max_pipelines);
    EXPECT_EQ(runs.front().pipeline, "수집 " + std::to_string(RunBoard::max_pipelines));
    EXPECT_EQ(runs.back().pipeline, "수집 1");
}

class RunBoardTest : public testing::Test, protected CatalogFixture {
protected:
    void conclude(const std::string& pipeline, const std::string& run, const std::string& report)
    {
        const auto lease = pipelines->take_lease(writer, pipeline, run, "여기");
        pipelines->conclude(writer, pipeline, lease, report, {});
    }
};

TEST_F(RunBoardTest, KnowsAfterARestartWhatItKnewBefore)
{
    conclude("밤", "run-1", R"({"outcome":"ok","exit_code":0,"duration_ms":2000})");
    conclude("아침", "run-1", R"({"outcome":"ok","exit_code":0})");
    conclude("밤", "run-2",
             R"({"outcome":"partial","exit_code":20,"removals":{"guarded":false,"removed":3}})");
    const auto before = pipelines->board().newest();
    close();
    open();
    const auto after = pipelines->board().newest();
    ASSERT_EQ(after.size(), 2);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(after[i].pipeline, before[i].pipeline);
        EXPECT_EQ(after[i].run_id, before[i].run_id);
        EXPECT_EQ(after[i].exit_code, before[i].exit_code);
        EXPECT_EQ(after[i].ended_ms, before[i].ended_ms);
        EXPECT_EQ(after[i].success_ms, before[i].success_ms);
        EXPECT_EQ(after[i].removed, before[i].removed);
    }
    EXPECT_EQ(after[0].exit_code, 20);
    EXPECT_GT(after[0].success_ms, 0);
    EXPECT_EQ(pipelines->board().ended()[0].value(), 0); // runs of this process only
}

TEST_F(RunBoardTest, LeavesOutARunThatNeverReported)
{
    pipelines->take_lease(writer, "밤", "run-1", "여기");
    EXPECT_TRUE(pipelines->board().newest().empty());
    close();
    open();
    EXPECT_TRUE(pipelines->board().newest().empty());
    EXPECT_EQ(pipelines->leases_held(), 1);
}

} // namespace
} // namespace colophon::service
