// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/batch_queue.hpp"
#include "ingest/progress.hpp"
#include "ingest/run_report.hpp"

#include <colophon/sink.hpp>
#include <exception>
#include <functional>
#include <thread>

namespace colophon::ingest {

/// The thread that feeds the sink from the queue until the queue ends or the sink fails.
class Sender {
public:
    struct Outcome {
        std::uint64_t accepted = 0;
        std::uint64_t unchanged = 0;
        std::uint64_t position = 0;
        RunReport::Rejections rejected = {};
        std::exception_ptr failure = {};
    };

    /// `failed` is called on the thread, after the queue was abandoned. All must outlive the sender.
    Sender(Sink& sink, BatchQueue& queue, Progress* progress, std::function<void()> failed);

    /// Waits for the thread's end; once.
    Outcome join();

private:
    void send_all();
    void send(const Batch& batch);

    Sink& sink_;
    BatchQueue& queue_;
    Progress* progress_;
    std::function<void()> failed_;
    Outcome outcome_;
    std::jthread thread_;
};

} // namespace colophon::ingest
