// SPDX-License-Identifier: Apache-2.0
#include "http/scripted_server.hpp"

#include <colophon/http_source.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon {
namespace {

using http::testing::ScriptedServer;

std::string answer(const std::string& status, const std::string& body, const std::string& headers = {})
{
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

/// A source that remembers how long it was told to wait, and waits not at all.
HttpSource impatient(const ScriptedServer& server, std::vector<std::int64_t>& waits, unsigned retries = 3)
{
    HttpSourceOptions options;
    options.base_url = server.url();
    options.token = Secret("비밀-canary");
    options.max_retries = retries;
    options.wait = [&waits](std::chrono::milliseconds time) {
        waits.push_back(time.count());
        return true;
    };
    return HttpSource(std::move(options));
}

Errc code_of(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        EXPECT_EQ(std::string(error.what()).find("canary"), std::string::npos) << error.what();
        return error.code();
    }
    return Errc::internal;
}

TEST(HttpSource, GivesTheBodyAndShowsItsToken)
{
    ScriptedServer server({{answer("200 OK", R"({"이름":"예약"})")}});
    std::vector<std::int64_t> waits;
    EXPECT_EQ(impatient(server, waits).get("/tables?q=%EC%98%88"), R"({"이름":"예약"})");
    const auto heads = server.heads();
    EXPECT_THAT(heads.at(0), testing::StartsWith("GET /tables?q=%EC%98%88 HTTP/1.1"));
    EXPECT_THAT(heads.at(0), testing::HasSubstr("Bearer "));
    EXPECT_TRUE(waits.empty());
}

TEST(HttpSource, TriesAgainWhileTheSourceIsBusyAndWaitsAsLongAsItSays)
{
    ScriptedServer server({{answer("503 Busy", ""), answer("429 Slow down", "", "Retry-After: 7\r\n"),
                            answer("200 OK", "[]")}});
    std::vector<std::int64_t> waits;
    EXPECT_EQ(impatient(server, waits).get("/"), "[]");
    ASSERT_EQ(waits.size(), 2u);
    EXPECT_EQ(waits[1], 7'000);
}

TEST(HttpSource, GivesUpAfterTheLastAttempt)
{
    ScriptedServer server({{answer("500 No", "고장"), answer("500 No", "고장")}});
    std::vector<std::int64_t> waits;
    auto source = impatient(server, waits, 1);
    EXPECT_EQ(code_of([&] { source.get("/"); }), Errc::unavailable);
    EXPECT_EQ(waits.size(), 1u);
}

TEST(HttpSource, TakesARefusalForOne)
{
    ScriptedServer server(
        {{answer("401 No", ""), answer("403 No", ""), answer("404 No", ""), answer("400 No", "")}});
    std::vector<std::int64_t> waits;
    auto source = impatient(server, waits);
    EXPECT_EQ(code_of([&] { source.get("/"); }), Errc::unauthenticated);
    EXPECT_EQ(code_of([&] { source.get("/"); }), Errc::forbidden);
    EXPECT_EQ(code_of([&] { source.get("/"); }), Errc::not_found);
    EXPECT_EQ(code_of([&] { source.post("/", "{}"); }), Errc::invalid_argument);
    EXPECT_TRUE(waits.empty());
}

TEST(HttpSource, FollowsPagesToTheLast)
{
    ScriptedServer server({{answer("200 OK", "1"), answer("200 OK", "2"), answer("200 OK", "3")}});
    std::vector<std::int64_t> waits;
    std::string seen;
    impatient(server, waits).pages("/list", [&](std::string_view page) -> std::optional<std::string> {
        seen += page;
        return page == "3" ? std::nullopt : std::optional("/list?page=" + std::string(page));
    });
    EXPECT_EQ(seen, "123");
    EXPECT_THAT(server.heads().at(2), testing::StartsWith("GET /list?page=2 "));
}

TEST(HttpSource, RefusesAPageThatLeadsToItself)
{
    ScriptedServer server({{answer("200 OK", "1")}});
    std::vector<std::int64_t> waits;
    auto source = impatient(server, waits);
    EXPECT_EQ(code_of([&] {
                  source.pages("/list", [](std::string_view) { return std::optional<std::string>("/list"); });
              }),
              Errc::invalid_argument);
}

TEST(HttpSource, AsksNothingOnceTheRunIsStopped)
{
    std::stop_source stop;
    stop.request_stop();
    HttpSourceOptions options;
    options.base_url = "http://127.0.0.1:9"; // nobody listens, and nobody is asked
    EXPECT_EQ(code_of([&] { HttpSource(std::move(options)).get("/", stop.get_token()); }), Errc::unavailable);
}

} // namespace
} // namespace colophon
