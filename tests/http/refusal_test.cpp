// SPDX-License-Identifier: Apache-2.0
#include "http/gate_vectors.hpp"
#include "http/raw_connection.hpp"
#include "http/server.hpp"
#include "http/test_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// Refusals as peers see them: every one can be read, and ends the connection in order.
namespace colophon::http::testing {

namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string status_line(int status)
{
    return "HTTP/1.1 " + std::to_string(status) + " ";
}

/// One answer, a problem document, that says it closes.
void expect_refusal(const std::string& answer, int status, const std::string& name)
{
    EXPECT_THAT(answer, StartsWith(status_line(status))) << name;
    EXPECT_THAT(answer, HasSubstr("Content-Type: application/problem+json\r\n")) << name;
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n")) << name;
    EXPECT_THAT(answer, HasSubstr("X-Request-Id: ")) << name;
    EXPECT_THAT(answer, EndsWith("\"}")) << name;
    EXPECT_EQ(answer.find("}HTTP/"), std::string::npos) << name;
}

TEST(Refusal, CanBeReadForEveryVectorOfTheGate)
{
    Server server({}, echo_routes());
    for (const Vector& vector : refused_heads()) {
        RawConnection raw(server.port());
        raw.say(vector.bytes);
        expect_refusal(raw.rest(), vector.status, vector.name);
    }
}

TEST(Refusal, HidesARequestThatFollowsInItsBytes)
{
    Server server({}, echo_routes());
    for (const Vector& vector : refused_heads()) {
        RawConnection raw(server.port());
        raw.say(vector.bytes + "0\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
        expect_refusal(raw.rest(), vector.status, vector.name);
    }
}

TEST(Refusal, ComesForABodyThatIsSaidToBeTooLargeBeforeItIsRead)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    raw.say("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n");
    expect_refusal(raw.rest(), 413, "declared");
}

TEST(Refusal, CanBeReadByAPeerThatFirstSendsItsWholeBody)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    raw.say("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n");
    EXPECT_TRUE(raw.say(std::string(20'000'000, 'x')));
    expect_refusal(raw.rest(), 413, "sent");
}

TEST(Refusal, CanBeReadByAPeerThatSendsTooManyChunks)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    raw.say("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 200; ++i)
        EXPECT_TRUE(raw.say("4000\r\n" + std::string(0x4000, 'x') + "\r\n"));
    expect_refusal(raw.rest(), 413, "chunks");
}

TEST(Refusal, CanBeReadByTheClientThatSendsTooMuch)
{
    Server server({}, echo_routes());
    Client client(client_of(server));
    EXPECT_EQ(client.send({Method::post, "/echo", std::string(20'000'000, 'x')}).status, 413);
    EXPECT_EQ(client.send({Method::get, "/hello"}).status, 200);
}

TEST(Refusal, ComesForBrokenChunks)
{
    Server server({}, echo_routes());
    for (std::string body :
         {"x\r\n", "-1\r\n", "5\nhello", "5;\a\r\n", "3\r\nabcd\r\n", "FFFFFFFFFFFFFFFFF\r\n"})
        for (std::string type : {"application/x-ndjson", "text/plain"}) {
            RawConnection raw(server.port());
            raw.say("POST /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: " + type +
                    "\r\n\r\n" + body);
            expect_refusal(raw.rest(), 400, body + type);
        }
}

TEST(Refusal, ComesForABodyWhereThePathTakesNone)
{
    Router router;
    router.add(Method::delete_, "/entities/{urn}", {}, [](const Request&) { return Response{}; });
    Server server({}, std::move(router));
    RawConnection raw(server.port());
    raw.say("DELETE /entities/%EC%98%88 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_THAT(raw.answer(), StartsWith("HTTP/1.1 400 "));
}

Limits impatient()
{
    Limits limits;
    limits.header_time = limits.progress_time = limits.request_time = std::chrono::milliseconds(50);
    return limits;
}

TEST(Refusal, ComesForAHeadThatDoesNotArriveInTime)
{
    ServerOptions options;
    options.limits = impatient();
    Server server(options, echo_routes());
    RawConnection raw(server.port());
    raw.say("GET /hello HTTP/1.1\r\nHo");
    expect_refusal(raw.rest(), 408, "head");
}

TEST(Refusal, ComesForABodyThatDoesNotArriveInTime)
{
    ServerOptions options;
    options.limits = impatient();
    Server server(options, echo_routes());
    RawConnection raw(server.port());
    raw.say("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
    expect_refusal(raw.rest(), 408, "body");
}

TEST(Refusal, IsNotNeededForAConnectionThatSaysNothing)
{
    ServerOptions options;
    options.limits.idle_time = std::chrono::milliseconds(50);
    Server server(options, echo_routes());
    EXPECT_EQ(RawConnection(server.port()).rest(), "");
}

TEST(Refusal, TellsConnectionsOverTheLimit)
{
    ServerOptions options;
    options.limits.connections = 1;
    Server server(options, echo_routes());
    RawConnection first(server.port());
    first.say("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(first.answer(), StartsWith("HTTP/1.1 200 "));
    RawConnection second(server.port());
    std::string answer = second.rest();
    expect_refusal(answer, 503, "second connection");
    EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
}

TEST(Refusal, TellsAddressesOverTheirLimit)
{
    ServerOptions options;
    options.limits.connections_per_address = 1;
    Server server(options, echo_routes());
    RawConnection first(server.port());
    first.say("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(first.answer(), StartsWith("HTTP/1.1 200 "));
    expect_refusal(RawConnection(server.port()).rest(), 503, "second of one address");
}

} // namespace

} // namespace colophon::http::testing
