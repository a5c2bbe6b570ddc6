// SPDX-License-Identifier: Apache-2.0
#include "ingest/sender.hpp"

namespace colophon::ingest {

Sender::Sender(BatchReceiver& receiver, BatchQueue& queue, std::function<void()> failed)
    : receiver_(receiver), queue_(queue), failed_(std::move(failed)), thread_([this] { run(); })
{
}

std::exception_ptr Sender::join()
{
    thread_.join();
    return failure_;
}

void Sender::run()
{
    try {
        while (auto batch = queue_.pop())
            receiver_.receive(*std::move(batch));
    } catch (...) {
        failure_ = std::current_exception();
        queue_.abandon();
        failed_();
    }
}

} // namespace colophon::ingest
