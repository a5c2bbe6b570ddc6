// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/sink.hpp>
#include <iosfwd>

namespace colophon::ingest {

/// Prints one proposal a line, in the form that `POST /api/v1/proposals` takes as NDJSON.
class ConsoleSink final : public Sink {
public:
    /// `out` must outlive the sink.
    explicit ConsoleSink(std::ostream& out) : out_(out) {}
    Written write(std::span<const Proposal> batch) override;
    void close() override;

private:
    std::ostream& out_;
};

} // namespace colophon::ingest
