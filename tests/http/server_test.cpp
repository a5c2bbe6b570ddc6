// SPDX-License-Identifier: Apache-2.0
#include "http/raw_connection.hpp"
#include "http/server.hpp"
#include "http/test_server.hpp"

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <thread>

namespace colophon::http::testing {

namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view get_hello = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

/// A route whose handler waits until the test lets it go on.
struct Held {
    std::promise<void> entered;
    std::promise<void> release;

    Router routes()
    {
        Router router = echo_routes();
        router.add(Method::get, "/held", {}, [this](const Request&) {
            entered.set_value();
            release.get_future().wait();
            return Response{200, "끝", "text/plain", {}};
        });
        return router;
    }
};

TEST(Server, AnswersOnAConnectionThatStaysOpen)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    for (int i = 0; i < 3; ++i) {
        raw.say(get_hello);
        std::string answer = raw.answer();
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
        EXPECT_THAT(answer, EndsWith("\r\n\r\n안녕"));
        EXPECT_THAT(answer, Not(HasSubstr("Connection: close")));
    }
}

TEST(Server, GivesBodiesAndDecodedNamesToHandlers)
{
    Server server({}, echo_routes());
    Client client(client_of(server));
    Response answer = client.send({Method::get, "/entities/" + percent_encode("urn:li:tag:예약/취소") +
                                                    "?q=" + percent_encode("예약 id") + "&q=a+b"});
    EXPECT_EQ(answer.body, "urn:li:tag:예약/취소|q=예약 id|q=a b");
    EXPECT_EQ(client.send({Method::get, "/entities/예약?q=취소"}).body, "예약|q=취소");
    EXPECT_EQ(client.send({Method::post, "/echo", "본문"}).body, "본문");
}

TEST(Server, AnswersPipelinedRequestsInTheirOrder)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    raw.say("GET /entities/1 HTTP/1.1\r\nHost: x\r\n\r\n"
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ndef\r\n0\r\nX-Sum: "
            "1\r\n\r\n"
            "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(raw.answer(), EndsWith("\r\n\r\n1"));
    EXPECT_THAT(raw.answer(), EndsWith("\r\n\r\nabc"));
    EXPECT_THAT(raw.answer(), EndsWith("\r\n\r\ndef"));
    EXPECT_THAT(raw.rest(), EndsWith("안녕"));
}

TEST(Server, AnswersARequestThatComesByteByByte)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    for (char c : std::string(
             "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n예약\r\n0\r\n\r\n"))
        raw.say(std::string_view(&c, 1));
    EXPECT_THAT(raw.answer(), EndsWith("\r\n\r\n예약"));
}

TEST(Server, AnswersHeadWithoutABody)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    raw.say("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(raw.answer(false), HasSubstr("Content-Length: 6\r\n"));
    raw.say(get_hello);
    EXPECT_THAT(raw.answer(), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, NamesTheMethodsOfAPath)
{
    Server server({}, echo_routes());
    Client client(client_of(server));
    using Header = std::pair<std::string, std::string>;
    Response options = client.send({Method::options, "/hello"});
    EXPECT_EQ(options.status, 204);
    EXPECT_THAT(options.headers, ::testing::Contains(Header("Allow", "GET, HEAD, OPTIONS")));
    Response wrong = client.send({Method::put, "/echo", "x"});
    EXPECT_EQ(wrong.status, 405);
    EXPECT_THAT(wrong.headers, ::testing::Contains(Header("Allow", "POST, OPTIONS")));
    EXPECT_EQ(client.send({Method::options, "/없음"}).status, 404);
    EXPECT_EQ(client.send({Method::get, "/none"}).status, 404);
    EXPECT_EQ(client.send({Method::get, "/entities/%00"}).status, 400);
    EXPECT_EQ(client.send({Method::get, "/hello?q=%ff"}).status, 400);
}

TEST(Server, SendsTheStandingHeadersWithEveryAnswer)
{
    Server server({}, echo_routes());
    Client client(client_of(server));
    for (const char* target : {"/hello", "/none", "/entities/%ff"}) {
        Response answer =
            client.send({.method = Method::get, .target = target, .headers = {{"X-Request-Id", "run-7"}}});
        for (std::pair<std::string, std::string> header :
             {std::pair("X-Request-Id", "run-7"), std::pair("X-Content-Type-Options", "nosniff"),
              std::pair("Referrer-Policy", "no-referrer"), std::pair("Cache-Control", "no-store"),
              std::pair("Cross-Origin-Opener-Policy", "same-origin"),
              std::pair("Cross-Origin-Resource-Policy", "same-origin")})
            EXPECT_THAT(answer.headers, ::testing::Contains(header)) << target;
    }
}

TEST(Server, LetsHandlersOverruleStandingHeadersButNotBreakTheFraming)
{
    Router router;
    router.add(Method::get, "/", {}, [](const Request&) {
        return Response{
            200,
            "가",
            "text/html",
            {{"cache-control", "max-age=60"}, {"X-Bad", "a\r\nX-Evil: 1"}, {"Content-Length", "99"}}};
    });
    Server server({}, std::move(router));
    RawConnection raw(server.port());
    raw.say("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    std::string answer = raw.rest();
    EXPECT_THAT(answer, HasSubstr("cache-control: max-age=60\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 3\r\n"));
    for (const char* unwanted : {"no-store", "X-Evil", "Content-Length: 99"})
        EXPECT_THAT(answer, Not(HasSubstr(unwanted)));
}

TEST(Server, RepeatsOnlySaneRequestIds)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    raw.say("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: 예약 <b>\r\n\r\n");
    EXPECT_THAT(raw.answer(), Not(HasSubstr("<b>")));
}

TEST(Server, WritesLargeAnswersToSlowReaders)
{
    std::string large(30u << 20, 'x');
    Router router;
    router.add(Method::get, "/", {}, [&](const Request&) { return Response{200, large, "text/plain", {}}; });
    Server server({}, std::move(router));
    Client client(client_of(server));
    EXPECT_EQ(client.send({Method::get, "/"}).body, large);
}

TEST(Server, SaysContinueToThoseWhoWaitForIt)
{
    Server server({}, echo_routes());
    for (std::string type : {"text/plain", "application/x-ndjson"}) {
        RawConnection raw(server.port());
        raw.say(
            "POST /count HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\nContent-Type: " +
            type + "\r\n\r\n");
        EXPECT_EQ(raw.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
        raw.say("abc");
        EXPECT_THAT(raw.answer(), EndsWith("\r\n\r\n3"));
    }
}

TEST(Server, AnswersHttp10AndCloses)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    raw.say("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(raw.rest(), HasSubstr("안녕"));
}

TEST(Server, SaysAtOnceThatAllWorkersAreBusy)
{
    Held held;
    ServerOptions options;
    options.workers = 1;
    options.limits.waiting = 0;
    Server server(options, held.routes());
    RawConnection first(server.port());
    first.say("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
    held.entered.get_future().wait();
    RawConnection second(server.port());
    second.say(get_hello);
    std::string busy = second.answer();
    EXPECT_THAT(busy, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(busy, HasSubstr("Retry-After: 1\r\n"));
    held.release.set_value();
    EXPECT_THAT(first.answer(), EndsWith("끝"));
    second.say(get_hello);
    EXPECT_THAT(second.answer(), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, AnswersWhatRunsAtOnceWhileEveryWorkerIsBusy)
{
    Held held;
    ServerOptions options;
    options.workers = 1;
    options.limits.waiting = 0;
    Router router = held.routes();
    router.add(
        Method::get, "/alive", {},
        [](const Request&) {
            return Response{200, "살아 있음", "text/plain", {}};
        },
        Runs::at_once);
    Server server(options, std::move(router));
    RawConnection busy(server.port());
    busy.say("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
    held.entered.get_future().wait();
    EXPECT_EQ(Client(client_of(server)).send({Method::get, "/alive"}).body, "살아 있음");
    EXPECT_EQ(Client(client_of(server)).send({Method::get, "/hello"}).status, 503);
    held.release.set_value();
    EXPECT_THAT(busy.answer(), EndsWith("끝"));
}

TEST(Server, AsksPeersToConnectAnewWhileItDrains)
{
    Server server({}, echo_routes());
    RawConnection kept(server.port());
    kept.say(get_hello);
    EXPECT_THAT(kept.answer(), Not(HasSubstr("Connection: close")));
    server.begin_drain();
    kept.say(get_hello);
    const std::string last = kept.rest();
    EXPECT_THAT(last, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(last, EndsWith("안녕"));
    RawConnection late(server.port());
    late.say(get_hello);
    EXPECT_THAT(late.rest(), EndsWith("안녕"));
}

TEST(Server, LetsARequestInHandFinishWhenItStops)
{
    Held held;
    auto server = std::make_unique<Server>(ServerOptions{}, held.routes());
    RawConnection idle(server->port());
    RawConnection busy(server->port());
    busy.say("GET /held HTTP/1.1\r\nHost: x\r\n\r\n");
    held.entered.get_future().wait();
    std::thread stopping([&] { server->stop(std::chrono::minutes(1)); });
    EXPECT_EQ(idle.rest(), "");
    EXPECT_THROW(RawConnection(server->port()), std::runtime_error);
    held.release.set_value();
    std::string answer = busy.rest();
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("끝"));
    stopping.join();
    server->stop(std::chrono::minutes(1));
}

TEST(Server, AcceptsAgainAfterItRanOutOfFiles)
{
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP()
        << "the undefined-behaviour sanitizer opens pipes to look at objects, and reports it when it cannot";
#endif
    Server server({}, echo_routes());
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    // Made first, since connecting needs a descriptor too: the server's own accept() is the one to fail.
    RawConnection last(server.port());
    last.say(get_hello);
    last.answer();
    int next_free = ::dup(0);
    ::close(next_free);
    rlimit tight{static_cast<rlim_t>(next_free) + 1, before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &tight);
    RawConnection waiting(server.port());
    waiting.say(get_hello);
    EXPECT_THROW(RawConnection(server.port()), std::runtime_error);
    ::setrlimit(RLIMIT_NOFILE, &before);
    EXPECT_THAT(waiting.answer(), StartsWith("HTTP/1.1 200 "));
}

TEST(Server, RefusesAddressesThatItCannotListenOn)
{
    Server first({}, echo_routes());
    ServerOptions options;
    options.port = first.port();
    try {
        Server second(options, echo_routes());
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable);
        EXPECT_THAT(error.what(), HasSubstr(first.address()));
    }
    options.address = "예약";
    EXPECT_THROW(Server(options, echo_routes()), Error);
}

TEST(Server, ListensOnIpv6)
{
    ServerOptions options;
    options.address = "::1";
    Server server(options, echo_routes());
    EXPECT_THAT(server.address(), StartsWith("[::1]:"));
    EXPECT_EQ(Client(client_of(server)).send({Method::get, "/hello"}).body, "안녕");
}

} // namespace

} // namespace colophon::http::testing
