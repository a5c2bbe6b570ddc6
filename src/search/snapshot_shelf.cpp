// SPDX-License-Identifier: Apache-2.0
#include "search/snapshot_shelf.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace colophon::search {

namespace {

// A snapshot holds on to the documents that were replaced since: bounded in number and time.
constexpr std::size_t most_followed = 32;
constexpr std::size_t most_begun = 256;
constexpr std::chrono::minutes longest_kept(2);

} // namespace

SnapshotShelf::SnapshotShelf()
{
    std::random_device random;
    next_ = std::uint64_t{random()} << 32U | random();
}

/// Lets go of the oldest of its kind where there are as many as may be.
void SnapshotShelf::make_room(bool followed)
{
    const auto is_kind = [followed](const Kept& kept) { return kept.followed == followed; };
    const auto most = followed ? most_followed : most_begun;
    if (static_cast<std::size_t>(std::ranges::count_if(kept_, is_kind)) == most)
        kept_.erase(std::ranges::find_if(kept_, is_kind));
}

std::uint64_t SnapshotShelf::keep(const std::shared_ptr<const Snapshot>& snapshot)
{
    const std::lock_guard lock(mutex_);
    const auto known = std::ranges::find(kept_, snapshot, &Kept::snapshot);
    if (known != kept_.end()) {
        known->asked = Clock::now();
        std::rotate(known, known + 1, kept_.end());
    } else {
        make_room(false);
        kept_.push_back({next_++, snapshot, Clock::now()});
    }
    return kept_.back().number;
}

std::shared_ptr<const Snapshot> SnapshotShelf::take(std::uint64_t number)
{
    const std::lock_guard lock(mutex_);
    auto found = std::ranges::find(kept_, number, &Kept::number);
    if (found == kept_.end())
        return nullptr;
    Kept taken = std::move(*found);
    kept_.erase(found);
    if (!std::exchange(taken.followed, true))
        make_room(true);
    taken.asked = Clock::now();
    kept_.push_back(std::move(taken));
    return kept_.back().snapshot;
}

void SnapshotShelf::clear_old()
{
    const Clock::time_point oldest = Clock::now() - longest_kept;
    std::vector<Kept> old; // freed outside of the lock
    const std::lock_guard lock(mutex_);
    const auto first_kept =
        std::ranges::find_if(kept_, [oldest](const Kept& kept) { return kept.asked >= oldest; });
    old.assign(std::make_move_iterator(kept_.begin()), std::make_move_iterator(first_kept));
    kept_.erase(kept_.begin(), first_kept);
}

} // namespace colophon::search
