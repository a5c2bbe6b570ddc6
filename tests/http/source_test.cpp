// SPDX-License-Identifier: Apache-2.0
#include "http/raw_connection.hpp"
#include "http/scripted_server.hpp"
#include "http/server.hpp"
#include "http/test_server.hpp"

#include <atomic>
#include <condition_variable>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>

/// Answers that are made while they are sent.
namespace colophon::http::testing {

namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view get_large = "GET /large HTTP/1.1\r\nHost: x\r\n\r\n";

/// What became of the sources of one test.
struct Fate {
    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t made = 0; ///< bytes
    int alive = 0;

    void wait_until_gone()
    {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(20), [this] { return alive == 0; }));
    }
};

/// "예약" again and again; fails after `good` bytes.
class Reservations : public BodySource {
public:
    Reservations(Fate& fate, std::uint64_t size, std::uint64_t good) : fate_(fate), size_(size), good_(good)
    {
        const std::lock_guard lock(fate_.mutex);
        ++fate_.alive;
    }
    ~Reservations() override
    {
        const std::lock_guard lock(fate_.mutex);
        --fate_.alive;
        fate_.changed.notify_all();
    }
    std::uint64_t size() const override { return size_; }
    void read(std::string& out) override
    {
        const std::lock_guard lock(fate_.mutex);
        if (fate_.made >= good_)
            throw Error(Errc::internal, "the disk failed");
        const std::size_t before = out.size();
        while (out.size() - before < 60'000)
            out += "예약";
        out.resize(before + static_cast<std::size_t>(
                                std::min<std::uint64_t>(out.size() - before, size_ - fate_.made)));
        fate_.made += out.size() - before;
    }

private:
    Fate& fate_;
    std::uint64_t size_, good_;
};

Router large_routes(Fate& fate, std::uint64_t size, std::uint64_t good = UINT64_MAX)
{
    Router router = echo_routes();
    router.add(Method::get, "/large", {}, [&fate, size, good](const Request&) {
        Response response{200, {}, "application/x-tar"};
        response.source = std::make_shared<Reservations>(fate, size, good);
        return response;
    });
    return router;
}

TEST(Source, IsSentWholeAndTheConnectionGoesOn)
{
    Fate fate;
    Server server({}, large_routes(fate, 6'000'000));
    Client client(client_of(server));
    for (int i = 0; i < 2; ++i) {
        fate.made = 0;
        std::string arrived;
        std::size_t largest = 0;
        const auto answer = client.receive({Method::get, "/large"}, [&](std::string_view bytes) {
            arrived += bytes;
            largest = std::max(largest, bytes.size());
        });
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.content_type, "application/x-tar");
        EXPECT_EQ(answer.body, "");
        ASSERT_EQ(arrived.size(), 6'000'000u);
        EXPECT_THAT(arrived.substr(0, 12), "예약예약");
        EXPECT_LE(largest, 64u << 10);
        fate.wait_until_gone();
    }
}

TEST(Source, IsAnsweredToOldPeersAndToThoseWhoAskForTheHead)
{
    Fate fate;
    Server server({}, large_routes(fate, 300'000));
    RawConnection old(server.port());
    old.say("GET /large HTTP/1.0\r\n\r\n");
    const std::string answer = old.rest();
    EXPECT_THAT(answer, HasSubstr("Content-Length: 300000\r\n"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 300'000u);
    fate.wait_until_gone();

    fate.made = 0;
    RawConnection raw(server.port());
    raw.say("HEAD /large HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(raw.answer(false), HasSubstr("Content-Length: 300000\r\n"));
    fate.wait_until_gone();
    EXPECT_EQ(fate.made, 0u) << "nobody asked for the body";
    raw.say("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(raw.answer(), EndsWith("안녕"));
}

TEST(Source, IsHeldBackByASlowReader)
{
    Fate fate;
    constexpr std::uint64_t size = 256u << 20;
    Server server({}, large_routes(fate, size));
    RawConnection raw(server.port());
    raw.say(get_large);
    // Other requests find the server free, and once they are answered the kernel's buffers are full.
    for (std::uint64_t before = 1, now = 0; before != now;) {
        before = now;
        for (int i = 0; i < 200; ++i)
            EXPECT_EQ(Client(client_of(server)).send({Method::get, "/hello"}).status, 200);
        const std::lock_guard lock(fate.mutex);
        now = fate.made;
    }
    EXPECT_LT(fate.made, 32u << 20);
}

TEST(Source, IsLetGoWhenItsReaderLeavesOrFallsSilent)
{
    Fate fate;
    ServerOptions options;
    options.limits.source_time = std::chrono::milliseconds(100);
    Server server(options, large_routes(fate, 1u << 30));
    {
        RawConnection leaves(server.port());
        leaves.say(get_large);
    }
    fate.wait_until_gone();
    RawConnection silent(server.port());
    silent.say(get_large);
    {
        std::unique_lock lock(fate.mutex);
        fate.made = 0;
    }
    EXPECT_THAT(silent.answer(false), StartsWith("HTTP/1.1 200 OK\r\n"));
    fate.wait_until_gone();
    EXPECT_LT(fate.made, 64u << 20);
}

TEST(Source, ThatFailsBreaksTheAnswerOff)
{
    Fate fate;
    Server server({}, large_routes(fate, 6'000'000, 3'000'000));
    Client client(client_of(server));
    std::size_t arrived = 0;
    try {
        client.receive({Method::get, "/large"}, [&](std::string_view bytes) { arrived += bytes.size(); });
        ADD_FAILURE() << "half an answer was taken for whole";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable);
    }
    EXPECT_LT(arrived, 6'000'000u);
    EXPECT_EQ(client.send({Method::get, "/hello"}).body, "안녕");
}

TEST(Source, EndsWithTheServer)
{
    Fate fate;
    auto server = std::make_unique<Server>(ServerOptions{}, large_routes(fate, 1u << 30));
    RawConnection raw(server->port());
    raw.say(get_large);
    EXPECT_THAT(raw.answer(false), StartsWith("HTTP/1.1 200 OK\r\n"));
    server->stop(std::chrono::milliseconds(1));
    server.reset();
    EXPECT_EQ(fate.alive, 0);
}

TEST(Receiving, HandsOnOnlyWhatIsASuccess)
{
    ScriptedServer server(Scripts{{"HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\n안녕",
                                   "HTTP/1.1 200 OK\r\nX-Colophon-Position: 7\r\nTransfer-Encoding: "
                                   "chunked\r\n\r\n3\r\n예\r\n3\r\n약\r\n0\r\n\r\n"}});
    ClientOptions options;
    options.base_url = server.url();
    Client client(options);
    std::string arrived;
    const auto sink = [&](std::string_view bytes) { arrived += bytes; };
    EXPECT_EQ(client.receive({Method::get, "/"}, sink).body, "안녕");
    EXPECT_EQ(arrived, "");
    std::string position;
    const auto answer = client.receive({Method::get, "/"}, sink, [&](const Response& head) {
        EXPECT_EQ(arrived, "");
        for (const auto& [name, value] : head.headers)
            if (name == "X-Colophon-Position")
                position = value;
    });
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(position, "7");
    EXPECT_EQ(arrived, "예약");
}

TEST(Receiving, NeverRepeatsWhatWasHandedOn)
{
    const std::string half = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n예약";
    const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n안녕";
    ScriptedServer server(Scripts{{ok, half}, {ok}});
    ClientOptions options;
    options.base_url = server.url();
    Client client(options);
    client.send({Method::get, "/"});
    std::string arrived;
    EXPECT_THROW(client.receive({Method::get, "/"}, [&](std::string_view bytes) { arrived += bytes; }),
                 Error);
    EXPECT_EQ(arrived, "예약");
    EXPECT_EQ(client.send({Method::get, "/"}).body, "안녕");
}

TEST(Receiving, EndsWithWhatItsSinkThrows)
{
    Fate fate;
    Server server({}, large_routes(fate, 1u << 30));
    Client client(client_of(server));
    EXPECT_THROW(client.receive({Method::get, "/large"},
                                [](std::string_view) { throw Error(Errc::storage_full, "full"); }),
                 Error);
    fate.wait_until_gone();
    EXPECT_EQ(client.send({Method::get, "/hello"}).body, "안녕") << "on a new connection";
}

} // namespace

} // namespace colophon::http::testing
