// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "ingest/run_report.hpp"
#include "ingest/text_file.hpp"
#include "ingest/timestamp.hpp"
#include "support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

RunReport sample()
{
    RunReport report;
    report.run_id = "r-1";
    report.pipeline_name = "차량";
    report.source = "postgres";
    report.sink = "file";
    report.started_ms = 1'700'000'000'000;
    report.ended_ms = 1'700'000'001'500;
    report.read = 3;
    report.aspects = {{"status", 3}};
    report.entities = {{"container", 1}, {"dataset", 2}};
    report.accepted = 2;
    report.unchanged = 1;
    report.position = 17;
    report.rejected.add({0, "urn:li:dataset:예약", "status", "aspect.json", "잘못됨"});
    report.warnings.add("ops.예약", "slow");
    report.failures.add("ops.결제", "dropped meanwhile");
    report.exit_code = exit_partial;
    AuditReport audit{AuditReport::Verdict::over_privileged, "reader@차량", {}};
    audit.findings.push_back({AuditFinding::Severity::critical,
                              "readable-relation",
                              "can read tables",
                              7,
                              {"ops.예약"},
                              {"REVOKE SELECT ON ops.\"예약\" FROM reader;"}});
    report.audit = audit;
    return report;
}

TEST(RunReport, IsOneVersionedDocument)
{
    const auto document = parse_json(report_json(sample()));
    ASSERT_TRUE(document);
    EXPECT_EQ(*document,
              nlohmann::json::parse(R"({"version":1,"outcome":"partial","run_id":"r-1","pipeline_name":"차량",
        "source":"postgres","sink":"file","started":"2023-11-14T22:13:20.000Z","ended":"2023-11-14T22:13:21.500Z",
        "duration_ms":1500,"exit_code":20,"read":3,"aspects":{"status":3},"entities":{"container":1,"dataset":2},
        "sent":0,"accepted":2,"unchanged":1,"planned":false,"position":17,
        "rejected":{"total":1,"first":[{"urn":"urn:li:dataset:예약","aspect":"status","path":"aspect.json","detail":"잘못됨"}]},
        "warnings":{"total":1,"first":[{"subject":"ops.예약","message":"slow"}]},
        "failures":{"total":1,"first":[{"subject":"ops.결제","message":"dropped meanwhile"}]},
        "audit":{"verdict":"over_privileged","account":"reader@차량","findings":[{"severity":"critical",
          "code":"readable-relation","explanation":"can read tables","count":7,"samples":["ops.예약"],
          "mend":["REVOKE SELECT ON ops.\"예약\" FROM reader;"]}]}})"));
}

TEST(RunReport, TellsPeopleTheSame)
{
    const std::string text = report_text(sample());
    for (const char* part :
         {"r-1 of 차량", "postgres to file in 1.5 s", "reader@차량 - over-privileged",
          "1 container, 2 dataset", "2 (1 unchanged), position 17",
          "urn:li:dataset:예약 status, aspect.json: 잘못됨", "ops.예약: slow", "ops.결제: dropped meanwhile",
          "mend: REVOKE SELECT ON ops.\"예약\" FROM reader;", "partial, exit code 20"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST(RunReport, NeverCallsAnAccountCleanThatItCannotTellOf)
{
    const std::string text = audit_text({AuditReport::Verdict::cannot_tell, "x", {}});
    EXPECT_EQ(text.find("clean"), std::string::npos);
    EXPECT_THAT(text, HasSubstr("cannot tell"));
    EXPECT_NE(exit_code(AuditReport::Verdict::cannot_tell), exit_ok);
}

TEST(RunReport, KeepsAHundredOfEachListAndCountsAll)
{
    RunReport report;
    for (int i = 0; i < 1'000; ++i) {
        report.warnings.add("예약", std::to_string(i));
        report.rejected.add({0, "예약", "status", {}, {}});
    }
    const auto document = parse_json(report_json(report));
    ASSERT_TRUE(document);
    EXPECT_EQ((*document)["warnings"]["total"], 1'000);
    EXPECT_EQ((*document)["warnings"]["first"].size(), 100U);
    EXPECT_EQ((*document)["rejected"]["first"].size(), 100U);
    EXPECT_EQ((*document)["audit"], nullptr);
    EXPECT_THAT(report_text(report), HasSubstr("and 990 more"));
}

TEST(RunReport, StaysADocumentWhateverASourceSays)
{
    RunReport report = sample();
    report.failures.add("\xff\x01\"\n", "\xec\x98 \x1b[2J" + std::string(1u << 20, 'x'));
    const std::string json = report_json(report);
    EXPECT_TRUE(parse_json(json));
    EXPECT_LT(json.size(), 10'000U);
    EXPECT_EQ(report_text(report).find('\x1b'), std::string::npos);
}

TEST(RunReport, IsPutIntoItsPlaceWhole)
{
    const TempDir directory;
    write_report(sample(), directory / "보고서.json");
    EXPECT_EQ(read_text_file(directory / "보고서.json", 1u << 20), report_json(sample()));
    EXPECT_THROW(write_report(sample(), directory / "없음/r.json"), Error);
}

TEST(RunId, NamesSourceAndTimeAndIsNeverTheSame)
{
    const std::string id = make_run_id("postgres", 1'700'000'000'000);
    EXPECT_THAT(
        id, MatchesRegex("postgres-2023_11_14-22_13_20-[a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9]"));
    EXPECT_NE(id, make_run_id("postgres", 1'700'000'000'000));
    EXPECT_EQ(make_run_id("예약", 0).substr(0, 6), "예약");
}

} // namespace
} // namespace colophon::ingest
