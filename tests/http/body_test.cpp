// SPDX-License-Identifier: Apache-2.0
#include "http/body.hpp"

#include <gtest/gtest.h>

namespace colophon::http::testing {

namespace {

using State = BodyDecoder::State;

Head chunked()
{
    Head head;
    head.framing = Framing::chunked;
    return head;
}

struct Outcome {
    State state = State::partial;
    std::string body;
    std::string left;
};

/// Feeds `bytes` in pieces of `step`.
Outcome decode(const Head& head, std::string_view bytes, std::size_t step)
{
    BodyDecoder decoder(head);
    Outcome outcome;
    while (!bytes.empty()) {
        outcome.left += bytes.substr(0, step);
        bytes.remove_prefix(std::min(step, bytes.size()));
        outcome.state = decoder.take(outcome.left, outcome.body);
        if (outcome.state == State::broken)
            break;
    }
    return outcome;
}

TEST(BodyDecoder, JoinsChunksHoweverTheyArrive)
{
    std::string_view bytes = "6;name=value\r\n예약\r\n00A\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\nGET /";
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        Outcome outcome = decode(chunked(), bytes, step);
        EXPECT_EQ(outcome.state, State::complete) << step;
        EXPECT_EQ(outcome.body, "예약0123456789");
        EXPECT_EQ(outcome.left, "GET /");
    }
}

TEST(BodyDecoder, CutsByLengthAndLeavesTheNextRequest)
{
    Head head;
    head.framing = Framing::length;
    head.length = 6;
    Outcome outcome = decode(head, "예약GET /", 4);
    EXPECT_EQ(outcome.state, State::complete);
    EXPECT_EQ(outcome.body, "예약");
    EXPECT_EQ(outcome.left, "GET /");
    EXPECT_EQ(decode(head, "예", 1).state, State::partial);
}

TEST(BodyDecoder, RefusesBrokenChunks)
{
    const std::string long_extension = "5;" + std::string(300, 'x');
    const std::string endless_trailer = "0\r\n" + std::string(9'000, 'x');
    std::string many_trailers = "0\r\n";
    for (int i = 0; i < 3'000; ++i)
        many_trailers += "a: b\r\n";
    const std::string_view broken[] = {"x\r\n",
                                       "\r\n",
                                       "-5\r\n",
                                       "+5\r\n",
                                       "0x5\r\n",
                                       " 5\r\n",
                                       "5 \r\n",
                                       "5\n",
                                       "5\rx\n",
                                       ";a\r\n",
                                       "g\r\n",
                                       "FFFFFFFFFFFFFFFFF\r\n",
                                       "10000000000000000\r\n",
                                       "3\r\nabcd\r\n",
                                       "3\r\nabc\n",
                                       "3\r\nabcx\r\n",
                                       "0\r\nbad\n",
                                       "5;\a\r\n",
                                       "0\r\n\n",
                                       long_extension,
                                       endless_trailer,
                                       many_trailers};
    for (std::string_view bytes : broken) {
        EXPECT_EQ(decode(chunked(), bytes, bytes.size()).state, State::broken) << bytes.substr(0, 40);
        EXPECT_EQ(decode(chunked(), bytes, 7).state, State::broken) << bytes.substr(0, 40);
    }
}

TEST(BodyDecoder, SaysWhatBrokeIt)
{
    BodyDecoder decoder(chunked());
    std::string wire = "예\r\n";
    std::string body;
    EXPECT_EQ(decoder.take(wire, body), State::broken);
    EXPECT_EQ(decoder.refusal().status, 400);
    EXPECT_FALSE(decoder.refusal().detail.empty());
}

} // namespace

} // namespace colophon::http::testing
