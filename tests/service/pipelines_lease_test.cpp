// SPDX-License-Identifier: Apache-2.0
#include "service/pipeline_fixture.hpp"

#include <gmock/gmock.h>
#include <latch>
#include <thread>

namespace colophon::service {
namespace {

using testing::IsEmpty;

class LeaseTest : public testing::Test, protected PipelineFixture {
protected:
    /// The run that the refusal names; empty where the lease was to be had.
    std::string refused_for(const std::string& run, const std::string& pipeline = "매일")
    {
        try {
            take(run, pipeline);
        } catch (const LeaseHeld& error) {
            EXPECT_EQ(error.code(), Errc::conflict);
            EXPECT_EQ(error.by().holder, "호스트:1");
            return error.by().run_id;
        }
        return {};
    }
    void pass(std::chrono::milliseconds time) { steady_now += time; }
};

TEST_F(LeaseTest, OneRunHoldsItAndTheOtherIsToldWhich)
{
    const auto since = now + 1;
    const auto lease = take("run-1");
    EXPECT_EQ(refused_for("run-2"), "run-1");
    EXPECT_EQ(refused_for("run-2", "매시"), "") << "another pipeline is another lease";
    EXPECT_EQ(pipelines->holder_of(lease).run_id, "run-1");
    const auto record = pipelines->find("매일");
    ASSERT_TRUE(record.lease);
    EXPECT_EQ(record.lease->run_id, "run-1");
    EXPECT_EQ(record.lease->since_ms, since);
}

TEST_F(LeaseTest, TheSameRunTakesItOverAndTheOldSecretIsVoid)
{
    const auto first = take("run-1");
    const auto since = pipelines->find("매일").lease->since_ms;
    const auto second = take("run-1");
    EXPECT_NE(first, second);
    EXPECT_THROW(pipelines->renew("매일", first), LeaseLost);
    pipelines->renew("매일", second);
    EXPECT_EQ(pipelines->find("매일").lease->since_ms, since) << "it is still the same run";
    EXPECT_THROW(pipelines->take_lease(writer, "매일", "run-1", "다른호스트:1"), LeaseHeld);
}

TEST_F(LeaseTest, LastsAsLongAsItIsRenewed)
{
    const auto lease = take("run-1");
    for (int i = 0; i < 10; ++i) {
        pass(pipelines->lease_time() - std::chrono::milliseconds(1));
        EXPECT_EQ(refused_for("run-2"), "run-1");
        pipelines->renew("매일", lease);
    }
}

TEST_F(LeaseTest, OfARunThatIsNotHeardOfIsFree)
{
    const auto lease = take("run-1");
    pass(pipelines->lease_time());
    EXPECT_FALSE(pipelines->find("매일").lease);
    EXPECT_EQ(refused_for("run-2"), "");
    EXPECT_THROW(pipelines->renew("매일", lease), LeaseLost);
    EXPECT_THROW(pipelines->holder_of(lease), LeaseLost);
    EXPECT_EQ(refused_for("run-1"), "run-2") << "nor does it take it back";
}

TEST_F(LeaseTest, OfARunThatIsLateGoesOnWhileNobodyWantsIt)
{
    const auto lease = take("run-1");
    pass(std::chrono::hours(1));
    pipelines->renew("매일", lease);
    EXPECT_EQ(refused_for("run-2"), "run-1");
}

TEST_F(LeaseTest, DoesNotHeedTheClockOnTheWall)
{
    const auto lease = take("run-1");
    now += 86'400'000;
    EXPECT_EQ(refused_for("run-2"), "run-1");
    now -= 2 * 86'400'000;
    EXPECT_EQ(refused_for("run-2"), "run-1");
    pipelines->renew("매일", lease);
}

TEST_F(LeaseTest, SurvivesTheServer)
{
    const auto lease = take("run-1");
    close();
    open();
    EXPECT_EQ(refused_for("run-2"), "run-1");
    pipelines->renew("매일", lease);
    close();
    open();
    pass(pipelines->lease_time());
    EXPECT_EQ(refused_for("run-2"), "") << "a run that did not come back has crashed as well";
    EXPECT_THROW(pipelines->renew("매일", lease), LeaseLost);
}

TEST_F(LeaseTest, GivenBackIsFreeAfterARestartToo)
{
    const auto lease = take("run-1");
    pipelines->free_lease(writer, "매일", lease);
    EXPECT_FALSE(pipelines->find("매일").lease);
    EXPECT_THROW(pipelines->free_lease(writer, "매일", lease), LeaseLost);
    close();
    open();
    EXPECT_FALSE(pipelines->find("매일").lease);
    EXPECT_EQ(refused_for("run-2"), "");
}

TEST_F(LeaseTest, OfOnePipelineIsNoneOfAnother)
{
    take("run-1");
    const auto other = take("run-2", "매시");
    EXPECT_THROW(pipelines->renew("매일", other), LeaseLost);
    EXPECT_THROW(claim(other, {dataset("a.b.예약")}), LeaseLost);
    EXPECT_THAT(claimed(), IsEmpty());
    EXPECT_THROW(pipelines->renew("매일", ""), LeaseLost);
}

TEST_F(LeaseTest, KeepsARunThatLostItFromWriting)
{
    write_table("a.b.예약", "설명");
    const auto lost = take("run-1");
    claim(lost, {dataset("a.b.예약")});
    pass(pipelines->lease_time());
    take("run-2");
    const auto position = catalog->position();
    std::vector<Rename> renames{{dataset("a.b.예약"), dataset("a.b.예약2")}};
    EXPECT_THROW(claim(lost, {dataset("a.b.차량")}), LeaseLost);
    EXPECT_THROW(pipelines->remove(writer, "매일", lost, {dataset("a.b.예약")}), LeaseLost);
    EXPECT_THROW(pipelines->rename(writer, "매일", lost, renames), LeaseLost);
    EXPECT_THROW(pipelines->conclude(writer, "매일", lost, "{}", "{}"), LeaseLost);
    EXPECT_EQ(catalog->position(), position);
    EXPECT_EQ(claimed(), std::vector{dataset("a.b.예약")});
    EXPECT_EQ(pipelines->find("매일").state_json, "");
    EXPECT_EQ(pipelines->find("매일").lease->run_id, "run-2");
}

TEST_F(LeaseTest, OfTwoThatWantItAtOnceOneGetsIt)
{
    constexpr int takers = 4;
    for (int round = 0; round < 20; ++round) {
        const auto pipeline = "줄 " + std::to_string(round);
        std::latch start(takers);
        std::atomic<int> winners = 0;
        std::vector<std::thread> threads;
        for (int taker = 0; taker < takers; ++taker)
            threads.emplace_back([&, taker] {
                start.arrive_and_wait();
                try {
                    take("run-" + std::to_string(taker), pipeline);
                    ++winners;
                } catch (const LeaseHeld&) {
                }
            });
        for (auto& thread : threads)
            thread.join();
        EXPECT_EQ(winners, 1);
    }
}

TEST_F(LeaseTest, NothingOfALoserComesAfterTheFirstWriteOfTheWinner)
{
    const auto lost = take("run-1");
    std::atomic<bool> writing = false;
    std::thread loser([&] {
        try {
            while (true) {
                claim(lost, {dataset("a.b.진 쪽")});
                writing = true;
            }
        } catch (const LeaseLost&) {
        }
    });
    while (!writing)
        std::this_thread::yield();
    pipelines->remove(writer, "매일", take("run-1"), {dataset("a.b.진 쪽")});
    loser.join();
    EXPECT_THAT(claimed(), IsEmpty());
}

} // namespace
} // namespace colophon::service
