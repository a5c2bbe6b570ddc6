// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "core/redactor.hpp"
#include "ingest/handover.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

struct Handover : testing::Test {
    TempDir directory;
    HandoverPlaces places{directory / "xcom", directory / "termination-log"};

    Handover()
    {
        std::filesystem::create_directory(places.xcom);
        std::ofstream(places.termination_log) << std::string(5'000, 'x');
    }
};

RunReport failed_run()
{
    RunReport report;
    report.run_id = "r-1";
    report.pipeline_name = "차량";
    report.exit_code = exit_partial;
    for (int i = 0; i < 500; ++i)
        report.failures.add("ops.예약", std::string(3'000, 'm') + "예약");
    return report;
}

TEST_F(Handover, LeavesTheReportWhereAirflowAndKubernetesLook)
{
    hand_over(failed_run(), places);
    const std::string whole = content_of(places.xcom / "return.json");
    EXPECT_LE(whole.size(), longest_report);
    EXPECT_EQ(whole, report_json(failed_run()));
    EXPECT_EQ((*parse_json(whole))["failures"]["total"], 500);
    const std::string brief = content_of(places.termination_log);
    EXPECT_LE(brief.size(), longest_brief);
    EXPECT_EQ((*parse_json(brief))["exit_code"], 20);
    EXPECT_EQ((*parse_json(brief))["pipeline_name"], "차량");
    EXPECT_EQ((*parse_json(brief))["failures"], 500);
}

TEST_F(Handover, TellsOfARunThatNeverBegan)
{
    hand_over(exit_bad_recipe, "알 수 없는 설정: sorce", places);
    for (const auto& file : {places.xcom / "return.json", places.termination_log})
        EXPECT_EQ(*parse_json(content_of(file)),
                  (json{{"outcome", "failed"}, {"exit_code", 78}, {"message", "알 수 없는 설정: sorce"}}));
}

TEST_F(Handover, TellsFromTheBeginningThatThereWasARun)
{
    hand_over_unfinished(places);
    for (const auto& file : {places.xcom / "return.json", places.termination_log})
        EXPECT_EQ((*parse_json(content_of(file)))["outcome"], "unfinished");
    hand_over(failed_run(), places);
    for (const auto& file : {places.xcom / "return.json", places.termination_log})
        EXPECT_EQ((*parse_json(content_of(file)))["outcome"], "partial");
}

TEST(Refusal, IsOneLineWithoutSecretsOrMarkup)
{
    remember_secret("canary-비밀-1f");
    const std::string text = refusal_json(exit_not_permitted, "거절: canary-비밀-1f\n두 번째 줄");
    EXPECT_EQ(text.find("canary"), std::string::npos);
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    EXPECT_EQ((*parse_json(text))["exit_code"], 77);
}

TEST_F(Handover, MakesNoPlacesThatNobodyMade)
{
    std::filesystem::remove(places.termination_log);
    std::filesystem::remove(places.xcom);
    hand_over_unfinished(places);
    hand_over(failed_run(), places);
    EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST_F(Handover, GoesOnWhereAPlaceCannotBeWritten)
{
    std::filesystem::remove(places.termination_log);
    std::filesystem::create_directory(places.termination_log);
    std::filesystem::create_directory(places.xcom / "return.json");
    hand_over(failed_run(), places);
    EXPECT_TRUE(std::filesystem::is_directory(places.xcom / "return.json"));
}

TEST(Report, FitsWhateverTheRunDid)
{
    RunReport report = failed_run();
    report.changes.emplace();
    for (int i = 0; i < 400; ++i) {
        EntityChange change{Urn::dataset("postgres", "차량.예약_" + std::to_string(i), "PROD")};
        change.operation = i % 2 == 0 ? EntityChange::Operation::change : EntityChange::Operation::add;
        const std::string number = std::to_string(i);
        change.aspects.push_back(
            {{"datasetProperties", R"({"description":")" + std::string(5'000, 'n') + number + "\"}"},
             R"({"description":")" + std::string(5'000, 'o') + number + "\"}"});
        report.changes->add(change, std::nullopt);
    }
    const std::string text = report_json(report);
    EXPECT_LE(text.size(), longest_report);
    EXPECT_EQ((*parse_json(text))["summary"]["total"]["changed"], 200);
    EXPECT_EQ((*parse_json(text))["summary"]["changes_total"], 400);
}

} // namespace
} // namespace colophon::ingest
