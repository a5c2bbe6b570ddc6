// SPDX-License-Identifier: Apache-2.0
#include "http/raw_connection.hpp"
#include "http/test_server.hpp"
#include "http/trace_context.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace colophon::http::testing {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string trace = "0af7651916cd43dd8448eb211c80319c";
const std::string span = "b7ad6b7169203331";
const std::string good = "00-" + trace + "-" + span + "-01";

TEST(TraceContext, ReadsWhoseSpanWeAreIn)
{
    EXPECT_EQ(parse_traceparent(good), (TraceContext{trace, span, true}));
    EXPECT_FALSE(parse_traceparent("00-" + trace + "-" + span + "-00")->sampled);
    EXPECT_TRUE(parse_traceparent("00-" + trace + "-" + span + "-ff")->sampled);
    EXPECT_FALSE(parse_traceparent("00-" + trace + "-" + span + "-02")->sampled);
    EXPECT_EQ(parse_traceparent(good)->text(), good);
}

TEST(TraceContext, ReadsWhatAllVersionsShare)
{
    EXPECT_EQ(parse_traceparent("01-" + trace + "-" + span + "-01"), (TraceContext{trace, span, true}));
    EXPECT_EQ(parse_traceparent("cc-" + trace + "-" + span + "-01-what-the-future-brings"),
              (TraceContext{trace, span, true}));
}

TEST(TraceContext, RefusesWhateverBreaksARule)
{
    const std::string refused[] = {
        "",
        "00",
        trace,
        "ff-" + trace + "-" + span + "-01",                    // the version that there never is
        "00-" + std::string(32, '0') + "-" + span + "-01",     // no trace
        "00-" + trace + "-" + std::string(16, '0') + "-01",    // no span
        "00-" + trace + "-" + span + "-01-more",               // this version has no more
        "01-" + trace + "-" + span + "-01more",                // later ones go on with a dash
        "00-0AF7651916CD43DD8448EB211C80319C-" + span + "-01", // capitals
        "00-" + trace + "-" + span + "-0g",
        "00-" + trace + "-" + span + "-1",
        "0x-" + trace + "-" + span + "-01",
        "00_" + trace + "-" + span + "-01",
        "00-" + trace + "_" + span + "-01",
        "00-" + trace + "-" + span + "_01",
        " " + good,
        good + " ",
        good + "," + good,
        "00-예약예약예약예약예약예약예약예약예약예약12-" + span + "-01",
    };
    for (const auto& text : refused)
        EXPECT_FALSE(parse_traceparent(text)) << text;
}

TEST(TraceContext, ReadsOrRefusesAnyBytes)
{
    std::mt19937 random(20'261'129);
    for (int round = 0; round < 20'000; ++round) {
        std::string text = good;
        for (unsigned change = 0; change < 1 + random() % 3; ++change)
            text[random() % text.size()] = static_cast<char>(random() % 256);
        text.resize(random() % 4 == 0 ? random() % 70 : text.size(), 'a');
        if (const auto read = parse_traceparent(text)) {
            // What was taken can be said again, and means the same.
            EXPECT_EQ(parse_traceparent(read->text()), read) << text;
            EXPECT_EQ(read->trace_id, text.substr(3, 32));
        }
    }
}

TEST(TraceContext, AChildIsInTheSameTraceWithASpanOfItsOwn)
{
    const TraceContext parent{trace, span, true};
    const auto child = child_of(parent);
    EXPECT_EQ(child.trace_id, trace);
    EXPECT_TRUE(child.sampled);
    EXPECT_NE(child.span_id, span);
    EXPECT_NE(child_of(parent).span_id, child.span_id);
    EXPECT_TRUE(parse_traceparent(child.text()));
}

std::string ask(const Server& server, const std::string& headers)
{
    RawConnection raw(server.port());
    raw.say("GET /hello HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
    return raw.answer();
}

TEST(TraceContext, AnAnswerNamesOurSpanOfTheCallersTrace)
{
    Server server({}, echo_routes());
    const auto answer = ask(server, "traceparent: " + good + "\r\n");
    EXPECT_THAT(answer, HasSubstr("traceresponse: 00-" + trace + "-"));
    EXPECT_THAT(answer, Not(HasSubstr(span)));
}

TEST(TraceContext, AnAnswerNamesNoTraceWhereTheCallerHasNone)
{
    Server server({}, echo_routes());
    EXPECT_THAT(ask(server, ""), Not(HasSubstr("traceresponse")));
    EXPECT_THAT(ask(server, "traceparent: 00-예약\r\n"), Not(HasSubstr("traceresponse")));
    // Two parents are none.
    EXPECT_THAT(ask(server, "traceparent: " + good + "\r\ntraceparent: " + good + "\r\n"),
                Not(HasSubstr("traceresponse")));
}

} // namespace

} // namespace colophon::http::testing
