// SPDX-License-Identifier: Apache-2.0
#include "http/gate.hpp"
#include "http/gate_vectors.hpp"

#include <gtest/gtest.h>
#include <random>

namespace colophon::http::testing {

namespace {

/// What the gate makes of bytes that arrive at once; a status of 0 says that it waits for more.
tl::expected<Head, Refusal> judge(std::string_view bytes)
{
    Limits limits;
    auto size = head_size(bytes, limits);
    if (!size)
        return tl::unexpected(size.error());
    if (*size == 0)
        return tl::unexpected(Refusal{0, "incomplete"});
    return read_head(bytes.substr(0, *size), limits);
}

Head accepted(std::string_view bytes)
{
    auto head = judge(bytes);
    EXPECT_TRUE(head) << bytes << ": " << (head ? "" : head.error().detail);
    return head ? *head : Head{};
}

TEST(Gate, RefusesEveryVectorWithItsStatus)
{
    std::vector<Vector> vectors = refused_heads();
    EXPECT_GE(vectors.size(), 60u);
    for (const Vector& vector : vectors) {
        auto head = judge(vector.bytes);
        ASSERT_FALSE(head) << vector.name;
        EXPECT_EQ(head.error().status, vector.status) << vector.name << ": " << head.error().detail;
        EXPECT_FALSE(head.error().detail.empty()) << vector.name;
    }
}

TEST(Gate, NeverAcceptsWhatItRefusesWhole)
{
    for (const Vector& vector : refused_heads())
        for (std::size_t cut = 0; cut < std::min<std::size_t>(vector.bytes.size(), 300); ++cut)
            EXPECT_FALSE(judge(vector.bytes.substr(0, cut))) << vector.name << " cut at " << cut;
}

/// Bytes that are almost a request: a known one with a few bytes replaced, doubled or taken out.
std::string mutated(std::string bytes, std::mt19937& random)
{
    constexpr char replacements[] = "\0\t\n\r :,;@[]%0123chunked\x7f\xec";
    for (auto changes = 1 + random() % 3; changes > 0 && !bytes.empty(); --changes) {
        std::size_t at = random() % bytes.size();
        switch (random() % 3) {
        case 0:
            bytes[at] = replacements[random() % (sizeof replacements - 1)];
            break;
        case 1:
            bytes.insert(at, bytes.substr(at, random() % 40));
            break;
        default:
            bytes.erase(at, 1 + random() % 4);
        }
    }
    return bytes;
}

TEST(Gate, LeavesNoDoubtAboutWhatItAccepts)
{
    std::mt19937 random(7);
    std::vector<Vector> vectors = refused_heads();
    std::size_t taken = 0;
    for (int round = 0; round < 30'000; ++round) {
        const std::string& seed = vectors[random() % vectors.size()].bytes;
        auto head = judge(mutated(seed.substr(0, 400), random));
        if (!head)
            continue;
        ++taken;
        std::size_t framings =
            head->headers.all("Content-Length").size() + head->headers.all("Transfer-Encoding").size();
        EXPECT_LE(framings, 1u);
        EXPECT_EQ(head->framing != Framing::none, framings == 1);
        EXPECT_LE(head->headers.all("Host").size(), 1u);
        EXPECT_TRUE(head->path == "*" || head->path.starts_with('/'));
        for (const auto& [name, value] : head->headers.rows())
            EXPECT_EQ((name + value).find_first_of(std::string_view("\r\n\0", 3)), std::string::npos);
    }
    EXPECT_GT(taken, 100u);
}

TEST(Gate, WaitsUntilTheHeadIsWhole)
{
    std::string whole = "GET /%EC%98%88?q=1 HTTP/1.1\r\nHost: x\r\nX-Note: 예약\r\n\r\n";
    for (std::size_t cut = 0; cut < whole.size(); ++cut)
        EXPECT_EQ(head_size(whole.substr(0, cut), Limits{}).value_or(99), 0u) << cut;
    EXPECT_EQ(head_size(whole + "GET /next", Limits{}).value_or(0), whole.size());
}

TEST(Gate, TakesARequestApart)
{
    Head head = accepted("POST /api/v1/entities?a=1&b=%EC%98%88 HTTP/1.1\r\nHost: catalog:8080\r\n"
                         "X-Note: \t 예약 \t\r\ncontent-length: 12\r\n\r\n");
    EXPECT_EQ(head.method, Method::post);
    EXPECT_EQ(head.path, "/api/v1/entities");
    EXPECT_EQ(head.query, "a=1&b=%EC%98%88");
    EXPECT_EQ(head.headers.find("x-note"), "예약");
    EXPECT_EQ(head.framing, Framing::length);
    EXPECT_EQ(head.length, 12u);
    EXPECT_TRUE(head.keep_alive);
}

TEST(Gate, AcceptsWhatHonestClientsSend)
{
    EXPECT_EQ(accepted("GET http://X:80/hello?q HTTP/1.1\r\nHost: x:80\r\n\r\n").path, "/hello");
    EXPECT_EQ(accepted("GET http://x?q=1 HTTP/1.1\r\nHost: x\r\n\r\n").path, "/");
    EXPECT_EQ(accepted("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").path, "*");
    EXPECT_EQ(accepted("GET /예약?q=취소 HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n").query, "q=취소");
    EXPECT_EQ(accepted("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").length, 0u);
    EXPECT_EQ(accepted("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n").framing,
              Framing::chunked);
    EXPECT_TRUE(accepted("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-Continue\r\n\r\n")
                    .expects_continue);
    EXPECT_FALSE(accepted("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n").expects_continue);
}

TEST(Gate, LetsHttp10AskWithoutHostAndOnlyOnce)
{
    Head head = accepted("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_FALSE(head.keep_alive);
    EXPECT_FALSE(accepted("GET / HTTP/1.1\r\nHost: x\r\nConnection: x, Close\r\n\r\n").keep_alive);
}

} // namespace

} // namespace colophon::http::testing
