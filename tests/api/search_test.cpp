// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

class SearchApiTest : public testing::Test, protected ApiFixture {
protected:
    SearchApiTest()
    {
        for (const auto* name : {"reservation", "vehicle"}) {
            const auto urn =
                "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops." + std::string(name) + ",PROD)";
            post("[" +
                 proposal_text(urn, "datasetProperties",
                               std::string(R"({"customProperties":{},"name":")") + name +
                                   R"(","description":"예약 )" + name + R"("})") +
                 "]");
        }
    }
    int status(const std::string& query) { return send({.target = "/api/v1/search" + query}).status; }
};

TEST_F(SearchApiTest, AnswersInTheDocumentedShape)
{
    const auto page = get("/api/v1/search?q=reservation");
    EXPECT_EQ(page["total"], 1);
    EXPECT_EQ(page["position"], catalog->position());
    EXPECT_TRUE(page["took_ms"].is_number());
    const auto& hit = page["hits"][0];
    EXPECT_EQ(hit["name"], "reservation");
    EXPECT_EQ(hit["type"], "dataset");
    EXPECT_EQ(hit["platform"], "postgres");
    EXPECT_EQ(hit["env"], "PROD");
    EXPECT_EQ(hit["description"], "예약 reservation");
    EXPECT_EQ(hit["matches"][0]["field"], "name");
    EXPECT_EQ(hit["matches"][0]["highlight"], nlohmann::json::parse("[[0,11]]"));
    const auto& platform = page["facets"]["platform"];
    EXPECT_EQ(platform["values"][0]["value"], "postgres");
    EXPECT_EQ(platform["values"][0]["count"], 1);
    EXPECT_EQ(platform["more"], false);
    EXPECT_EQ(page["facets"].size(), 11);
}

TEST_F(SearchApiTest, FiltersPagesAndLeavesFacetsOut)
{
    EXPECT_EQ(get("/api/v1/search?q=*&type=dataset&platform=mysql&platform=postgres")["total"], 2);
    EXPECT_EQ(get("/api/v1/search?platform=mysql")["total"], 0);
    const auto first = get("/api/v1/search?limit=1&sort=name&facets=none");
    EXPECT_TRUE(first["facets"].empty());
    const auto second = get("/api/v1/search?limit=1&sort=name&cursor=" +
                            http::percent_encode(first["next"].get<std::string>()));
    EXPECT_EQ(first["hits"][0]["name"], "reservation");
    EXPECT_EQ(second["hits"][0]["name"], "vehicle");
    EXPECT_FALSE(second.contains("next"));
    EXPECT_EQ(get("/api/v1/search?facets=type,platform")["facets"].size(), 2);
    EXPECT_TRUE(get("/api/v1/search?q=reservation&explain=true")["hits"][0]["explanation"].is_object());
}

TEST_F(SearchApiTest, RefusesOutOfRangeAndUnknown)
{
    EXPECT_EQ(status("?limit=0"), 400);
    EXPECT_EQ(status("?limit=1001"), 400);
    EXPECT_EQ(status("?limit=ten"), 400);
    EXPECT_EQ(status("?limit=1&limit=2"), 400);
    EXPECT_EQ(status("?sort=best"), 400);
    EXPECT_EQ(status("?facets=platfrom"), 400);
    EXPECT_EQ(status("?removed=yes"), 400);
    EXPECT_EQ(status("?cursor=nonsense"), 400);
    const auto unknown = send({.target = "/api/v1/search?platfrom=mysql"});
    EXPECT_EQ(unknown.status, 400);
    EXPECT_NE(unknown.body.find("platform"), std::string::npos);
}

TEST_F(SearchApiTest, ASyntaxErrorPointsAtTheCharacter)
{
    const auto response = send({.target = "/api/v1/search?q=" + http::percent_encode("예약 (vehicle")});
    EXPECT_EQ(response.status, 400);
    EXPECT_NE(nlohmann::json::parse(response.body)["path"].get<std::string>().find("q:"), std::string::npos);
}

TEST_F(SearchApiTest, SuggestsCompletions)
{
    const auto answer = get("/api/v1/suggest?q=reser");
    ASSERT_FALSE(answer["suggestions"].empty());
    EXPECT_EQ(answer["suggestions"][0]["text"], "reservation");
    EXPECT_EQ(answer["suggestions"][0]["field"], "name");
}

} // namespace
} // namespace colophon::api
