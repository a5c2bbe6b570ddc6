// SPDX-License-Identifier: Apache-2.0
#include "ingest/ticker.hpp"

#include "core/log.hpp"

#include <condition_variable>

namespace colophon::ingest {

Ticker::Ticker(Progress* progress, PipelineState* state, std::function<void()> lost)
    : progress_(progress), state_(state), lost_(std::move(lost))
{
    if (progress_ != nullptr || state_ != nullptr)
        thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

Ticker::~Ticker() = default;

std::exception_ptr Ticker::loss() const
{
    const std::lock_guard lock(mutex_);
    return loss_;
}

void Ticker::run(const std::stop_token& stop)
{
    using SteadyClock = std::chrono::steady_clock;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    auto heard = SteadyClock::now();
    while (!stop.stop_requested()) {
        if (progress_ != nullptr)
            progress_->tick();
        if (state_ != nullptr && SteadyClock::now() - heard >= state_->interval()) {
            keep_alive();
            heard = SteadyClock::now();
        }
        changed.wait_for(lock, stop, Progress::redraw, [] { return false; });
    }
    if (progress_ != nullptr)
        progress_->finish();
}

void Ticker::keep_alive()
{
    try {
        state_->keep_alive();
    } catch (const LeaseLost&) {
        {
            const std::lock_guard lock(mutex_);
            loss_ = std::current_exception();
        }
        state_ = nullptr;
        lost_();
    } catch (const std::exception& error) {
        log::warn("the pipeline's lease could not be renewed, it is tried again", {{"reason", error.what()}});
    }
}

} // namespace colophon::ingest
