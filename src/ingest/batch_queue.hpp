// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/entity_group.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace colophon::ingest {

/// When a batch is sent.
struct BatchLimits {
    std::size_t records = 500;
    std::size_t bytes = 4u << 20;
};

using Batch = std::vector<EntityGroup>;

/// Hands batches from the thread that extracts to the one that sends; at most `capacity` wait, so that a slow
/// sink slows the source down instead of filling the memory.
class BatchQueue {
public:
    static constexpr std::size_t capacity = 2;

    /// Blocks while the queue is full; false when it was abandoned.
    bool push(Batch batch);
    /// Blocks while the queue is empty; nothing when it is finished or abandoned.
    std::optional<Batch> pop();
    /// No more batches will come; what waits is still handed out.
    void finish();
    /// What waits is dropped, and both sides wake up.
    void abandon();

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> batches_;
    bool finished_ = false;
    bool abandoned_ = false;
};

} // namespace colophon::ingest
