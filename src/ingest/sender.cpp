// SPDX-License-Identifier: Apache-2.0
#include "ingest/sender.hpp"

namespace colophon::ingest {

Sender::Sender(Sink& sink, BatchQueue& queue, Progress* progress, std::function<void()> failed)
    : sink_(sink), queue_(queue), progress_(progress), failed_(std::move(failed)),
      thread_([this] { send_all(); })
{
}

Sender::Outcome Sender::join()
{
    thread_.join();
    return std::move(outcome_);
}

void Sender::send_all()
{
    try {
        while (const auto batch = queue_.pop())
            send(*batch);
    } catch (...) {
        outcome_.failure = std::current_exception();
        queue_.abandon();
        failed_();
    }
}

void Sender::send(const Batch& batch)
{
    Sink::Written written = sink_.write(batch);
    outcome_.accepted += written.accepted;
    outcome_.unchanged += written.unchanged;
    outcome_.position = std::max(outcome_.position, written.position);
    // A sink may list fewer than it refused.
    const std::uint64_t refused = batch.size() - std::min<std::uint64_t>(written.accepted, batch.size());
    const std::uint64_t unlisted = refused - std::min<std::uint64_t>(refused, written.rejected.size());
    for (Sink::Rejected& rejected : written.rejected)
        outcome_.rejected.add(std::move(rejected));
    outcome_.rejected.total += unlisted;
    if (progress_ != nullptr)
        progress_->count_accepted(written.accepted);
}

} // namespace colophon::ingest
