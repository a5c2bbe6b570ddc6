// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "ingest/catalog_runs.hpp"
#include "ingest/plan_file.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A catalog with a source in it, and what became of the source since.
class Plan : public testing::Test {
protected:
    Plan()
    {
        source = SampleSource::of(2, 12);
        runs.run(source);
        runs.catalog.write(SampleSource::table("s0", "표1").str(), "globalTags", R"({"tags":[]})");
        source.schemas["s0"]["표2"].comment = "바뀐 설명";
        source.schemas["s0"].erase("표3");
        auto renamed = source.schemas["s0"].extract("표1");
        renamed.key() = "새이름";
        source.schemas["s0"].insert(std::move(renamed));
        source.schemas["s1"]["추가"].stable_id = "9/9";
        runs.catalog.calls.clear();
    }

    RunReport plan()
    {
        const RunReport report = runs.make_plan(source);
        std::ofstream(file) << runs.plan;
        return report;
    }

    RunReport apply()
    {
        runs.options.apply = file;
        const RunReport report = runs.run(source);
        runs.options.apply.clear();
        return report;
    }

    TempDir directory;
    std::filesystem::path file = directory / "계획.json";
    CatalogRuns runs;
    SampleSource source;
};

TEST_F(Plan, ShowsEverythingAndWritesNothing)
{
    const auto before = runs.catalog.contents();
    const RunReport report = plan();
    EXPECT_EQ(report.exit_code, exit_ok);
    EXPECT_TRUE(report.planned);
    EXPECT_EQ(runs.catalog.contents(), before);
    for (const char* call : {"begin", "claim", "write", "remove", "rename", "conclude"})
        EXPECT_THAT(runs.catalog.calls, Not(Contains(call)));
    EXPECT_EQ(count_of(report, ChangeOperation::add), 1U);
    EXPECT_EQ(count_of(report, ChangeOperation::change), 1U);
    EXPECT_EQ(count_of(report, ChangeOperation::rename), 1U);
    EXPECT_EQ(count_of(report, ChangeOperation::remove), 1U);
    const std::string text = report_text(report);
    EXPECT_THAT(text, HasSubstr("s0  ~1 >1 -1 =9\n"
                                "  > s0.표1 to 새이름\n"
                                "  ~ 표2\n"
                                "      comment  예약 → 바뀐 설명\n"
                                "  - 표3\n"
                                "s1  +1 =12\n"
                                "  + 추가\n"));
    EXPECT_THAT(text, HasSubstr("+ 1 added, ~ 1 changed, > 1 renamed, - 1 removed, = 24 kept"));
}

TEST_F(Plan, IsADocumentThatProgramsRead)
{
    plan();
    const auto document = parse_json(runs.plan);
    ASSERT_TRUE(document) << runs.plan;
    EXPECT_EQ((*document)["colophon_plan"], 1);
    EXPECT_EQ((*document)["pipeline"], "차량");
    EXPECT_EQ((*document)["entities"].size(), 5U) << "the new name is an addition and a rename";
    EXPECT_EQ((*document)["report"]["summary"]["total"]["renamed"], 1);
    EXPECT_THAT(runs.plan, HasSubstr("바뀐 설명")) << "as it is, not escaped";
    for (const auto& entity : (*document)["entities"])
        if (entity["op"] == "change") {
            EXPECT_EQ(entity["aspects"]["datasetProperties"]["fields"][0]["to"], "바뀐 설명");
            EXPECT_EQ(entity["aspects"]["datasetProperties"]["from"].get<std::string>().size(), 32U);
        }
}

TEST_F(Plan, IsAppliedAsItIs)
{
    CatalogRuns straight = runs;
    straight.run(source);
    plan();
    const RunReport report = apply();
    EXPECT_EQ(report.exit_code, exit_ok) << report_text(report);
    EXPECT_EQ(runs.catalog.contents(), straight.catalog.contents());
    EXPECT_EQ(count_of(report, ChangeOperation::remove), 1U);
    EXPECT_EQ(report.differences.total, 0U);
    EXPECT_EQ(runs.make_plan(source).changes->total().changes(), 0U);
}

TEST_F(Plan, IsRefusedWhenTheSourceHasMovedOn)
{
    const std::vector<std::function<void()>> moves{
        [&] { source.schemas["s1"]["표5"].comment = "더 새로운 설명"; },
        [&] { source.schemas["s0"]["표2"].comment = "또 다른 설명"; },
        [&] { source.schemas["s1"]["또추가"].stable_id = "9/7"; },
        [&] { source.schemas["s1"].erase("추가"); },
        [&] { source.schemas["s1"].erase("표5"); },
        [&] { source.schemas["s0"]["표3"].stable_id = "0/3"; },
    };
    const SampleSource planned = source;
    plan();
    for (std::size_t i = 0; i < moves.size(); ++i) {
        source = planned;
        moves[i]();
        const auto before = runs.catalog.contents();
        const RunReport report = apply();
        EXPECT_EQ(report.exit_code, exit_guarded) << i;
        EXPECT_GE(report.differences.total, 1U) << i;
        EXPECT_EQ(runs.catalog.contents(), before) << i;
        EXPECT_THAT(report_text(report), HasSubstr("moved on since the plan was made, nothing was applied"));
        EXPECT_TRUE(runs.catalog.pipelines["차량"].lease.empty());
    }
}

TEST_F(Plan, IsRefusedWhenTheCatalogHasMovedOn)
{
    const std::vector<std::function<void()>> moves{
        [&] {
            runs.catalog.write(SampleSource::table("s1", "표5").str(), "datasetProperties",
                               R"({"name":"사람"})");
        },
        [&] {
            runs.catalog.write(SampleSource::table("s0", "표2").str(), "datasetProperties",
                               R"({"name":"사람"})");
        },
        [&] { runs.catalog.write(SampleSource::table("s1", "추가").str(), "status", R"({"removed":true})"); },
        [&] { runs.catalog.pipelines["차량"].claims.erase(SampleSource::table("s0", "표3").str()); },
    };
    plan();
    const CatalogRuns planned = runs;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        runs = planned;
        moves[i]();
        const auto before = runs.catalog.contents();
        EXPECT_EQ(apply().exit_code, exit_guarded) << i;
        EXPECT_EQ(runs.catalog.contents(), before) << i;
    }
}

TEST_F(Plan, NamesWhatDiffersUpToTwenty)
{
    plan();
    for (int i = 0; i < 30; ++i)
        source.schemas["s1"]["많이" + std::to_string(i)];
    const RunReport report = apply();
    EXPECT_EQ(report.differences.total, 30U);
    EXPECT_EQ(report.differences.first.size(), 20U);
    EXPECT_THAT(report.differences.first[0].subject, HasSubstr("많이"));
}

TEST_F(Plan, MindsNoNewMeasurementAndNoNewAudit)
{
    plan();
    source.scope = {"USAGE ON s1"};
    for (auto& [name, content] : source.schemas["s1"])
        content.rows += 5;
    source.time_ms += 1'000;
    EXPECT_EQ(apply().exit_code, exit_ok);
}

TEST_F(Plan, OfAGuardedRunIsAppliedOnlyWithTheFlag)
{
    for (int i = 4; i < 8; ++i)
        source.schemas["s0"].erase("표" + std::to_string(i));
    EXPECT_EQ(plan().exit_code, exit_ok);
    const auto before = runs.catalog.contents();
    const RunReport refused = apply();
    EXPECT_EQ(refused.exit_code, exit_guarded);
    EXPECT_THAT(report_text(refused), HasSubstr("--allow-removals lets it through"));
    EXPECT_EQ(runs.catalog.contents(), before);
    runs.options.allow_removals = true;
    const RunReport forced = apply();
    EXPECT_EQ(forced.exit_code, exit_ok) << report_text(forced);
    EXPECT_EQ(forced.removals->removed, 5U);
}

TEST_F(Plan, IsNotAppliedWhenTheSourceBreaksOff)
{
    plan();
    runs.options.apply = file;
    const auto before = runs.catalog.contents();
    FakeConnector broken([&](Emitter& out, const std::stop_token&) {
        source.emit(out);
        throw Error(Errc::unavailable, "끊김");
    });
    EXPECT_EQ(runs.run(broken).exit_code, exit_partial);
    EXPECT_EQ(runs.catalog.contents(), before);
}

TEST_F(Plan, OfAnotherPipelineOrSourceIsRefused)
{
    plan();
    runs.recipe.pipeline_name = "배송";
    EXPECT_EQ(apply().exit_code, exit_guarded);
    runs.recipe.pipeline_name = "차량";
    runs.recipe.source.config = R"({"database":"다른"})";
    EXPECT_EQ(apply().exit_code, exit_guarded);
    EXPECT_THAT(runs.catalog.calls, Not(Contains("begin")));
}

TEST_F(Plan, ThatIsNoneIsRefused)
{
    plan();
    const std::string whole = runs.plan;
    const std::size_t lines = static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n'));
    ASSERT_GT(lines, 4U);
    std::string reformatted = parse_json(whole)->dump(2);
    const std::vector<std::string> texts{
        "",
        "예약",
        "{}",
        "[]\n",
        whole.substr(0, whole.size() / 2),
        whole.substr(0, whole.find('\n')),
        reformatted,
        std::string(whole).replace(whole.find("\"colophon_plan\":1"), 17, "\"colophon_plan\":2"),
        std::string(whole).replace(whole.find("{\"op\""), 5, "7"),
        whole.substr(0, whole.find('\n') + 1) + "{\"op\":7},\n]}\n",
        whole.substr(0, whole.find('\n') + 1) + "{\"op\":\"add\",\"urn\":\"가\",\"aspects\":[7]}\n]}\n",
        whole.substr(0, whole.find('\n') + 1) + std::string(100'000, '[') + "\n]}\n",
    };
    for (const std::string& text : texts) {
        std::ofstream(file, std::ios::trunc) << text;
        runs.catalog.calls.clear();
        const RunReport report = apply();
        EXPECT_EQ(report.exit_code, exit_bad_recipe) << text.substr(0, 60);
        EXPECT_THAT(runs.catalog.calls, IsEmpty()) << text.substr(0, 60);
    }
    file = directory / "없음";
    EXPECT_EQ(apply().exit_code, exit_bad_recipe);
}

} // namespace
} // namespace colophon::ingest
