// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/sink.hpp>
#include <functional>
#include <vector>

namespace colophon {

/// A sink that keeps what it gets, or does what a test tells it to.
class FakeSink : public Sink {
public:
    Written write(std::span<const Proposal> batch) override
    {
        if (on_write)
            return on_write(batch);
        written.insert(written.end(), batch.begin(), batch.end());
        Written outcome;
        outcome.accepted = batch.size();
        outcome.position = written.size();
        return outcome;
    }

    void close() override
    {
        closed = true;
        if (on_close)
            on_close();
    }

    std::function<Written(std::span<const Proposal>)> on_write = {};
    std::function<void()> on_close = {};
    std::vector<Proposal> written = {};
    bool closed = false;
};

} // namespace colophon
