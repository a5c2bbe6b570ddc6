// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/figures.hpp"
#include "store/catalog_store.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace colophon::service {

/// The one door to the store: batches of many callers wait here, and one thread writes what has gathered as a
/// group, so that they share a transaction and its fsync. What `commit` throws reaches every caller of the
/// group. Safe to use from many threads.
class WriteQueue {
public:
    /// Writes a group and brings the views up to it before it returns.
    using Commit = std::function<std::vector<store::BatchOutcome>(std::span<const store::Batch>)>;
    /// Called on the writing thread when nothing waits.
    using Idle = std::function<void()>;

    /// A group takes at most this many changes and bytes, or one batch; a caller finds `unavailable` when
    /// `max_waiting` or `max_waiting_bytes` are waiting.
    static constexpr std::size_t max_group = 4'000;
    static constexpr std::size_t max_waiting = 200'000;
    static constexpr std::size_t max_group_bytes = 32u << 20;
    static constexpr std::size_t max_waiting_bytes = 256u << 20;

    WriteQueue(Commit commit, Idle idle, CatalogFigures& figures);
    /// Writes what was submitted, then joins.
    ~WriteQueue();
    WriteQueue(const WriteQueue&) = delete;
    WriteQueue& operator=(const WriteQueue&) = delete;

    /// Throws Error (unavailable) when the queue is full or closed.
    std::future<store::BatchOutcome> submit(store::Batch batch);

    /// Runs `task` on the writing thread between two groups and waits for it.
    void between_groups(const std::function<void()>& task);

    QueueStatus status() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Waiting {
        store::Batch batch;
        std::size_t bytes = 0; ///< of the documents
        std::promise<store::BatchOutcome> answer;
        Clock::time_point since = Clock::now();
    };

    void run();
    std::vector<Waiting> take_group();
    void write(std::vector<Waiting> group);

    Commit commit_;
    Idle idle_;
    CatalogFigures& figures_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> waiting_;
    std::deque<std::packaged_task<void()>> tasks_;
    std::size_t waiting_changes_ = 0;
    std::size_t waiting_bytes_ = 0;
    bool closed_ = false;
    std::thread thread_;
};

} // namespace colophon::service
