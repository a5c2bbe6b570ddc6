// SPDX-License-Identifier: Apache-2.0
#include "ingest/exit_code.hpp"
#include "ingest/pipeline_state.hpp"
#include "ingest/rest_answer.hpp"
#include "ingest/rest_sink.hpp"
#include "support/fake_connector.hpp"
#include "support/scripted_answers.hpp"

#include <algorithm>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::ingest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The server, and a sink that writes to it.
struct ScriptedServer : ScriptedAnswers {
    RestSink sink(unsigned max_retries = 5) { return RestSink(delivery(max_retries)); }
};

std::vector<Proposal> batch_of(std::uint64_t size)
{
    std::vector<Proposal> batch;
    for (std::uint64_t i = 0; i < size; ++i)
        batch.push_back(table_proposal(i));
    return batch;
}

const std::string two_accepted = R"({"position":9,"accepted":2,"unchanged":1,"rejected":[]})";

TEST(RestSink, SendsALineAProposal)
{
    ScriptedServer server{{{answer(200, two_accepted)}}};
    const Sink::Written written = server.sink().write(batch_of(2));
    EXPECT_EQ(written.accepted, 2U);
    EXPECT_EQ(written.unchanged, 1U);
    EXPECT_EQ(written.position, 9U);
    ASSERT_EQ(server.calls.size(), 1U);
    const http::Client::Call& call = server.calls[0];
    EXPECT_EQ(call.method, http::Method::post);
    EXPECT_EQ(call.target, "/api/v1/proposals");
    EXPECT_EQ(call.content_type, "application/x-ndjson");
    EXPECT_EQ(std::count(call.body.begin(), call.body.end(), '\n'), 2);
    EXPECT_THAT(call.body, HasSubstr("차량.예약_1"));
}

TEST(RestSink, ListsWhatWasRefused)
{
    for (const int status : {200, 422}) {
        ScriptedServer server{{{answer(status, R"({"position":0,"accepted":0,"unchanged":0,"rejected":[
            {"index":1,"urn":"","aspect":"","path":"aspect.json.removed","detail":"불리언이 아님"}]})")}}};
        const Sink::Written written = server.sink().write(batch_of(2));
        ASSERT_EQ(written.rejected.size(), 1U);
        EXPECT_EQ(written.rejected[0].index, 1U);
        EXPECT_EQ(written.rejected[0].urn, table_proposal(1).urn.str());
        EXPECT_EQ(written.rejected[0].aspect, "status");
        EXPECT_EQ(written.rejected[0].path, "aspect.json.removed");
        EXPECT_EQ(written.rejected[0].detail, "불리언이 아님");
    }
}

struct Ending {
    int status;
    std::size_t calls;
    int exit_code;
};

TEST(RestSink, TriesAgainOnlyWhereThatCanHelp)
{
    const std::vector<Ending> cases{
        {0, 6, exit_unreachable},  {429, 6, exit_try_again},     {502, 6, exit_try_again},
        {503, 6, exit_try_again},  {504, 6, exit_try_again},     {507, 4, exit_try_again},
        {400, 1, exit_bad_recipe}, {401, 1, exit_not_permitted}, {403, 1, exit_not_permitted},
        {404, 1, exit_bad_recipe}, {408, 1, exit_internal},      {409, 1, exit_internal},
        {500, 1, exit_internal},   {301, 1, exit_internal},
    };
    for (const Ending& row : cases) {
        ScriptedServer server{{{answer(row.status, R"({"detail":"서버의 말"})")}}};
        RestSink sink = server.sink();
        try {
            sink.write(batch_of(2));
            ADD_FAILURE() << row.status;
        } catch (const Error& error) {
            EXPECT_EQ(exit_code(error), row.exit_code) << row.status << ": " << error.what();
            EXPECT_THAT(error.what(), HasSubstr(row.status == 0 ? "connection refused" : "서버의 말"));
        }
        EXPECT_EQ(server.calls.size(), row.calls) << row.status;
    }
}

TEST(RestSink, GoesOnWhenTheServerComesBack)
{
    ScriptedServer server{{{no_answer, answer(503), answer(429), answer(507), answer(200, two_accepted)}}};
    EXPECT_EQ(server.sink().write(batch_of(2)).accepted, 2U);
    EXPECT_EQ(server.calls.size(), 5U);
}

TEST(RestSink, WaitsLongerEachTimeAndNeverTheSame)
{
    ScriptedServer server{{{answer(503)}}};
    RestSink sink = server.sink(9);
    EXPECT_THROW(sink.write(batch_of(1)), TryAgain);
    ASSERT_EQ(server.waits.size(), 9U);
    for (std::size_t i = 0; i < server.waits.size(); ++i) {
        const auto whole = std::min<std::int64_t>(500LL << i, 30'000);
        EXPECT_GE(server.waits[i].count(), whole / 2);
        EXPECT_LE(server.waits[i].count(), whole);
    }
    EXPECT_NE(server.waits[7], server.waits[8]);
}

TEST(RestSink, WaitsAsLongAsTheServerAsks)
{
    ScriptedServer server{{{answer(503, {}, "7"), answer(429, {}, "Sun, 06 Nov 1994 08:50:37 GMT"),
                            answer(503, {}, "soon"), answer(200, two_accepted)}}};
    server.sink().write(batch_of(2));
    ASSERT_EQ(server.waits.size(), 3U);
    EXPECT_EQ(server.waits[0], Milliseconds(7'000));
    EXPECT_EQ(server.waits[1], Milliseconds(60'000));
    EXPECT_LE(server.waits[2], Milliseconds(2'000));
}

TEST(RestSink, GivesUpAtOnceWhenAskedToWaitForHours)
{
    ScriptedServer server{{{answer(503, {}, "86400")}}};
    RestSink sink = server.sink();
    EXPECT_THROW(sink.write(batch_of(1)), TryAgain);
    EXPECT_THAT(server.waits, IsEmpty());
}

TEST(RestSink, EndsItsWaitWhenTheRunIsStopped)
{
    ScriptedServer server{{{answer(503)}}};
    server.stop_at_wait = 2;
    RestSink sink = server.sink();
    EXPECT_THROW(sink.write(batch_of(1)), Error);
    EXPECT_EQ(server.calls.size(), 2U);
}

TEST(RestSink, SplitsABatchThatIsTooLarge)
{
    ScriptedServer server{{{answer(413), answer(200, two_accepted), answer(413),
                            answer(200, R"({"position":11,"accepted":1,"unchanged":0,"rejected":[]})"),
                            answer(413, R"({"detail":"한 줄이 너무 김"})")}}};
    const Sink::Written written = server.sink().write(batch_of(4));
    EXPECT_EQ(written.accepted, 3U);
    EXPECT_EQ(written.position, 11U);
    ASSERT_EQ(written.rejected.size(), 1U);
    EXPECT_EQ(written.rejected[0].index, 3U);
    EXPECT_EQ(written.rejected[0].urn, table_proposal(3).urn.str());
    EXPECT_THAT(written.rejected[0].detail, HasSubstr("한 줄이 너무 김"));
}

TEST(RestSink, TrustsNoAnswerThatIsNotOne)
{
    for (const std::string body :
         {"", "예약", "[]", "{}", R"({"accepted":3})", R"({"accepted":2,"unchanged":3})",
          R"({"accepted":1,"rejected":{}})", R"({"accepted":1,"rejected":[{"index":2}]})",
          R"({"accepted":1,"rejected":[7]})"}) {
        ScriptedServer server{{{answer(200, body)}}};
        RestSink sink = server.sink();
        EXPECT_THROW(sink.write(batch_of(2)), Error) << body;
        EXPECT_EQ(server.calls.size(), 1U);
    }
    ScriptedServer deep{{{answer(401, std::string(100'000, '['))}}};
    RestSink sink = deep.sink();
    EXPECT_THROW(sink.write(batch_of(2)), Error);
}

TEST(RestSink, WritesUnderTheLeaseOfItsRun)
{
    ScriptedServer server{{{answer(200, two_accepted), answer(409, R"({"lost":true,"detail":"빼앗김"})")}}};
    RestSink sink(server.delivery(), [] { return std::string("l/1"); });
    sink.write(batch_of(2));
    EXPECT_EQ(server.calls[0].target, "/api/v1/proposals?lease=l%2F1");
    EXPECT_THROW(sink.write(batch_of(2)), LeaseLost);
    EXPECT_EQ(server.calls.size(), 2U);
}

TEST(RetryAfter, IsSecondsOrADate)
{
    const auto now = std::chrono::system_clock::from_time_t(scripted_now_seconds);
    EXPECT_EQ(http::parse_retry_after("0", now), Milliseconds(0));
    EXPECT_EQ(http::parse_retry_after("120", now), Milliseconds(120'000));
    EXPECT_EQ(http::parse_retry_after("Sun, 06 Nov 1994 08:49:40 GMT", now), Milliseconds(3'000));
    EXPECT_EQ(http::parse_retry_after("Sun, 06 Nov 1994 08:49:30 GMT", now), Milliseconds(0));
    for (const char* text : {"", "-1", "1.5", "곧", "99999999999", "Sun, 06 Nov", "tomorrow"})
        EXPECT_EQ(http::parse_retry_after(text, now), std::nullopt) << text;
}

} // namespace
} // namespace colophon::ingest
