// SPDX-License-Identifier: Apache-2.0
#include "core/log.hpp"
#include "http/raw_connection.hpp"
#include "http/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

namespace colophon::http::testing {

namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// A server whose traffic can be looked at.
struct Watched {
    explicit Watched(ServerOptions options = {}, Router router = echo_routes())
    {
        options.traffic = traffic;
        server.emplace(options, std::move(router));
    }
    const Traffic::Row& row(std::string_view pattern, Method method = Method::get) const
    {
        for (const auto& each : traffic->rows())
            if (each.pattern == pattern && (each.method == method || pattern.empty()))
                return each;
        throw std::runtime_error("no such row");
    }
    static std::uint64_t count(const Traffic::Row& row, int status)
    {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < Traffic::status_count; ++i)
            sum += Traffic::status_at(i) == status ? row.answers[i].value() : 0;
        return sum;
    }

    std::shared_ptr<Traffic> traffic = std::make_shared<Traffic>();
    std::optional<Server> server;
};

TEST(Traffic, CountsEveryAnswerOnceByRouteAndStatus)
{
    Watched watched;
    Client client(client_of(*watched.server));
    client.send({Method::get, "/entities/%EC%98%88%EC%95%BD"});
    client.send({Method::head, "/entities/b"});
    client.send({Method::get, "/예약"});
    client.send({Method::post, "/hello"});
    client.send({Method::post, "/echo", "예약"});
    client.send({Method::post, "/count", "{}\n{}\n", "application/x-ndjson"});
    watched.server->stop(std::chrono::seconds(1));
    const auto& entities = watched.row("/entities/{urn}");
    EXPECT_EQ(watched.count(entities, 200), 2);
    EXPECT_EQ(entities.seconds.read().count, 2);
    EXPECT_EQ(watched.count(watched.row(""), 404), 1);
    EXPECT_EQ(watched.count(watched.row(""), 405), 1);
    const auto& echo = watched.row("/echo", Method::post);
    EXPECT_EQ(echo.request_bytes.value(), std::string("예약").size());
    EXPECT_EQ(echo.response_bytes.value(), std::string("예약").size());
    EXPECT_EQ(watched.row("/count", Method::post).request_bytes.value(),
              6); // a stream is counted as it comes
}

TEST(Traffic, KnowsEveryStatusThatWeHaveAWordFor)
{
    EXPECT_NE(Traffic::status_at(Traffic::status_count - 2), 0);
    EXPECT_EQ(Traffic::status_at(Traffic::status_count - 1), 0);
    Traffic traffic;
    traffic.open(Router());
    traffic.answered(7, 299, 0, 0, 0);
    EXPECT_EQ(traffic.rows().back().answers.back().value(), 1);
}

TEST(Traffic, KnowsWhyItTurnedSomethingAway)
{
    ServerOptions options;
    options.limits.connections = 1;
    options.limits.header_bytes = 1024;
    Watched watched(options);
    RawConnection first(watched.server->port());
    first.say("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    first.answer();
    EXPECT_EQ(watched.traffic->open_connections.value(), 1);
    RawConnection second(watched.server->port());
    EXPECT_THAT(second.rest(), HasSubstr("503"));
    first.say("GET /hello HTTP/1.1\r\nHost: x\r\nX-Long: " + std::string(2'000, 'x') + "\r\n\r\n");
    EXPECT_THAT(first.rest(), HasSubstr("431"));
    watched.server->stop(std::chrono::seconds(1));
    EXPECT_EQ(watched.traffic->turned_away(TurnedAway::connections).value(), 1);
    EXPECT_EQ(watched.traffic->turned_away(TurnedAway::head_size).value(), 1);
    EXPECT_EQ(watched.traffic->connections.value(), 2);
    EXPECT_EQ(watched.traffic->open_connections.value(), 0);
    EXPECT_EQ(watched.traffic->in_flight.value(), 0);
}

/// What the server says in its log about one request.
std::string logged(AccessLog which, const std::string& request, Router router = echo_routes())
{
    ServerOptions options;
    options.access_log = which;
    log::configure(log::Level::info, log::Format::json);
    ::testing::internal::CaptureStderr();
    {
        Server server(options, std::move(router));
        RawConnection raw(server.port());
        raw.say(request);
        raw.answer();
    }
    log::configure(log::Level::info, log::Format::text);
    return ::testing::internal::GetCapturedStderr();
}

TEST(AccessLog, NamesTheRouteAndNeverWhatWasAskedFor)
{
    const auto line =
        logged(AccessLog::on, "GET /entities/canary-path-비밀?q=canary-query HTTP/1.1\r\nHost: x\r\n"
                              "X-Request-Id: req-1\r\nAuthorization: Bearer canary-token\r\n"
                              "Cookie: canary-cookie\r\n"
                              "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n");
    for (const auto* member :
         {R"("message":"request")", R"("level":"info")", R"("method":"GET")", R"("route":"/entities/{urn}")",
          R"("status":200)", R"("peer":"127.0.0.1")", R"("request":"req-1")", R"("response_bytes":)",
          R"("seconds":0.)", R"("trace_id":"0af7651916cd43dd8448eb211c80319c")", R"("span_id":")"})
        EXPECT_THAT(line, HasSubstr(member));
    EXPECT_THAT(line, Not(HasSubstr("canary")));
    EXPECT_THAT(line, Not(HasSubstr("b7ad6b7169203331"))); // the span is ours
}

TEST(AccessLog, CanBeKeptToErrorsOrTurnedOff)
{
    const std::string fine = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
    const std::string wrong = "GET /nothing/canary HTTP/1.1\r\nHost: x\r\n\r\n";
    EXPECT_THAT(logged(AccessLog::errors, fine), IsEmpty());
    const auto line = logged(AccessLog::errors, wrong);
    EXPECT_THAT(line, HasSubstr(R"("status":404)"));
    EXPECT_THAT(line, Not(HasSubstr("canary")));
    EXPECT_THAT(logged(AccessLog::off, wrong), IsEmpty());
}

TEST(AccessLog, CarriesWhatTheHandlerAddsAboutTheRequestAndOnlyThere)
{
    Router router;
    router.add(Method::get, "/who", {}, [](const Request&) {
        log::Scope::add({"actor", "urn:li:corpuser:작성자"});
        log::warn("from within");
        return Response{503, "", "text/plain", {}};
    });
    const auto lines = logged(AccessLog::on, "GET /who HTTP/1.1\r\nHost: x\r\nX-Request-Id: req-2\r\n\r\n",
                              std::move(router));
    EXPECT_THAT(lines,
                HasSubstr(R"("message":"from within","request":"req-2","actor":"urn:li:corpuser:작성자"})"));
    EXPECT_THAT(lines, HasSubstr(R"("level":"warn","message":"request")"));
    log::Scope::add({"actor", "nobody"}); // no request on this thread: nothing happens
    EXPECT_THAT(log::Scope::members(), IsEmpty());
}

TEST(AccessLog, KeepsProbesOut)
{
    Router router;
    router.add(
        Method::get, "/readyz", {},
        [](const Request&) {
            return Response{503, "", "text/plain", {}};
        },
        Runs::at_once);
    EXPECT_THAT(logged(AccessLog::on, "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n", std::move(router)),
                IsEmpty());
}

} // namespace

} // namespace colophon::http::testing
