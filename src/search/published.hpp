// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>

namespace colophon::search {

/// What readers start from, and a writer replaces as a whole. The lock is held to copy one pointer:
/// std::atomic<std::shared_ptr> would do, were its load in libstdc++ 12 not a data race.
template <class Value> class Published {
public:
    std::shared_ptr<const Value> load() const
    {
        const std::lock_guard lock(mutex_);
        return value_;
    }

    void store(std::shared_ptr<const Value> value)
    {
        {
            const std::lock_guard lock(mutex_);
            value_.swap(value);
        }
        // The one before may be freed here, outside the lock.
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Value> value_ = std::make_shared<const Value>();
};

} // namespace colophon::search
