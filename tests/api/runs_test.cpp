// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

using nlohmann::json;

const std::string reservation = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.예약,PROD)";

class RunsApiTest : public testing::Test, protected ApiFixture {
protected:
    static inline const std::string pipeline = "매일/운영";

    void describe(const std::string& run, const std::string& text, const std::string& of = pipeline)
    {
        auto proposal = proposal_text(reservation, "datasetProperties",
                                      R"({"customProperties":{},"description":")" + text + R"("})");
        proposal.back() = ',';
        ASSERT_EQ(post("[" + proposal + R"("systemMetadata":{"runId":")" + run + R"(","pipelineName":")" +
                       of + R"("}}])")
                      .status,
                  200);
    }
    static std::string target(const std::string& run, const std::string& what = {})
    {
        return "/api/v1/runs/" + http::percent_encode(run) + what +
               "?pipeline=" + http::percent_encode(pipeline);
    }
    http::Response roll_back(const std::string& run)
    {
        return send({.method = http::Method::post, .target = target(run, "/rollback")});
    }
};

TEST_F(RunsApiTest, AreListedNewestFirstAndOfOnePipeline)
{
    describe("run 1/하나", "예약");
    describe("run-2", "예약 2");
    describe("run-2", "예약 3", "매시");
    EXPECT_EQ(get("/api/v1/runs")["runs"].size(), 3);
    const auto runs = get("/api/v1/runs?limit=5&pipeline=" + http::percent_encode(pipeline))["runs"];
    ASSERT_EQ(runs.size(), 2);
    EXPECT_EQ(runs[0]["id"], "run-2");
    EXPECT_EQ(runs[1]["id"], "run 1/하나");
    EXPECT_EQ(runs[1]["outcome"], "");
    EXPECT_EQ(runs[1]["changed"], 1);
    EXPECT_FALSE(runs[1].contains("report"));
}

TEST_F(RunsApiTest, OneIsShownWithItsReport)
{
    describe("run 1/하나", "예약");
    const auto run = get(target("run 1/하나"));
    EXPECT_EQ(run["pipeline"], pipeline);
    EXPECT_EQ(run["first_position"], 1);
    EXPECT_TRUE(run["report"].is_null());
    EXPECT_EQ(send({.target = target("run-9")}).status, 404);
    EXPECT_EQ(send({.target = "/api/v1/runs/run%201%2F%ED%95%98%EB%82%98?pipeline=x"}).status, 404);
}

TEST_F(RunsApiTest, ChangesAreToldFieldByField)
{
    describe("run-1", "옛 설명");
    describe("run-2", "새 설명");
    const auto changes = get(target("run-2", "/changes"));
    EXPECT_EQ(changes, json::parse(R"({"changes":[{"urn":")" + reservation +
                                   R"(","type":"dataset","operation":"change","position":2,"aspects":[{
        "name":"datasetProperties","version":2,"fields":[{"path":"comment","from":"옛 설명","to":"새 설명"}]}]}],"next":null})"));
    EXPECT_EQ(get(target("run-1", "/changes"))["changes"][0]["operation"], "add");
    EXPECT_TRUE(get(target("run-1", "/changes"))["changes"][0]["aspects"][0]["fields"][0]["from"].is_null());
    EXPECT_EQ(send({.target = target("run-9", "/changes")}).status, 404);
    EXPECT_EQ(send({.target = target("run-1", "/changes") + "&limit=0"}).status, 400);
    EXPECT_EQ(send({.target = target("run-1", "/changes") + "&limit=1001"}).status, 400);
    EXPECT_EQ(send({.target = target("run-1", "/changes") + "&sinc=1"}).status, 400);
}

TEST_F(RunsApiTest, ChangesComeInPages)
{
    describe("run-1", "하나");
    auto other = proposal_text("urn:li:tag:예약", "tagProperties", R"({"name":"예약"})");
    other.back() = ',';
    post("[" + other + R"("systemMetadata":{"runId":"run-1","pipelineName":")" + pipeline + R"("}}])");
    const auto first = get(target("run-1", "/changes") + "&limit=1");
    EXPECT_EQ(first["changes"].size(), 1);
    EXPECT_EQ(first["next"], 1);
    const auto second = get(target("run-1", "/changes") + "&limit=1&since=1");
    EXPECT_EQ(second["changes"][0]["type"], "tag");
    EXPECT_TRUE(second["next"].is_null());
}

TEST_F(RunsApiTest, AreRolledBackAndSayWhatStays)
{
    describe("run-1", "하나");
    describe("run-2", "둘");
    const auto response = roll_back("run-2");
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(json::parse(response.body), json({{"position", 3},
                                                {"run", "rollback-run-2"},
                                                {"restored", 1},
                                                {"removed", 0},
                                                {"kept_total", 0},
                                                {"kept", json::array()}}));
    EXPECT_EQ(get(entity_target(reservation))["aspects"]["datasetProperties"]["description"], "하나");
    describe("run-3", "셋", "매시");
    const auto kept = json::parse(roll_back("run-1").body);
    EXPECT_EQ(kept["kept_total"], 1);
    EXPECT_EQ(kept["kept"][0]["urn"], reservation);
    EXPECT_EQ(kept["kept"][0]["aspect"], "datasetProperties");
    EXPECT_EQ(kept["kept"][0]["reason"], "others have written it since");
    EXPECT_EQ(roll_back("run-9").status, 404);
}

TEST_F(RunsApiTest, AreNotRolledBackWhileARunHoldsTheLease)
{
    describe("run-1", "하나");
    pipelines->take_lease(writer, pipeline, "run-2", "호스트:7");
    const auto response = roll_back("run-1");
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(json::parse(response.body)["run"], "run-2");
}

} // namespace
} // namespace colophon::api
