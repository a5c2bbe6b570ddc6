// SPDX-License-Identifier: Apache-2.0
#include "search/snapshot_shelf.hpp"

#include <algorithm>
#include <random>

namespace colophon::search {

namespace {

// A snapshot holds on to the documents that were replaced since: bounded in number and time.
constexpr std::size_t most_kept = 32;
constexpr std::chrono::minutes longest_kept(2);

} // namespace

SnapshotShelf::SnapshotShelf()
{
    std::random_device random;
    next_ = std::uint64_t{random()} << 32U | random();
}

std::uint64_t SnapshotShelf::keep(const std::shared_ptr<const Snapshot>& snapshot)
{
    const std::lock_guard lock(mutex_);
    const auto known = std::ranges::find(kept_, snapshot, &Kept::snapshot);
    Kept kept{known == kept_.end() ? next_++ : known->number, snapshot, Clock::now()};
    if (known != kept_.end())
        kept_.erase(known);
    else if (kept_.size() == most_kept)
        kept_.erase(kept_.begin());
    kept_.push_back(std::move(kept));
    return kept_.back().number;
}

std::shared_ptr<const Snapshot> SnapshotShelf::take(std::uint64_t number)
{
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find(kept_, number, &Kept::number);
    if (found == kept_.end())
        return nullptr;
    found->asked = Clock::now();
    std::rotate(found, found + 1, kept_.end());
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
