// SPDX-License-Identifier: Apache-2.0

// A process that applies and saves is killed at any moment: the next one finds what was saved, whole.

#include "search/engine.hpp"
#include "search/search_fixture.hpp"
#include "search/snapshot_files.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <gtest/gtest.h>
#include <map>
#include <new>
#include <random>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace colophon::search {
namespace {

/// What a writer tells of itself, in memory that outlives it.
struct Progress {
    std::atomic<Position> applied = 0; ///< the delta that is being applied, or was
    std::atomic<Position> saved = 0;   ///< what the last save() that returned has written
    std::atomic<std::uint32_t> saves = 0;
};

class SharedProgress {
public:
    SharedProgress()
        : memory_(
              ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))
    {
        if (memory_ == MAP_FAILED)
            throw std::runtime_error("no memory to share");
        progress_ = new (memory_) Progress;
    }
    ~SharedProgress() { ::munmap(memory_, sizeof(Progress)); }
    SharedProgress(const SharedProgress&) = delete;
    SharedProgress& operator=(const SharedProgress&) = delete;
    Progress* operator->() const { return progress_; }

private:
    void* memory_;
    Progress* progress_;
};

/// A history in which every delta says its number, so that whole states can be told from halves.
struct History {
    std::size_t urns;   ///< that there are
    std::size_t width;  ///< that one delta writes
    std::size_t saving; ///< deltas from save to save
    bool merges_aside;  ///< deltas are so large that merges take a thread of their own

    std::string urn(Position number, std::size_t i) const
    {
        return "u" + std::to_string((number * width + i * 7) % urns);
    }
    IndexDelta delta(Position number) const
    {
        IndexDelta made;
        made.position = number;
        made.removals.push_back("u" + std::to_string(number * 13 % urns));
        for (std::size_t i = 0; i < width; ++i)
            made.upserts.push_back(data_set(urn(number, i), "예약_" + std::to_string(number), {"c"}));
        return made;
    }
    /// The names of all documents at a position.
    std::map<std::string, std::string> state(Position position) const
    {
        std::map<std::string, std::string> names;
        for (Position number = 1; number <= position; ++number) {
            names.erase("u" + std::to_string(number * 13 % urns));
            for (std::size_t i = 0; i < width; ++i)
                names[urn(number, i)] = "예약_" + std::to_string(number);
        }
        return names;
    }
};

[[noreturn]] void write_forever(const std::filesystem::path& directory, const History& history,
                                const SharedProgress& progress)
{
    const std::unique_ptr<SearchIndex> index = open_engine(directory);
    for (Position next = index->position() + 1;; ++next) {
        progress->applied = next;
        index->apply(history.delta(next));
        if (next % history.saving != 0)
            continue;
        index->save();
        progress->saved = next;
        ++progress->saves;
    }
}

/// Waits for some saves and a moment more, which ends anywhere in the next ones.
void kill_after(pid_t child, const SharedProgress& progress, std::uint32_t saves,
                std::chrono::microseconds more)
{
    while (progress->saves < saves && ::waitpid(child, nullptr, WNOHANG) == 0)
        ::sched_yield();
    const auto until = std::chrono::steady_clock::now() + more;
    while (std::chrono::steady_clock::now() < until)
        ::sched_yield();
    ::kill(child, SIGKILL);
}

std::map<std::string, std::string> names_of(const SearchIndex& index)
{
    std::map<std::string, std::string> names;
    for (const SearchDocument& document : documents(index))
        names[document.urn] = document.name;
    return names;
}

void expect_whole(const SearchIndex& index, const History& history)
{
    const std::map<std::string, std::string> expected = history.state(index.position());
    EXPECT_EQ(names_of(index), expected);
    SearchQuery wanted = query("예약");
    wanted.limit = 0;
    wanted.facets = {Facet::platform};
    const Result<SearchPage> page = index.search(wanted);
    EXPECT_EQ(page->total, expected.size());
    if (!expected.empty()) {
        EXPECT_EQ(page->facets.at(0).values.at(0).count, expected.size());
    }
}

class SearchKill : public testing::TestWithParam<std::pair<History, int>> {};

TEST_P(SearchKill, LeavesAWholeIndexAndNoLitter)
{
    const auto& [history, kills] = GetParam();
    const TempDir directory;
    std::mt19937 random(20'261'129);
    Position last = 0;
    for (int i = 0; i < kills; ++i) {
        const SharedProgress progress;
        progress->saved = progress->applied = last;
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0)
            write_forever(directory.path(), history, progress);
        kill_after(child, progress, static_cast<std::uint32_t>(random() % 3),
                   std::chrono::microseconds(random() % 20'000));
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the writer ended by itself";

        const std::unique_ptr<SearchIndex> index = open_engine(directory.path());
        last = index->position();
        EXPECT_GE(last, progress->saved) << "what save() has written is lost";
        EXPECT_LE(last, progress->applied) << "more than was applied";
        EXPECT_EQ(last % history.saving, 0U) << "a state that nobody saved";
        expect_whole(*index, history);
        if (i % 4 == 3) {
            while (history.merges_aside && index->status().segments > 1)
                std::this_thread::yield(); // a merge at work has a file that no list names yet
            index->save();
            expect_every_file_is_needed(directory.path());
        }
        ASSERT_FALSE(HasFailure()) << "after kill " << i + 1;
    }
    EXPECT_GT(last, history.saving) << "the writers should come to write";
}

constexpr History small_deltas{61, 5, 3, false};
constexpr History merging_deltas{12'000, 1100, 4, true};

INSTANTIATE_TEST_SUITE_P(Small, SearchKill, testing::Values(std::pair(small_deltas, 40)));
INSTANTIATE_TEST_SUITE_P(Merging, SearchKill, testing::Values(std::pair(merging_deltas, 4)));

} // namespace
} // namespace colophon::search
