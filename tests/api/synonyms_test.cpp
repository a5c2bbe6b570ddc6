// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

class SynonymsApiTest : public testing::Test, protected ApiFixture {
protected:
    static constexpr std::string_view path = "/api/v1/search/synonyms";

    http::Response put(std::string body, std::string_view type = "application/json",
                       const std::string& if_match = {}, std::optional<std::string> token = {})
    {
        Ask ask{.method = http::Method::put,
                .target = std::string(path),
                .body = std::move(body),
                .token = std::move(token),
                .headers = {{"Content-Type", std::string(type)}}};
        if (!if_match.empty())
            ask.headers.emplace_back("If-Match", if_match);
        return send(ask);
    }
    static std::string tag_of(const http::Response& response)
    {
        for (const auto& [name, value] : response.headers)
            if (name == "ETag")
                return value;
        return {};
    }
    std::vector<std::string> names(const std::string& words)
    {
        std::vector<std::string> names;
        const auto page = get("/api/v1/search?q=" + http::percent_encode(words));
        for (const auto& hit : page["hits"])
            names.push_back(hit["name"]);
        return names;
    }
};

TEST_F(SynonymsApiTest, WordsFindEachOtherAtOnceAndAfterAStart)
{
    write_table("ops.reservation", "");
    EXPECT_TRUE(names("예약").empty());
    EXPECT_EQ(put("# 한국어와 영어\n\n 예약 , reservation,booking\r\n", "text/plain; charset=utf-8").status,
              200);
    EXPECT_EQ(names("예약"), std::vector<std::string>{"reservation"});
    EXPECT_EQ(get(std::string(path))["groups"],
              nlohmann::json::parse(R"([["예약","reservation","booking"]])"));
    EXPECT_EQ(get(std::string(path))["actor"], "urn:li:corpuser:admin");
    EXPECT_EQ(send({.target = std::string(path) + "?format=text"}).body, "예약, reservation, booking\n");
    close();
    open();
    EXPECT_EQ(found("예약"), std::vector<std::string>{"reservation"});
    // Nothing of the list can be found, and it is no difference between store and search.
    EXPECT_TRUE(found("colophonSettings").empty());
    EXPECT_EQ(catalog->verify().differences, 0);
}

TEST_F(SynonymsApiTest, AChangeThatWasNotSeenIsNotLost)
{
    const auto empty = send({.target = std::string(path)});
    EXPECT_EQ(nlohmann::json::parse(empty.body), nlohmann::json::parse(R"({"groups":[]})"));
    const auto first = put(R"([["예약","reservation"]])", "application/json", tag_of(empty));
    ASSERT_EQ(first.status, 200) << first.body;
    const auto stale = put(R"({"groups":[["차량","vehicle"]]})", "application/json", tag_of(empty));
    EXPECT_EQ(stale.status, 412);
    EXPECT_NE(stale.body.find("read it again"), std::string::npos);
    EXPECT_EQ(get(std::string(path))["groups"][0][0], "예약");
    const auto second = put(R"({"groups":[["차량","vehicle"]]})", "application/json", tag_of(first));
    EXPECT_EQ(second.status, 200) << second.body;
    EXPECT_NE(tag_of(second), tag_of(first));
    EXPECT_EQ(put("[]", "application/json", "*").status, 200);
    EXPECT_EQ(tag_of(send({.target = std::string(path)})), tag_of(empty));
    EXPECT_EQ(put("[]", "application/json", "unquoted").status, 400);
}

TEST_F(SynonymsApiTest, ARefusalNamesGroupAndMember)
{
    struct Case {
        std::string body, type, path, words;
    };
    const Case cases[] = {
        {R"([["예약","booking"],["홀로"]])", "application/json", "groups[1]", "홀로"},
        {R"([["예약","Car-Sharing","car_sharing"]])", "application/json", "groups[0][2]", "same to a search"},
        {R"([["예약","a,b"]])", "application/json", "groups[0][1]", "comma"},
        {R"([["#예약","b"]])", "application/json", "groups[0][0]", "comment"},
        {R"([["예약","…"]])", "application/json", "groups[0][1]", "letters"},
        {R"([["예약",7]])", "application/json", "groups[0][1]", "string"},
        {R"(["예약"])", "application/json", "groups[0]", "array"},
        {R"({"gruops":[]})", "application/json", "gruops", "did you mean"},
        {"예약, booking\n# ja\n\n차량,,car\n", "text/plain", "line 4[1]", "comma too many"},
        {"예약, booking\n홀로\n", "text/plain", "line 2", "홀로"},
        {"예약, \xFF\n", "text/plain", "", "UTF-8"}};
    for (const auto& [body, type, where, words] : cases) {
        const auto response = put(body, type);
        ASSERT_EQ(response.status, 400) << body << response.body;
        const auto problem = nlohmann::json::parse(response.body);
        EXPECT_EQ(problem.value("path", ""), where) << body;
        EXPECT_NE(problem["detail"].get<std::string>().find(words), std::string::npos) << response.body;
    }
    std::string many = "[";
    for (int i = 0; i <= 5'000; ++i)
        many += (i == 0 ? R"([")" : R"(,[")") + std::to_string(i) + R"(","수)" + std::to_string(i) + R"("])";
    EXPECT_EQ(put(many + "]").status, 413);
    EXPECT_TRUE(get(std::string(path))["groups"].empty());
}

TEST_F(SynonymsApiTest, OnlyAnAdministratorWritesAndNobodyElseDoes)
{
    EXPECT_EQ(put("[]", "application/json", {}, token_with("read,ingest")).status, 403);
    EXPECT_EQ(send({.target = std::string(path), .token = token_with("read")}).status, 200);
    put(R"([["예약","reservation"]])");
    const auto urn = service::synonyms_urn().str();
    const auto written = post("[" + proposal_text(urn, "searchSynonyms", R"({"groups":[]})") + "]");
    EXPECT_EQ(written.status, 422);
    EXPECT_NE(send({.method = http::Method::delete_, .target = entity_target(urn) + "?hard=true"}).status,
              200);
    EXPECT_NE(send({.method = http::Method::delete_, .target = entity_target(urn)}).status, 200);
    EXPECT_EQ(get(std::string(path))["groups"].size(), 1);
}

} // namespace
} // namespace colophon::api
