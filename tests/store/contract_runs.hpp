// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/contract_pipelines.hpp"

namespace colophon::store::test {

inline PipelineChange reporting(std::string pipeline, std::string run, std::string json)
{
    PipelineChange change{std::move(pipeline), std::move(run)};
    change.report_json = std::move(json);
    return change;
}

template <class Kind> class CatalogStoreRuns : public CatalogStoreTest<Kind> {
};
TYPED_TEST_SUITE_P(CatalogStoreRuns);

TYPED_TEST_P(CatalogStoreRuns, KeepsWhatARunReportsOfItself)
{
    auto& store = this->store();
    const std::string json = R"({"outcome":"partial","요약":{"outcome":"ok"}})";
    apply(store, bookkeeping({reporting("매일", "r1", json)}, 50));
    const auto run = store.run("r1", "매일");
    ASSERT_TRUE(run);
    EXPECT_EQ(run->report_json, json);
    EXPECT_EQ(run->outcome, "partial");
    EXPECT_EQ(run->first_ms, 50);
    EXPECT_EQ(run->last_position, 0u);
    EXPECT_EQ(store.runs(9).at(0).outcome, "partial");
    EXPECT_EQ(store.runs(9).at(0).report_json, "") << "a list of runs carries no reports";

    apply(store, {in_run(upsert(table("a"), "status", "1"), "r1", 1, "매일")}, 60);
    apply(store, bookkeeping({reporting("매일", "r1", R"({"outcome":"ok"})")}, 70));
    EXPECT_EQ(store.run("r1", "매일")->outcome, "ok");
    EXPECT_EQ(store.run("r1", "매일")->first_ms, 50);
    EXPECT_EQ(store.run("r1", "매일")->last_ms, 70);
    EXPECT_EQ(store.run("r1", "매일")->changed, 1u);
    EXPECT_EQ(store.runs(9).size(), 1u);
}

TYPED_TEST_P(CatalogStoreRuns, TakesAReportOfAnyFormWithoutAnOutcome)
{
    auto& store = this->store();
    for (const char* json :
         {R"({"outcome":3})", R"(["outcome"])", R"({"a":{"outcome":"x"}})", "{\"outcome", ""}) {
        apply(store, bookkeeping({reporting("p", "r", json)}));
        EXPECT_EQ(store.run("r", "p")->outcome, "") << json;
        EXPECT_EQ(store.run("r", "p")->report_json, json);
    }
}

TYPED_TEST_P(CatalogStoreRuns, FindsRunsByPipelineAndTheNewestOfAName)
{
    auto& store = this->store();
    apply(store, {in_run(upsert(table("a"), "status", "1"), "r", 1, "가"),
                  in_run(upsert(table("b"), "status", "1"), "r", 1, "나"),
                  in_run(upsert(table("c"), "status", "1"), "s", 1, "가"),
                  in_run(upsert(table("d"), "status", "1"), "", 1, "가")});
    ASSERT_EQ(store.runs(9, "가").size(), 2u);
    EXPECT_EQ(store.runs(9, "가").at(0).run_id, "s");
    EXPECT_EQ(store.runs(1, "가").size(), 1u);
    EXPECT_EQ(store.runs(9).size(), 3u);
    EXPECT_TRUE(store.runs(9, "없음").empty());
    EXPECT_EQ(store.run("r", "")->pipeline_name, "나");
    EXPECT_EQ(store.run("r", "가")->first_position, 1u);
    EXPECT_FALSE(store.run("s", "나"));
    EXPECT_FALSE(store.run("", "가"));
}

TYPED_TEST_P(CatalogStoreRuns, TellsTheChangesThatOneRunMade)
{
    auto& store = this->store();
    apply(store,
          {upsert(table("앞"), "status", "1"), in_run(upsert(table("예약"), "status", "1"), "r", 1, "가"),
           in_run(upsert(table("예약"), "status", "2"), "r", 1, "나"),
           in_run(point(table("예약"), 5, "{}"), "r", 1, "가"), upsert(table("예약"), "status", "3"),
           in_run(hard_removal(table("예약")), "r", 1, "가"), upsert(table("뒤"), "status", "1")});
    std::vector<Position> positions;
    for (const ChangeEvent& event : store.run_changes("r", "가", 0, 10)) {
        positions.push_back(event.position);
        EXPECT_EQ(event.run_id, "r");
        EXPECT_EQ(event.urn, table("예약"));
    }
    EXPECT_THAT(positions, ElementsAre(2u, 4u, 6u));
    EXPECT_EQ(store.run_changes("r", "가", 0, 10).at(1).kind, ChangeEvent::Kind::timeseries);
    ASSERT_EQ(store.run_changes("r", "가", 2, 1).size(), 1u);
    EXPECT_EQ(store.run_changes("r", "가", 2, 1).at(0).position, 4u);
    EXPECT_TRUE(store.run_changes("r", "가", 6, 10).empty());
    EXPECT_TRUE(store.run_changes("r", "가", UINT64_MAX, 10).empty());
    ASSERT_EQ(store.run_changes("r", "", 0, 10).size(), 1u) << "of the newest of that name";
    EXPECT_EQ(store.run_changes("r", "", 0, 10).at(0).position, 3u);
}

TYPED_TEST_P(CatalogStoreRuns, RemovesOnlyThePointsThatARunWrote)
{
    auto& store = this->store();
    const Urn urn = table("예약");
    apply(store, {in_run(point(urn, 1, R"({"n":1})"), "r1", 1, "p"),
                  in_run(point(urn, 2, R"({"n":2})"), "r2", 1, "p"),
                  in_run(point(urn, 3, R"({"n":3})"), "r2", 1, "p"),
                  in_run(point(urn, 4, R"({"n":4})"), "r2", 1, "q"),
                  in_run(point(table("b"), 2, R"({"n":2})"), "r2", 1, "p")});
    // Of r2 are the second and the third; the first it found as r1 left it, and r3 found the third so.
    apply(store, {in_run(point(urn, 1, R"({"n":1})"), "r2", 2, "p"),
                  in_run(point(urn, 3, R"({"n":3})"), "r3", 2, "p")});
    Change change = in_run(removal(urn, "datasetProfile"), "rollback-r2", 3, "p");
    change.points_of_run = "r2";
    EXPECT_THAT(kinds(apply(store, {change})), ElementsAre(stored));
    EXPECT_EQ(store.changes(5, 1).at(0).kind, ChangeEvent::Kind::timeseries);
    EXPECT_EQ(store.changes(5, 1).at(0).run_id, "rollback-r2");
    std::vector<std::int64_t> left;
    for (const TimeseriesPoint& row : store.timeseries(urn, "datasetProfile", {}))
        left.push_back(row.timestamp_ms);
    EXPECT_THAT(left, ElementsAre(4, 3, 1));
    EXPECT_EQ(store.timeseries(table("b"), "datasetProfile", {}).size(), 1u);
    EXPECT_THAT(kinds(apply(store, {change})), ElementsAre(unchanged)) << "nothing of it is left";
    change.points_of_run = "없음";
    EXPECT_THAT(kinds(apply(store, {change})), ElementsAre(unchanged));
}

TYPED_TEST_P(CatalogStoreRuns, SaysThatATimeseriesIsGoneWithItsLastPoint)
{
    auto& store = this->store();
    apply(store, {in_run(point(table("예약"), 1, "{}"), "r", 1, "p")});
    // Content that the run replaced is its own, whoever saw what was there before.
    apply(store, {in_run(point(table("예약"), 1, "{}"), "s", 1, "p"),
                  in_run(point(table("예약"), 1, R"({"n":2})"), "r", 1, "p")});
    Change change = in_run(removal(table("예약"), "datasetProfile"), "rollback-r", 3, "p");
    change.points_of_run = "r";
    EXPECT_THAT(kinds(apply(store, {change})), ElementsAre(stored));
    EXPECT_EQ(store.changes(2, 1).at(0).kind, ChangeEvent::Kind::aspect_removed);
    EXPECT_TRUE(store.timeseries(table("예약"), "datasetProfile", {}).empty());
}

REGISTER_TYPED_TEST_SUITE_P(CatalogStoreRuns, KeepsWhatARunReportsOfItself,
                            TakesAReportOfAnyFormWithoutAnOutcome, FindsRunsByPipelineAndTheNewestOfAName,
                            TellsTheChangesThatOneRunMade, RemovesOnlyThePointsThatARunWrote,
                            SaysThatATimeseriesIsGoneWithItsLastPoint);

} // namespace colophon::store::test
