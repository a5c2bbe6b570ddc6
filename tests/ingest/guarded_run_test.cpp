// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "ingest/catalog_runs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Drops the first tables of a schema.
void drop(SampleSource& source, const std::string& schema, std::size_t count)
{
    auto& tables = source.schemas.at(schema);
    for (std::size_t i = 0; i < count; ++i)
        tables.erase(tables.begin());
}

struct Scenario {
    const char* name;
    std::size_t schemas;
    std::size_t tables; ///< of each
    std::function<void(SampleSource&)> change;
    int exit_code;
    std::size_t lost; ///< entities that the run removes
};

const std::vector<Scenario> scenarios{
    {"an empty source", 2, 3, [](SampleSource& source) { source.schemas.clear(); }, exit_partial, 0},
    {"half a source", 4, 10,
     [](SampleSource& source) {
         source.schemas.erase("s0");
         source.schemas.erase("s1");
     },
     exit_guarded, 0},
    {"the pattern of a schema mistyped", 5, 10, [](SampleSource& source) { source.schemas.at("s3").clear(); },
     exit_guarded, 0},
    {"the only table of a schema", 1, 1, [](SampleSource& source) { drop(source, "s0", 1); }, exit_ok, 1},
    {"one of nine", 1, 9, [](SampleSource& source) { drop(source, "s0", 1); }, exit_ok, 1},
    {"two of nine", 1, 9, [](SampleSource& source) { drop(source, "s0", 2); }, exit_guarded, 0},
    {"one of ten", 1, 10, [](SampleSource& source) { drop(source, "s0", 1); }, exit_ok, 1},
    {"two of ten", 1, 10, [](SampleSource& source) { drop(source, "s0", 2); }, exit_guarded, 0},
    {"ten of a hundred", 1, 100, [](SampleSource& source) { drop(source, "s0", 10); }, exit_ok, 10},
    {"eleven of a hundred", 1, 100, [](SampleSource& source) { drop(source, "s0", 11); }, exit_guarded, 0},
    {"two of ten while twenty are new", 1, 10,
     [](SampleSource& source) {
         drop(source, "s0", 2);
         for (int i = 0; i < 20; ++i)
             source.schemas.at("s0")["새로운" + std::to_string(i)];
     },
     exit_guarded, 0},
    {"one schema too much, another well within", 2, 20,
     [](SampleSource& source) {
         drop(source, "s0", 1);
         drop(source, "s1", 3);
     },
     exit_guarded, 0},
    {"permission to see one table lost", 2, 20,
     [](SampleSource& source) {
         drop(source, "s0", 1);
         source.scope = {"USAGE ON s1"};
     },
     exit_guarded, 0},
    {"permission lost without a loss", 2, 20, [](SampleSource& source) { source.scope = {"USAGE ON s1"}; },
     exit_ok, 0},
};

TEST(GuardedRun, RemovesAsMuchAsTheGuardLetsThroughAndElseNothing)
{
    for (const Scenario& scenario : scenarios) {
        CatalogRuns runs;
        SampleSource source = SampleSource::of(scenario.schemas, scenario.tables);
        source.scope = {"USAGE ON s0", "USAGE ON s1"};
        ASSERT_EQ(runs.run(source).exit_code, exit_ok);
        const std::string state = runs.catalog.pipelines["차량"].state_json;
        scenario.change(source);
        for (auto& [name, tables] : source.schemas)
            tables["추가"].stable_id = "new in " + name; // everything else is written
        const RunReport planned = runs.make_plan(source);
        const RunReport report = runs.run(source);
        EXPECT_EQ(report.exit_code, scenario.exit_code) << scenario.name;
        EXPECT_EQ(count_of(report, ChangeOperation::remove), scenario.lost) << scenario.name;
        EXPECT_EQ(planned.exit_code, scenario.exit_code == exit_guarded ? exit_ok : scenario.exit_code)
            << scenario.name;
        std::size_t removed = 0;
        for (const auto& [urn, entity] : runs.catalog.entities)
            removed += runs.catalog.is_removed(urn) ? 1 : 0;
        EXPECT_EQ(removed, scenario.lost) << scenario.name;
        for (const auto& [name, tables] : source.schemas)
            EXPECT_TRUE(runs.has(SampleSource::table(name, "추가"))) << scenario.name;
        const bool state_is_old = runs.catalog.pipelines["차량"].state_json == state;
        EXPECT_EQ(state_is_old, scenario.exit_code != exit_ok) << scenario.name;
    }
}

TEST(GuardedRun, SaysWhyAndWhichFlagLetsItThrough)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(2, 10);
    source.scope = {"USAGE ON s0", "USAGE ON s1"};
    runs.run(source);
    drop(source, "s0", 5);
    source.scope = {"USAGE ON s1"};
    for (const RunReport& report : {runs.make_plan(source), runs.run(source)}) {
        const std::string text = report_text(report);
        EXPECT_THAT(text, HasSubstr("--allow-removals"));
        EXPECT_THAT(text, HasSubstr("s0: 5 of 10 vanished, 1 may"));
        EXPECT_THAT(text, HasSubstr("permission lost"));
        EXPECT_THAT(text, HasSubstr("no more: USAGE ON s0"));
        const auto json = *parse_json(report_json(report));
        EXPECT_EQ(json["removals"]["guarded"], true);
        EXPECT_EQ(json["removals"]["containers"][0]["vanished"], 5);
    }
}

TEST(GuardedRun, IsLetThroughForOneRun)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(2, 10);
    runs.run(source);
    drop(source, "s0", 5);
    runs.options.allow_removals = true;
    RunReport report = runs.run(source);
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_TRUE(report.removals->forced);
    EXPECT_EQ(report.removals->removed, 5U);
    runs.options.allow_removals = false;
    drop(source, "s0", 5);
    EXPECT_EQ(runs.run(source).exit_code, exit_guarded);
}

TEST(GuardedRun, LetsNoFailureThrough)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(1, 10);
    runs.run(source);
    drop(source, "s0", 1);
    const std::vector<FakeConnector::Script> failures{
        [&](Emitter& out, const std::stop_token&) {
            source.emit(out);
            out.fail("s0.표0", "could not be read");
        },
        [&](Emitter& out, const std::stop_token&) {
            source.emit(out);
            throw Error(Errc::unavailable, "끊김");
        },
        [&](Emitter& out, const std::stop_token&) {
            source.emit(out);
            out.emit({SampleSource::table("s0", "표1"), {"datasetProperties", R"({"name":7})"}});
        },
    };
    runs.options.allow_removals = true;
    for (const auto& script : failures) {
        FakeConnector connector(script);
        runs.catalog.calls.clear();
        const RunReport report = runs.run(connector);
        EXPECT_EQ(report.exit_code, exit_partial);
        EXPECT_FALSE(report.removals);
        EXPECT_THAT(runs.catalog.calls, Not(Contains("remove")));
        EXPECT_TRUE(runs.has(SampleSource::table("s0", "표0")));
    }
}

TEST(GuardedRun, RemovesNothingWhenInterrupted)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(1, 10);
    runs.run(source);
    drop(source, "s0", 1);
    std::stop_source signal;
    runs.options.stop = signal.get_token();
    FakeConnector connector([&](Emitter& out, const std::stop_token&) {
        source.emit(out);
        signal.request_stop();
    });
    const RunReport report = runs.run(connector);
    EXPECT_EQ(report.exit_code, 143);
    EXPECT_THAT(runs.catalog.calls, Not(Contains("remove")));
    EXPECT_EQ((*parse_json(runs.catalog.reports.at(report.run_id)))["outcome"], "interrupted");
}

TEST(GuardedRun, RemovesNothingWhereTheRecipeSwitchesItOff)
{
    CatalogRuns runs;
    SampleSource source = SampleSource::of(1, 10);
    runs.run(source);
    drop(source, "s0", 5);
    runs.recipe.removals.enabled = false;
    runs.options.allow_removals = true;
    const RunReport report = runs.run(source);
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_TRUE(runs.has(SampleSource::table("s0", "표0")));
    EXPECT_THAT(report_text(report), HasSubstr("switches them off: 5 vanished"));
    EXPECT_EQ(count_of(report, ChangeOperation::remove), 0U);
}

} // namespace
} // namespace colophon::ingest
