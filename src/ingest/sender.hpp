// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/batch_receiver.hpp"

#include <exception>
#include <functional>
#include <thread>

namespace colophon::ingest {

/// The thread that takes batches from the queue to their receiver until the queue ends or the receiver fails.
class Sender {
public:
    /// `failed` is called on the thread, after the queue was abandoned. All must outlive the sender.
    Sender(BatchReceiver& receiver, BatchQueue& queue, std::function<void()> failed);

    /// Waits for the thread's end; once. Returns what the receiver threw, or null.
    std::exception_ptr join();

private:
    void run();

    BatchReceiver& receiver_;
    BatchQueue& queue_;
    std::function<void()> failed_;
    std::exception_ptr failure_;
    std::jthread thread_;
};

} // namespace colophon::ingest
