// SPDX-License-Identifier: Apache-2.0
#include "service/write_queue.hpp"

#include <colophon/error.hpp>
#include <gtest/gtest.h>
#include <latch>

namespace colophon::service {
namespace {

store::Batch batch_of(std::size_t changes)
{
    store::Batch batch;
    for (std::size_t i = 0; i < changes; ++i)
        batch.changes.push_back({*Urn::parse("urn:li:tag:예약-" + std::to_string(i)), {"status", "{}"}});
    return batch;
}

/// Remembers how many batches each group had, and can hold the writing thread at its first group.
class RecordingCommit {
public:
    std::vector<store::BatchOutcome> operator()(std::span<const store::Batch> group)
    {
        if (groups.empty()) {
            arrived.count_down();
            go_on.wait();
        }
        groups.push_back(group.size());
        std::vector<store::BatchOutcome> outcomes;
        for (const auto& batch : group) {
            outcomes.emplace_back();
            outcomes.back().changes.resize(batch.changes.size());
            outcomes.back().position = ++position;
        }
        return outcomes;
    }

    std::latch arrived{1};
    std::latch go_on{1};
    std::vector<std::size_t> groups;
    store::Position position = 0;
    CatalogFigures figures;
};

WriteQueue::Commit call(RecordingCommit& commit)
{
    return [&commit](std::span<const store::Batch> group) { return commit(group); };
}

TEST(WriteQueue, WritesWhatGatheredMeanwhileAsOneGroup)
{
    RecordingCommit commit;
    {
        WriteQueue queue(
            call(commit), [] {}, commit.figures);
        auto first = queue.submit(batch_of(1));
        commit.arrived.wait();
        std::vector<std::future<store::BatchOutcome>> others;
        for (int i = 0; i < 10; ++i)
            others.push_back(queue.submit(batch_of(2)));
        commit.go_on.count_down();
        EXPECT_EQ(first.get().position, 1);
        for (std::size_t i = 0; i < others.size(); ++i)
            EXPECT_EQ(others[i].get().position, i + 2) << "answers in the order of submission";
    }
    EXPECT_EQ(commit.groups, (std::vector<std::size_t>{1, 10}));
    const auto sizes = commit.figures.group_changes.read();
    EXPECT_EQ(sizes.count, 2);
    EXPECT_EQ(sizes.sum, 21);
    EXPECT_EQ(commit.figures.wait_seconds.read().count, 11);
}

TEST(WriteQueue, BoundsAGroup)
{
    RecordingCommit commit;
    {
        WriteQueue queue(
            call(commit), [] {}, commit.figures);
        auto first = queue.submit(batch_of(1));
        commit.arrived.wait();
        auto large = queue.submit(batch_of(WriteQueue::max_group + 1));
        auto small = queue.submit(batch_of(1));
        commit.go_on.count_down();
        EXPECT_EQ(large.get().changes.size(), WriteQueue::max_group + 1);
        EXPECT_EQ(small.get().changes.size(), 1);
    }
    EXPECT_EQ(commit.groups, (std::vector<std::size_t>{1, 1, 1}));
}

TEST(WriteQueue, BoundsAGroupByItsBytesToo)
{
    const auto heavy = [] {
        auto batch = batch_of(1);
        batch.changes[0].aspect.json.assign(WriteQueue::max_group_bytes / 2 + 1, 'x');
        return batch;
    };
    RecordingCommit commit;
    {
        WriteQueue queue(
            call(commit), [] {}, commit.figures);
        auto first = queue.submit(batch_of(1));
        commit.arrived.wait();
        auto second = queue.submit(heavy());
        auto third = queue.submit(heavy());
        commit.go_on.count_down();
        EXPECT_EQ(third.get().position, 3);
    }
    EXPECT_EQ(commit.groups, (std::vector<std::size_t>{1, 1, 1}));
}

TEST(WriteQueue, TellsEveryCallerOfAGroupWhyItFailed)
{
    CatalogFigures figures;
    WriteQueue queue(
        [](std::span<const store::Batch>) -> std::vector<store::BatchOutcome> {
            throw Error(Errc::storage_full, "no space");
        },
        [] {}, figures);
    for (int i = 0; i < 2; ++i) {
        auto answer = queue.submit(batch_of(1));
        try {
            answer.get();
            FAIL() << "the failure was not told";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Errc::storage_full);
        }
    }
}

TEST(WriteQueue, RefusesMoreThanItCanHold)
{
    RecordingCommit commit;
    WriteQueue queue(
        call(commit), [] {}, commit.figures);
    auto first = queue.submit(batch_of(1));
    commit.arrived.wait();
    auto huge = queue.submit(batch_of(WriteQueue::max_waiting));
    EXPECT_EQ(queue.status().batches, 1);
    EXPECT_EQ(queue.status().changes, WriteQueue::max_waiting);
    EXPECT_EQ(queue.status().bytes, 2 * WriteQueue::max_waiting);
    try {
        queue.submit(batch_of(1));
        ADD_FAILURE() << "the queue took more than it can hold";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable);
    }
    commit.go_on.count_down();
    EXPECT_EQ(huge.get().changes.size(), WriteQueue::max_waiting);
    EXPECT_EQ(commit.figures.refused_writes.value(), 1);
    EXPECT_EQ(queue.status().changes, 0);
}

TEST(WriteQueue, RunsTasksBetweenGroupsAndHandsBackWhatTheyThrow)
{
    RecordingCommit commit;
    commit.go_on.count_down();
    WriteQueue queue(
        call(commit), [] {}, commit.figures);
    queue.submit(batch_of(1)).get();
    std::size_t groups_seen = 0;
    queue.between_groups([&] { groups_seen = commit.groups.size(); });
    EXPECT_EQ(groups_seen, 1);
    EXPECT_THROW(queue.between_groups([] { throw Error(Errc::internal, "예약"); }), Error);
}

} // namespace
} // namespace colophon::service
