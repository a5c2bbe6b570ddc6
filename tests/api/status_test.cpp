// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

class StatusTest : public testing::Test, protected ApiFixture {};

TEST_F(StatusTest, SaysHowTheServerIs)
{
    write_table("a.b.예약", "설명");
    const auto status = get("/api/v1/status");
    EXPECT_EQ(status["state"], "serving");
    EXPECT_EQ(status["store"]["state"], "ok");
    EXPECT_EQ(status["store"]["position"], catalog->position());
    EXPECT_EQ(status["store"]["entities"], 1);
    EXPECT_GT(status["store"]["bytes"], 0);
    EXPECT_EQ(status["search"]["position"], catalog->position());
    EXPECT_EQ(status["search"]["documents"], 1);
    EXPECT_EQ(status["queue"]["changes"], 0);
    EXPECT_TRUE(status["verify"].is_null());
    EXPECT_TRUE(status["backup"].is_null());
    EXPECT_TRUE(status["runs"].empty());
    phase.draining = true;
    EXPECT_EQ(get("/api/v1/status")["state"], "draining");
}

TEST_F(StatusTest, RemembersTheLastVerificationAndBackup)
{
    get("/api/v1/verify");
    metrics.backup_finished({1'700'000'000'000, 4'096, 0.5, 7});
    const auto status = get("/api/v1/status");
    EXPECT_EQ(status["verify"]["differences"], 0);
    EXPECT_EQ(status["backup"]["time"], "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(status["backup"]["position"], 7);
}

TEST_F(StatusTest, ListsLastRunsNewestFirstAndNoMoreThanAskedFor)
{
    for (const auto* pipeline : {"아침", "밤"}) {
        const auto lease = pipelines->take_lease(writer, pipeline, "run", "여기");
        EXPECT_EQ(get("/api/v1/status")["leases_held"], 1);
        pipelines->conclude(writer, pipeline, lease, R"({"outcome":"failed","exit_code":69})", {});
    }
    const auto runs = get("/api/v1/status")["runs"];
    ASSERT_EQ(runs.size(), 2);
    EXPECT_EQ(runs[0]["pipeline"], "밤");
    EXPECT_EQ(runs[0]["outcome"], "failed");
    EXPECT_EQ(runs[0]["exit_code"], 69);
    EXPECT_EQ(runs[0]["succeeded"], "");
    EXPECT_EQ(get("/api/v1/status?limit=1")["runs"].size(), 1);
    EXPECT_EQ(send({.target = "/api/v1/status?limit=0"}).status, 400);
    EXPECT_EQ(send({.target = "/api/v1/status?limit=101"}).status, 400);
}

} // namespace
} // namespace colophon::api
