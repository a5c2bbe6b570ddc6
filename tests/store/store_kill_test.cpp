// SPDX-License-Identifier: Apache-2.0

// A writer is killed at any moment: what it acknowledged is there, nothing is there by half.

#include "store/changes.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

namespace colophon::store::test {

namespace {

constexpr std::uint64_t entities = 7;

/// Batch n says n in two aspects of one entity and in an edge.
Batch numbered(std::uint64_t n)
{
    const Urn urn = table("예약" + std::to_string(n % entities));
    const std::string json = std::to_string(n);
    std::vector<Change> changes = {upsert(urn, "status", json, {{"R", table("t" + json)}}),
                                   upsert(urn, "subTypes", json + std::string(n % 5 * 1500, ' '))};
    if (n % 11 == 0)
        changes.insert(changes.begin(), hard_removal(urn));
    return batch(std::move(changes));
}

/// Writes until it is killed; after each group the number of the last batch goes into the pipe.
[[noreturn]] void write_forever(const std::filesystem::path& directory, std::uint64_t next, int acks)
{
    auto store = open_sqlite_store({directory});
    while (true) {
        std::vector<Batch> group;
        for (std::uint64_t size = next % 4 + 1; size > 0; --size)
            group.push_back(numbered(next++));
        store->apply(group);
        const std::uint64_t acknowledged = next - 1;
        if (::write(acks, &acknowledged, sizeof acknowledged) != sizeof acknowledged)
            ::_exit(1);
    }
}

struct Killed {
    std::uint64_t acknowledged = 0;
    int status = 0;
};

/// Starts a writer, waits for some acknowledgements and kills it a moment later.
Killed run_and_kill(const std::filesystem::path& directory, std::uint64_t next, std::mt19937& random)
{
    int ends[2] = {};
    if (::pipe(ends) != 0)
        throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        write_forever(directory, next, ends[1]);
    }
    ::close(ends[1]);
    Killed killed{next - 1, 0};
    std::uint64_t ack = 0;
    for (auto wanted = random() % 6; wanted > 0 && ::read(ends[0], &ack, sizeof ack) == sizeof ack; --wanted)
        killed.acknowledged = ack;
    // Anywhere inside the next group, its fsync included.
    const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(random() % 2000);
    while (std::chrono::steady_clock::now() < until) {
    }
    ::kill(child, SIGKILL);
    while (::read(ends[0], &ack, sizeof ack) == sizeof ack)
        killed.acknowledged = ack;
    ::close(ends[0]);
    ::waitpid(child, &killed.status, 0);
    return killed;
}

/// The number of the last batch that is stored; everything else must follow from it.
std::uint64_t check(const CatalogStore& store, std::uint64_t acknowledged)
{
    std::uint64_t last = 0;
    store.scan([&](const StoredEntity& entity) {
        EXPECT_EQ(entity.aspects.size(), 2u);
        last = std::max<std::uint64_t>(last, std::stoull(entity.aspects.at(0).aspect.json));
        return true;
    });
    EXPECT_GE(last, acknowledged) << "an acknowledged batch is lost";
    // Two aspects each, and every eleventh removed the entity first (which is there by then).
    const Position position = 2 * last + last / 11;
    EXPECT_EQ(store.status().position, position) << "half a batch";
    for (std::uint64_t n = last; n > 0 && n + entities > last; --n) {
        const Batch expected = numbered(n);
        const Change& change = expected.changes[expected.changes.size() - 2];
        EXPECT_EQ(json_of(store, change.urn, "status"), change.aspect.json);
        EXPECT_EQ(json_of(store, change.urn, "subTypes"), expected.changes.back().aspect.json);
        const auto edges = store.edges({change.urn});
        EXPECT_EQ(edges.total, 1u);
        EXPECT_EQ(edges.rows.at(0).urn, change.edges.at(0).destination);
    }
    return last;
}

void check_log(const CatalogStore& store)
{
    std::map<std::pair<std::string, std::string>, std::uint64_t> versions;
    Position position = 0;
    for (const ChangeEvent& event : store.changes(0, 1'000'000)) {
        ASSERT_EQ(event.position, ++position);
        if (event.kind == ChangeEvent::Kind::entity_removed) {
            versions[{event.urn.str(), "status"}] = 0;
            versions[{event.urn.str(), "subTypes"}] = 0;
        } else {
            ASSERT_EQ(event.version, ++versions[std::pair(event.urn.str(), event.aspect)]);
        }
    }
    EXPECT_EQ(position, store.status().position);
}

TEST(StoreKill, LosesNothingAcknowledgedAndKeepsNothingByHalf)
{
    const TempDir directory;
    std::mt19937 random(20'231'107);
    std::uint64_t last = 0;
    for (int kills = 0; kills < 50; ++kills) {
        const Killed killed = run_and_kill(directory.path(), last + 1, random);
        ASSERT_TRUE(WIFSIGNALED(killed.status)) << "the writer ended by itself";
        const auto store = open_sqlite_store({directory.path()});
        last = check(*store, killed.acknowledged);
        ASSERT_FALSE(HasFailure()) << "after kill " << kills + 1;
        if (kills % 10 == 9)
            check_log(*store);
    }
    EXPECT_GT(last, 50u);
}

} // namespace

} // namespace colophon::store::test
