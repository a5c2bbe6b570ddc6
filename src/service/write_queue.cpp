// SPDX-License-Identifier: Apache-2.0
#include "service/write_queue.hpp"

#include <colophon/error.hpp>

namespace colophon::service {

WriteQueue::WriteQueue(Commit commit, Idle idle, CatalogFigures& figures)
    : commit_(std::move(commit)), idle_(std::move(idle)), figures_(figures), thread_([this] { run(); })
{
}

WriteQueue::~WriteQueue()
{
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

std::future<store::BatchOutcome> WriteQueue::submit(store::Batch batch)
{
    Waiting entry{std::move(batch), 0, {}, Clock::now()};
    for (const auto& change : entry.batch.changes)
        entry.bytes += change.aspect.json.size();
    auto answer = entry.answer.get_future();
    {
        const std::lock_guard lock(mutex_);
        if (closed_)
            throw Error(Errc::unavailable, "the server is stopping");
        if (waiting_changes_ >= max_waiting || waiting_bytes_ >= max_waiting_bytes) {
            figures_.refused_writes.add();
            throw Error(Errc::unavailable, "too many writes are waiting, try again");
        }
        waiting_changes_ += entry.batch.changes.size();
        waiting_bytes_ += entry.bytes;
        waiting_.push_back(std::move(entry));
    }
    wake_.notify_one();
    return answer;
}

void WriteQueue::between_groups(const std::function<void()>& task)
{
    std::packaged_task<void()> packaged(task);
    auto done = packaged.get_future();
    {
        const std::lock_guard lock(mutex_);
        if (closed_)
            throw Error(Errc::unavailable, "the server is stopping");
        tasks_.push_back(std::move(packaged));
    }
    wake_.notify_one();
    done.get();
}

QueueStatus WriteQueue::status() const
{
    const std::lock_guard lock(mutex_);
    return {waiting_.size(), waiting_changes_, waiting_bytes_};
}

std::vector<WriteQueue::Waiting> WriteQueue::take_group()
{
    std::vector<Waiting> group;
    std::size_t changes = 0;
    std::size_t bytes = 0;
    while (!waiting_.empty()) {
        const auto& next = waiting_.front();
        if (!group.empty() &&
            (changes + next.batch.changes.size() > max_group || bytes + next.bytes > max_group_bytes))
            break;
        changes += next.batch.changes.size();
        bytes += next.bytes;
        figures_.wait_seconds.observe(std::chrono::duration<double>(Clock::now() - next.since).count());
        group.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    waiting_changes_ -= changes;
    waiting_bytes_ -= bytes;
    figures_.group_changes.observe(static_cast<double>(changes));
    return group;
}

void WriteQueue::run()
{
    std::unique_lock lock(mutex_);
    while (true) {
        if (!tasks_.empty()) {
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            lock.lock();
        } else if (!waiting_.empty()) {
            auto group = take_group();
            lock.unlock();
            write(std::move(group));
            lock.lock();
        } else if (closed_) {
            return;
        } else {
            lock.unlock();
            idle_();
            lock.lock();
            wake_.wait(lock, [this] { return closed_ || !waiting_.empty() || !tasks_.empty(); });
        }
    }
}

void WriteQueue::write(std::vector<Waiting> group)
{
    std::vector<store::Batch> batches;
    batches.reserve(group.size());
    for (auto& entry : group)
        batches.push_back(std::move(entry.batch));
    try {
        auto outcomes = commit_(batches);
        for (std::size_t i = 0; i < group.size(); ++i)
            group[i].answer.set_value(std::move(outcomes[i]));
    } catch (...) {
        for (auto& entry : group)
            entry.answer.set_exception(std::current_exception());
    }
}

} // namespace colophon::service
