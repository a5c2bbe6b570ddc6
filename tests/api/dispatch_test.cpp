// SPDX-License-Identifier: Apache-2.0
#include "api/api_fixture.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

class DispatchTest : public testing::Test, protected ApiFixture {
protected:
    static std::string target_of(const Route& route)
    {
        std::string target(route.pattern);
        for (auto open = target.find('{'); open != std::string::npos; open = target.find('{'))
            target.replace(open, target.find('}') - open + 1, "urn%3Ali%3Atag%3A%ED%83%9C%EA%B7%B8");
        return target;
    }
};

TEST_F(DispatchTest, EveryRouteAsksForItsScopeAndNoOther)
{
    const std::pair<std::string, auth::Permission> bearers[] = {
        {token_with("read"), auth::Permission::read}, {token_with("ingest"), auth::Permission::ingest}};
    for (const auto& route : routes({*catalog, *pipelines, &tokens, metrics, phase})) {
        const auto name = std::string(http::method_name(route.method)) + " " + std::string(route.pattern);
        const auto status = [&](const std::string& token) {
            return send({.method = route.method, .target = target_of(route), .body = "[]", .token = token})
                .status;
        };
        if (route.permission == auth::Permission::anyone) {
            EXPECT_EQ(status(""), 200) << name;
            continue;
        }
        EXPECT_EQ(status(""), 401) << name;
        EXPECT_EQ(status("clp_forged"), 401) << name;
        for (const auto& [token, permission] : bearers)
            EXPECT_EQ(status(token) == 403, route.permission != permission) << name;
        EXPECT_NE(status(admin), 403) << name;
        EXPECT_NE(status(admin), 401) << name;
    }
}

TEST_F(DispatchTest, ExpiredTokensAreRefused)
{
    const auto token = token_with("read");
    EXPECT_EQ(send({.target = "/api/v1/whoami", .token = token}).status, 200);
    now += 3'600'001;
    EXPECT_EQ(send({.target = "/api/v1/whoami", .token = token}).status, 401);
}

TEST_F(DispatchTest, OnlyProbesAnswerBeforeTheStartIsComplete)
{
    phase.started = false;
    EXPECT_EQ(send({.target = "/livez", .token = ""}).status, 200);
    EXPECT_EQ(send({.target = "/startupz", .token = ""}).status, 503);
    EXPECT_EQ(send({.target = "/readyz", .token = ""}).status, 503);
    EXPECT_EQ(send({.target = "/api/v1/search?q=a"}).status, 503);
    phase.started = true;
    EXPECT_EQ(send({.target = "/readyz", .token = ""}).status, 200);
}

TEST_F(DispatchTest, ADrainingServerIsNotReadyAndStillAnswers)
{
    phase.draining = true;
    const auto ready = send({.target = "/readyz", .token = ""});
    EXPECT_EQ(ready.status, 503);
    EXPECT_NE(ready.body.find("draining"), std::string::npos);
    EXPECT_EQ(send({.target = "/livez", .token = ""}).status, 200);
    EXPECT_EQ(send({.target = "/api/v1/search?q=%EC%98%88%EC%95%BD"}).status, 200);
}

TEST_F(DispatchTest, ProbesNeedNoWorker)
{
    for (const auto* path : {"/livez", "/startupz", "/readyz"})
        EXPECT_EQ(value_or_throw(router.find(http::Method::get, path)).runs, http::Runs::at_once) << path;
    EXPECT_EQ(value_or_throw(router.find(http::Method::get, "/metrics")).runs, http::Runs::on_worker);
}

TEST_F(DispatchTest, AnswersCarryThePositionAndWaitForOne)
{
    post("[" + proposal_text("urn:li:tag:예약", "tagProperties", R"({"name":"예약"})") + "]");
    const auto position = std::to_string(catalog->position());
    const auto response = send({.target = "/api/v1/search?q=%EC%98%88%EC%95%BD",
                                .headers = {{"X-Colophon-Min-Position", position}}});
    EXPECT_EQ(response.status, 200);
    const std::pair<std::string, std::string> header{"X-Colophon-Position", position};
    EXPECT_NE(std::find(response.headers.begin(), response.headers.end(), header), response.headers.end());
    const auto status = [&](const std::string& asked) {
        return send({.target = "/api/v1/whoami", .headers = {{"X-Colophon-Min-Position", asked}}}).status;
    };
    EXPECT_EQ(status("9999"), 503);
    EXPECT_EQ(status("soon"), 400);
}

TEST_F(DispatchTest, TheDescriptionNamesEveryRoute)
{
    const auto description = get("/openapi.json");
    EXPECT_EQ(description["openapi"], "3.1.0");
    for (const auto& route : routes({*catalog, *pipelines, &tokens, metrics, phase}))
        EXPECT_TRUE(route.pattern == "/openapi.json" ||
                    description["paths"].contains(std::string(route.pattern)))
            << route.pattern;
}

TEST_F(DispatchTest, ThePageRunsOnlyItsOwnScriptAndStyle)
{
    const auto response = send({.target = "/?from=mail", .token = ""}); // others' parameters do no harm
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    ASSERT_FALSE(response.headers.empty());
    const auto& [name, policy] = response.headers[0];
    EXPECT_EQ(name, "Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'; script-src 'sha256-"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

TEST_F(DispatchTest, TokensAreMadeListedAndRevokedOverTheApi)
{
    const auto made =
        send({.method = http::Method::post,
              .target = "/api/v1/tokens",
              .body = R"({"name":"수집","user":"airflow","scopes":"ingest","lifetime_seconds":600})"});
    ASSERT_EQ(made.status, 201) << made.body;
    const auto token = nlohmann::json::parse(made.body);
    EXPECT_EQ(get("/api/v1/tokens")["tokens"].size(), 2);
    EXPECT_EQ(get("/api/v1/tokens").dump().find(token["token"].get<std::string>()), std::string::npos);
    const auto target = "/api/v1/tokens/" + token["id"].get<std::string>();
    EXPECT_EQ(send({.method = http::Method::delete_, .target = target}).status, 204);
    EXPECT_EQ(send({.method = http::Method::delete_, .target = target}).status, 404);
    for (const auto* body :
         {"", "[]", R"({"name":1})", R"({"nam":"x"})", R"({"name":"x","user":"y","scopes":"all"})",
          R"({"name":"x","user":"y","scopes":"read","lifetime_seconds":"soon"})"})
        EXPECT_EQ(send({.method = http::Method::post, .target = "/api/v1/tokens", .body = body}).status, 400)
            << body;
}

} // namespace
} // namespace colophon::api
