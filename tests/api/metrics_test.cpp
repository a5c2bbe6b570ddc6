// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"
#include "api/v1/exposition.hpp"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <set>
#include <sstream>

namespace colophon::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MetricsTest : public testing::Test, protected ApiFixture {
protected:
    std::string text() { return send({.target = "/metrics"}).body; }

    /// The value of one line, by its beginning.
    static std::string value(const std::string& text, const std::string& series)
    {
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);)
            if (line.starts_with(series + " "))
                return line.substr(series.size() + 1);
        return "absent";
    }

    void conclude(const std::string& pipeline, const std::string& run, const std::string& report)
    {
        const auto lease = pipelines->take_lease(writer, pipeline, run, "여기");
        pipelines->conclude(writer, pipeline, lease, report, {});
    }
};

TEST_F(MetricsTest, SaysExactlyTheFamiliesOfTheTable)
{
    std::vector<std::string> said;
    std::istringstream lines(text());
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("# TYPE "))
            said.push_back(line.substr(7, line.find(' ', 7) - 7));
    std::vector<std::string> table;
    for (const auto& family : metric_families())
        table.emplace_back(family.name);
    EXPECT_EQ(said, table);
    EXPECT_EQ(std::set(table.begin(), table.end()).size(), table.size());
}

TEST_F(MetricsTest, AreNamedByConvention)
{
    for (const auto& family : metric_families()) {
        const std::string name(family.name);
        EXPECT_EQ(family.type == "counter", name.ends_with("_total")) << name;
        EXPECT_TRUE(name.starts_with("colophon_") || name.starts_with("process_")) << name;
        EXPECT_TRUE(family.help.ends_with('.')) << name;
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string::npos) << name;
        for (const auto* unit : {"_ms", "_milliseconds", "_kb", "_mb", "_percent"})
            EXPECT_FALSE(name.ends_with(unit)) << name;
    }
}

TEST_F(MetricsTest, AreAllInTheDocument)
{
    const std::string place = COLOPHON_SOURCE_DIR "/docs/metrics.md";
    const auto page = metric_families_page();
    if (std::getenv("UPDATE_GOLDEN") != nullptr)
        std::ofstream(place) << page;
    std::stringstream written;
    written << std::ifstream(place).rdbuf();
    EXPECT_EQ(written.str(), page) << "run this test with UPDATE_GOLDEN=1";
}

TEST_F(MetricsTest, CountRequestsByRoute)
{
    metrics.traffic()->open(router);
    const auto search = value_or_throw(router.find(http::Method::get, "/api/v1/search")).route;
    metrics.traffic()->answered(search, 200, 0.003, 0, 100);
    metrics.traffic()->answered(search, 404, 0.3, 0, 10);
    metrics.traffic()->answered(SIZE_MAX, 404, 0.1, 0, 0);
    const auto said = text();
    const std::string labels = R"(route="/api/v1/search",method="GET")";
    EXPECT_EQ(value(said, "colophon_http_requests_total{" + labels + R"(,status="200"})"), "1");
    EXPECT_EQ(value(said, "colophon_http_requests_total{" + labels + R"(,status="404"})"), "1");
    EXPECT_EQ(value(said, "colophon_http_requests_total{" + labels + R"(,status="500"})"), "0");
    EXPECT_EQ(value(said, "colophon_http_requests_total{" + labels + R"(,status="503"})"), "absent");
    EXPECT_EQ(value(said, R"(colophon_http_requests_total{route="unmatched",method="any",status="404"})"),
              "1");
    EXPECT_EQ(value(said, "colophon_http_request_duration_seconds_bucket{" + labels + R"(,le="0.005"})"),
              "1");
    EXPECT_EQ(value(said, "colophon_http_request_duration_seconds_bucket{" + labels + R"(,le="+Inf"})"), "2");
    EXPECT_EQ(value(said, "colophon_http_request_duration_seconds_bucket{" + labels + R"(,le="0.0005"})"),
              "0");
    EXPECT_EQ(value(said, "colophon_http_response_bytes_total{" + labels + "}"), "110");
    EXPECT_THAT(said, Not(HasSubstr("/api/v1/tokens"))); // nobody asked for it
}

TEST_F(MetricsTest, FollowWhatIsWrittenAndSearched)
{
    write_table("a.b.예약", "설명");
    found("예약");
    found("없는것");
    get("/api/v1/verify");
    const auto said = text();
    const auto position = std::to_string(catalog->position());
    EXPECT_EQ(value(said, "colophon_store_position"), position);
    EXPECT_EQ(value(said, "colophon_search_position"), position);
    EXPECT_EQ(value(said, "colophon_search_lag_positions"), "0");
    EXPECT_EQ(value(said, "colophon_search_lag_seconds"), "0");
    EXPECT_EQ(value(said, "colophon_store_entities"), "1");
    EXPECT_EQ(value(said, "colophon_search_documents"), "1");
    EXPECT_EQ(value(said, R"(colophon_store_changes_total{outcome="stored"})"), "1");
    EXPECT_EQ(value(said, "colophon_store_commit_duration_seconds_count"), "1");
    EXPECT_EQ(value(said, "colophon_write_group_changes_sum"), "1");
    EXPECT_EQ(value(said, R"(colophon_search_queries_total{reading="exact"})"), "2");
    EXPECT_EQ(value(said, "colophon_search_empty_queries_total"), "1");
    EXPECT_EQ(value(said, "colophon_verify_differences"), "0");
    EXPECT_NE(value(said, "colophon_verify_timestamp_seconds"), "absent");
    EXPECT_NE(value(said, "colophon_store_disk_free_bytes"), "0");
}

TEST_F(MetricsTest, LeaveOutWhatHasNotHappened)
{
    const auto said = text();
    for (const auto* name :
         {"colophon_verify_differences", "colophon_backup_last_timestamp_seconds",
          "colophon_tls_certificate_expiry_timestamp_seconds", "colophon_search_snapshot_timestamp_seconds"})
        EXPECT_EQ(value(said, name), "absent") << name;
}

TEST_F(MetricsTest, CountRefusalsByReason)
{
    send({.target = "/api/v1/whoami", .token = ""});
    send({.target = "/api/v1/whoami", .token = "clp_forged"});
    send({.target = "/api/v1/tokens", .token = token_with("read")});
    send({.target = "/api/v1/whoami", .token = "", .headers = {{"Authorization", "Basic 예약"}}});
    const auto said = text();
    for (const auto* reason : {"no_token", "rejected", "forbidden", "malformed"})
        EXPECT_EQ(value(said, std::string("colophon_auth_failures_total{reason=\"") + reason + "\"}"), "1")
            << reason;
    EXPECT_EQ(value(said, R"(colophon_tokens{state="valid"})"), "2");
    now += 3'600'001;
    EXPECT_EQ(value(text(), R"(colophon_tokens{state="expired"})"), "1");
}

TEST_F(MetricsTest, SayHowTheLastRunOfAPipelineEnded)
{
    conclude("밤 \"수집\" \\ 1", "run-1", R"({"outcome":"ok","exit_code":0,"duration_ms":1500})");
    const std::string labels = R"({pipeline="밤 \"수집\" \\ 1"})";
    const auto first = text();
    EXPECT_EQ(value(first, "colophon_run_last_duration_seconds" + labels), "1.5");
    const auto succeeded = value(first, "colophon_run_last_success_timestamp_seconds" + labels);
    EXPECT_NE(succeeded, "absent");
    conclude("밤 \"수집\" \\ 1", "run-2",
             R"({"outcome":"guarded","exit_code":80,"removals":{"guarded":true,"removed":0}})");
    const auto second = text();
    EXPECT_EQ(value(second, "colophon_run_last_exit_code" + labels), "80");
    EXPECT_EQ(value(second, "colophon_run_last_guard_tripped" + labels), "1");
    EXPECT_EQ(value(second, "colophon_run_last_success_timestamp_seconds" + labels), succeeded);
    EXPECT_EQ(value(second, R"(colophon_runs_total{outcome="guarded"})"), "1");
    EXPECT_EQ(value(second, R"(colophon_runs_total{outcome="ok"})"), "1");
}

TEST_F(MetricsTest, KnowTheLastBackup)
{
    std::optional<LastBackup> kept;
    metrics.follow_backups(LastBackup{5'000, 1, 1, 1}, [&](const LastBackup& backup) { kept = backup; });
    EXPECT_EQ(value(text(), "colophon_backup_last_timestamp_seconds"), "5");
    metrics.backup_finished({9'000, 4'096, 0.5, 7});
    metrics.backup_failed();
    const auto said = text();
    EXPECT_EQ(value(said, "colophon_backup_last_timestamp_seconds"), "9");
    EXPECT_EQ(value(said, "colophon_backup_last_bytes"), "4096");
    EXPECT_EQ(value(said, R"(colophon_backups_total{outcome="ok"})"), "1");
    EXPECT_EQ(value(said, R"(colophon_backups_total{outcome="failed"})"), "1");
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->position, 7);
}

TEST(Exposition, EscapesLabelsAndNothingElse)
{
    std::string out;
    Exposition(out).family("colophon_run_last_exit_code").sample({{"pipeline", "a\"b\\c\nd 예약"}}, 20);
    EXPECT_TRUE(out.ends_with("\ncolophon_run_last_exit_code{pipeline=\"a\\\"b\\\\c\\nd 예약\"} 20\n"))
        << out;
}

} // namespace
} // namespace colophon::api
