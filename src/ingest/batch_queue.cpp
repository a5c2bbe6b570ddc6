// SPDX-License-Identifier: Apache-2.0
#include "ingest/batch_queue.hpp"

namespace colophon::ingest {

bool BatchQueue::push(Batch batch)
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return abandoned_ || batches_.size() < capacity; });
    if (abandoned_)
        return false;
    batches_.push_back(std::move(batch));
    changed_.notify_all();
    return true;
}

std::optional<Batch> BatchQueue::pop()
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return abandoned_ || finished_ || !batches_.empty(); });
    if (abandoned_ || batches_.empty())
        return std::nullopt;
    Batch batch = std::move(batches_.front());
    batches_.pop_front();
    changed_.notify_all();
    return batch;
}

void BatchQueue::finish()
{
    const std::lock_guard lock(mutex_);
    finished_ = true;
    changed_.notify_all();
}

void BatchQueue::abandon()
{
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    batches_.clear();
    changed_.notify_all();
}

} // namespace colophon::ingest
