// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

const std::string reservation = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.예약/2026,PROD)";

class EntitiesTest : public testing::Test, protected ApiFixture {
protected:
    void describe(const std::string& text)
    {
        ASSERT_EQ(post("[" +
                       proposal_text(reservation, "datasetProperties",
                                     R"({"customProperties":{},"description":")" + text + R"("})") +
                       "]")
                      .status,
                  200);
    }
    std::string description_at(const std::string& query)
    {
        return get(entity_target(reservation) + query)["aspects"]["datasetProperties"]["description"];
    }
};

TEST_F(EntitiesTest, ShowsAllAspectsUnderAnEncodedUrn)
{
    describe("예약");
    const auto entity = get(entity_target(reservation));
    EXPECT_EQ(entity["urn"], reservation);
    EXPECT_EQ(entity["type"], "dataset");
    EXPECT_EQ(entity["position"], catalog->position());
    EXPECT_EQ(entity["aspects"]["datasetProperties"]["description"], "예약");
    EXPECT_EQ(entity["aspects"]["datasetKey"]["name"], "carsharing.ops.예약/2026");
}

TEST_F(EntitiesTest, ShowsOneAspectAVersionAndAMoment)
{
    describe("처음");
    const auto first = catalog->position();
    const auto first_ms = now.load();
    describe("나중");
    EXPECT_EQ(description_at(""), "나중");
    EXPECT_EQ(description_at("?version=1"), "처음");
    EXPECT_EQ(description_at("?version=2"), "나중");
    EXPECT_EQ(description_at("?as_of=" + std::to_string(first)), "처음");
    EXPECT_EQ(description_at("?as_of=2099-01-01T00:00:00Z"), "나중");
    EXPECT_GT(now, first_ms);
    EXPECT_EQ(send({.target = entity_target(reservation) + "?as_of=2001-01-01T00:00:00%2B09:00"}).status,
              404);
    const auto narrowed = get(entity_target(reservation) + "?aspect=datasetProperties");
    EXPECT_EQ(narrowed["aspects"].size(), 1);
}

TEST_F(EntitiesTest, RefusesWhatItDoesNotKnow)
{
    describe("예약");
    const auto status = [&](const std::string& target) { return send({.target = target}).status; };
    EXPECT_EQ(status(entity_target("urn:li:tag:없음")), 404);
    EXPECT_EQ(status("/api/v1/entities/nonsense"), 400);
    EXPECT_EQ(status(entity_target(reservation) + "?aspect=datasetPropertie"), 400);
    EXPECT_EQ(status(entity_target(reservation) + "?version=-1"), 400);
    EXPECT_EQ(status(entity_target(reservation) + "?version=99"), 404);
    EXPECT_EQ(status(entity_target(reservation) + "?aspect=datasetProfile&as_of=1"), 400);
    EXPECT_EQ(status(entity_target(reservation) + "?as_of=yesterday"), 400);
    const auto unknown = send({.target = entity_target(reservation) + "?aspec=status"});
    EXPECT_EQ(unknown.status, 400);
    EXPECT_NE(unknown.body.find("did you mean \\\"aspect\\\""), std::string::npos) << unknown.body;
}

TEST_F(EntitiesTest, SoftDeletionShowsAndHardDeletionForgets)
{
    describe("예약");
    EXPECT_EQ(send({.method = http::Method::delete_, .target = entity_target(reservation)}).status, 200);
    EXPECT_EQ(get(entity_target(reservation))["aspects"]["status"]["removed"], true);
    EXPECT_EQ(
        send({.method = http::Method::delete_, .target = entity_target(reservation) + "?hard=true"}).status,
        200);
    EXPECT_EQ(send({.target = entity_target(reservation)}).status, 404);
    EXPECT_EQ(send({.method = http::Method::delete_, .target = entity_target(reservation)}).status, 404);
}

TEST_F(EntitiesTest, SaysThatSomeTypesCanOnlyBeRemovedForGood)
{
    const std::string domain = "urn:li:domain:운영";
    post("[" + proposal_text(domain, "domainProperties", R"({"name":"운영"})") + "]");
    const auto refused = send({.method = http::Method::delete_, .target = entity_target(domain)});
    EXPECT_EQ(refused.status, 400);
    EXPECT_NE(refused.body.find("hard=true"), std::string::npos) << refused.body;
    EXPECT_EQ(send({.method = http::Method::delete_, .target = entity_target(domain) + "?hard=true"}).status,
              200);
}

TEST_F(EntitiesTest, PagesRelationshipsBothWays)
{
    const std::string folder = "urn:li:container:0123456789abcdef0123456789abcdef";
    for (int i = 0; i < 5; ++i)
        post("[" +
             proposal_text("urn:li:dataset:(urn:li:dataPlatform:postgres,표" + std::to_string(i) + ",PROD)",
                           "container", R"({"container":")" + folder + R"("})") +
             "]");
    const auto page = get(entity_target(folder) + "/relationships?direction=incoming&start=3&limit=10");
    EXPECT_EQ(page["total"], 5);
    ASSERT_EQ(page["relationships"].size(), 2);
    EXPECT_EQ(page["relationships"][0]["relationship"], "IsPartOf");
    EXPECT_EQ(page["relationships"][0]["aspect"], "container");
    EXPECT_EQ(get(entity_target(folder) + "/relationships?direction=incoming&relationship=OwnedBy")["total"],
              0);
    EXPECT_EQ(send({.target = entity_target(folder) + "/relationships?direction=sideways"}).status, 400);
}

TEST_F(EntitiesTest, ShowsTheNewestPointOfATimeseriesAndItsRange)
{
    for (const std::string_view time : {"1700000000000", "1700000100000"})
        post("[" +
             proposal_text(reservation, "datasetProfile",
                           R"({"rowCount":7,"timestampMillis":)" + std::string(time) + "}") +
             "]");
    EXPECT_EQ(get(entity_target(reservation) +
                  "?aspect=datasetProfile")["aspects"]["datasetProfile"]["timestampMillis"],
              1700000100000);
    const auto range = get(entity_target(reservation) + "/timeseries/datasetProfile?to=2023-11-14T22:13:20Z");
    ASSERT_EQ(range["points"].size(), 1);
    EXPECT_EQ(range["points"][0]["timestampMillis"], 1700000000000);
    EXPECT_EQ(send({.target = entity_target(reservation) + "/timeseries/status"}).status, 404);
}

TEST_F(EntitiesTest, LogsChangesAndRuns)
{
    describe("예약");
    auto run = proposal_text("urn:li:tag:달리기", "tagProperties", R"({"name":"달리기"})");
    run.back() = ',';
    run += R"("systemMetadata":{"runId":"postgres-1","pipelineName":"매일"}})";
    post("[" + run + "]");
    const auto changes = get("/api/v1/changes?since=0&limit=1");
    ASSERT_EQ(changes["changes"].size(), 1);
    EXPECT_EQ(changes["next"], 1);
    EXPECT_EQ(changes["changes"][0]["urn"], reservation);
    EXPECT_EQ(changes["changes"][0]["actor"], "urn:li:corpuser:admin");
    const auto runs = get("/api/v1/runs");
    ASSERT_EQ(runs["runs"].size(), 1);
    EXPECT_EQ(runs["runs"][0]["id"], "postgres-1");
    EXPECT_EQ(runs["runs"][0]["pipeline"], "매일");
}

} // namespace
} // namespace colophon::api
