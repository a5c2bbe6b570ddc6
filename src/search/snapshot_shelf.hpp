// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/snapshot.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace colophon::search {

/// Keeps the snapshots in which somebody has begun to read pages, so that the next page neither skips nor
/// repeats anything, whatever is written meanwhile. Keeps few, and none that nobody has asked for in a while.
/// Most first pages are the last that their readers want: they never drive out who goes on from page to page.
/// Safe to use from many threads.
class SnapshotShelf {
public:
    SnapshotShelf();

    /// The number by which take() finds the snapshot again. Never the same in two processes, as far as chance
    /// allows.
    std::uint64_t keep(const std::shared_ptr<const Snapshot>& snapshot);

    /// Null where it is not kept any more.
    std::shared_ptr<const Snapshot> take(std::uint64_t number);

    /// Lets go of what nobody has asked for in a while.
    void clear_old();

private:
    using Clock = std::chrono::steady_clock;
    struct Kept {
        std::uint64_t number = 0;
        std::shared_ptr<const Snapshot> snapshot;
        Clock::time_point asked;
        bool followed = false; ///< somebody has asked for a second page
    };

    void make_room(bool followed);

    std::mutex mutex_;
    std::vector<Kept> kept_; ///< who was asked for last stands last
    std::uint64_t next_;
};

} // namespace colophon::search
