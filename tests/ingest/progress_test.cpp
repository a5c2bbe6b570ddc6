// SPDX-License-Identifier: Apache-2.0
#include "ingest/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace colophon::ingest {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// A progress whose time is the test's.
struct Watched {
    explicit Watched(Progress::Style style)
        : progress(
              style, [this](std::string_view text) { said.emplace_back(text); }, [this] { return now; })
    {
    }

    void after(std::chrono::milliseconds time)
    {
        now += time;
        progress.tick();
    }

    std::chrono::steady_clock::time_point now{};
    std::vector<std::string> said;
    Progress progress;
};

TEST(Progress, SaysALineEveryTenSeconds)
{
    Watched run(Progress::Style::heartbeat);
    run.after(9'999ms);
    EXPECT_THAT(run.said, IsEmpty());
    run.after(1ms);
    run.progress.stage("예약 tables", 30, 60);
    run.progress.count_read();
    run.progress.count_accepted(200);
    run.after(5s);
    run.after(5s);
    EXPECT_THAT(run.said, ElementsAre("connecting, 0 read, 0 accepted in 10 s, 0 a second",
                                      "예약 tables 30 of 60, 1 read, 200 accepted in 20 s, 10 a second"));
    run.progress.finish();
    EXPECT_EQ(run.said.size(), 2U);
}

TEST(Progress, DrawsABarOverItselfAndClearsIt)
{
    Watched run(Progress::Style::bar);
    run.progress.stage("예약", 1, 2);
    run.after(100ms);
    EXPECT_THAT(run.said, IsEmpty());
    run.after(100ms);
    run.progress.finish();
    EXPECT_THAT(run.said,
                ElementsAre("\r[############............] 50% 예약  read 0  accepted 0\x1b[K", "\r\x1b[K"));
}

TEST(Progress, LetsNoStageNameMoveTheCursorOrBreakTheLine)
{
    Watched run(Progress::Style::bar);
    run.progress.stage("\x1b[2J" + std::string(500, 'x') + "\n", 7, 3);
    run.after(1s);
    ASSERT_EQ(run.said.size(), 1U);
    EXPECT_EQ(run.said[0].find("\x1b[2J"), std::string::npos);
    EXPECT_EQ(run.said[0].find('\n'), std::string::npos);
    EXPECT_LE(run.said[0].size(), 90U);
}

} // namespace
} // namespace colophon::ingest
