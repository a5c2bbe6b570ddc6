// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/part.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace colophon::search {

/// The index at one position. Never changes: who holds it reads on, whatever is written meanwhile.
struct Snapshot {
    std::vector<Part> parts;
    Position position = 0;
    std::size_t values = 0; ///< how many numbers of values the parts have
};

/// The snapshot that readers start from. The lock is held to copy one pointer: std::atomic<std::shared_ptr>
/// would do, were its load in libstdc++ 12 not a data race.
class PublishedSnapshot {
public:
    std::shared_ptr<const Snapshot> load() const
    {
        const std::lock_guard lock(mutex_);
        return snapshot_;
    }

    void store(std::shared_ptr<const Snapshot> snapshot)
    {
        {
            const std::lock_guard lock(mutex_);
            snapshot_.swap(snapshot);
        }
        // The one before may be freed here, outside the lock.
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Snapshot> snapshot_ = std::make_shared<const Snapshot>();
};

} // namespace colophon::search
