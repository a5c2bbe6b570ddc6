// SPDX-License-Identifier: Apache-2.0
#include "http/raw_connection.hpp"
#include "http/server.hpp"
#include "http/test_server.hpp"

#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// Bodies that are handed over as they arrive.
namespace colophon::http::testing {

namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string stream_head =
    "POST /count HTTP/1.1\r\nHost: x\r\nContent-Type: Application/X-NDJSON; charset=utf-8\r\n";

TEST(Stream, HasAnyLength)
{
    Server server({}, echo_routes());
    Client client(client_of(server));
    std::string body(20u << 20, 'x');
    EXPECT_EQ(client.send({Method::post, "/count", body, "application/x-ndjson"}).body,
              std::to_string(body.size()));
    EXPECT_EQ(client.send({Method::post, "/count", "", "application/x-ndjson"}).body, "0");
    EXPECT_EQ(client.send({Method::post, "/count", body, "application/json"}).status, 413);
}

TEST(Stream, LeavesTheConnectionReadyForTheNextRequest)
{
    Server server({}, echo_routes());
    RawConnection raw(server.port());
    for (int i = 0; i < 3; ++i) {
        raw.say(stream_head + "Transfer-Encoding: chunked\r\n\r\n6\r\n예약\r\n0\r\n\r\n");
        EXPECT_THAT(raw.answer(), EndsWith("\r\n\r\n6"));
    }
}

/// Shows that lines are handed over while the body is still being written, and holds the handler back.
struct Slow {
    std::promise<std::string> first;
    std::promise<void> go_on;

    Router routes()
    {
        Router router;
        router.add(Method::post, "/count", {1024, true}, [this](const Request& request) {
            std::string piece;
            request.stream->read(piece);
            first.set_value(piece);
            go_on.get_future().wait();
            std::size_t total = piece.size();
            for (piece.clear(); request.stream->read(piece); piece.clear())
                total += piece.size();
            return Response{200, std::to_string(total), "text/plain", {}};
        });
        return router;
    }
};

TEST(Stream, ReachesTheHandlerBeforeItIsWhole)
{
    Slow slow;
    Server server({}, slow.routes());
    RawConnection raw(server.port());
    raw.say(stream_head + "Content-Length: 12\r\n\r\n{\"a\"}\n");
    EXPECT_EQ(slow.first.get_future().get(), "{\"a\"}\n");
    slow.go_on.set_value();
    raw.say("{\"b\"}\n");
    EXPECT_THAT(raw.answer(), EndsWith("\r\n\r\n12"));
}

TEST(Stream, HoldsBackASenderThatIsFasterThanItsHandler)
{
    constexpr std::size_t size = 256u << 20;
    Slow slow;
    Server server({}, slow.routes());
    RawConnection raw(server.port());
    raw.say(stream_head + "Content-Length: " + std::to_string(size) + "\r\n\r\n");
    std::size_t sent = raw.say_what_fits(size);
    EXPECT_GT(sent, 0u);
    // What the kernel's buffers hold and one piece: nothing piles up in the server.
    EXPECT_LT(sent, 32u << 20);
    slow.go_on.set_value();
    for (const std::string rest(1u << 20, 'x'); sent < size; sent += rest.size())
        ASSERT_TRUE(raw.say(std::string_view(rest).substr(0, size - sent)));
    EXPECT_THAT(raw.answer(), EndsWith(std::to_string(size)));
}

TEST(Stream, ThrowsInTheHandlerWhenTheBodyEndsEarly)
{
    Server server({}, echo_routes());
    for (std::string framing :
         {"Content-Length: 100\r\n\r\n예약", "Transfer-Encoding: chunked\r\n\r\n6\r\n예약\r\n"}) {
        RawConnection raw(server.port());
        raw.say(stream_head + framing);
        raw.close_our_half();
        std::string answer = raw.rest();
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
        EXPECT_THAT(answer, HasSubstr("the body ended early"));
    }
}

TEST(Stream, ThrowsInTheHandlerWhenThePeerMakesNoProgress)
{
    ServerOptions options;
    options.limits.progress_time = std::chrono::milliseconds(50);
    Server server(options, echo_routes());
    RawConnection raw(server.port());
    raw.say(stream_head + "Content-Length: 100\r\n\r\n예약");
    EXPECT_THAT(raw.rest(), StartsWith("HTTP/1.1 503 "));
}

TEST(Stream, ClosesWhenTheHandlerLeavesItUnread)
{
    Router router;
    router.add(Method::post, "/count", {1024, true},
               [](const Request&) -> Response { throw Error(Errc::forbidden, "no"); });
    Server server({}, std::move(router));
    RawConnection raw(server.port());
    raw.say(stream_head + "Content-Length: 8000000\r\n\r\n");
    EXPECT_TRUE(raw.say(std::string(8'000'000, 'x')));
    std::string answer = raw.rest();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
}

TEST(Stream, NeverHoldsUpOtherRequests)
{
    Router router = echo_routes();
    ServerOptions options;
    options.workers = 1;
    Server server(options, std::move(router));
    RawConnection stalled(server.port());
    stalled.say(stream_head + "Content-Length: 100\r\n\r\n예약");
    ClientOptions impatient = client_of(server);
    impatient.request_time = options.limits.progress_time / 3; // the stalled one ends only after all of it
    EXPECT_EQ(Client(impatient).send({Method::get, "/hello"}).body, "안녕");
}

TEST(Stream, EndsWithTheServer)
{
    Slow slow;
    auto server = std::make_unique<Server>(ServerOptions{}, slow.routes());
    RawConnection raw(server->port());
    raw.say(stream_head + "Content-Length: 100\r\n\r\n예약");
    slow.first.get_future().wait();
    slow.go_on.set_value();
    server->stop(std::chrono::milliseconds(1));
    SUCCEED();
}

} // namespace

} // namespace colophon::http::testing
