// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/pipeline_state.hpp"
#include "ingest/progress.hpp"

#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace colophon::ingest {

/// Lets the progress speak, and keeps the lease, while everyone else waits.
class Ticker {
public:
    /// Either may be null; both must outlive the ticker. `lost` is called on its thread, once, when the lease
    /// is lost.
    Ticker(Progress* progress, PipelineState* state, std::function<void()> lost);
    ~Ticker();
    Ticker(const Ticker&) = delete;
    Ticker& operator=(const Ticker&) = delete;

    /// What ended the lease, or null.
    std::exception_ptr loss() const;

private:
    void run(const std::stop_token& stop);
    void keep_alive();

    Progress* progress_;
    PipelineState* state_;
    std::function<void()> lost_;
    mutable std::mutex mutex_;
    std::exception_ptr loss_;
    std::jthread thread_;
};

} // namespace colophon::ingest
