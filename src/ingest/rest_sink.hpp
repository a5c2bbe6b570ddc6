// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/client.hpp"
#include "ingest/backoff.hpp"

#include <colophon/sink.hpp>
#include <functional>
#include <string>

namespace colophon::ingest {

/// Sends batches to a catalog server's `POST /api/v1/proposals` as NDJSON, so that one record that cannot be
/// read is one refusal. Tries again, with growing pauses, when the server is away or busy; proposals may
/// arrive twice and change nothing by it. One thread at a time.
class RestSink final : public Sink {
public:
    struct Transport {
        std::function<http::Response(const http::Client::Call&)> send;
        /// Waits; false when the run was stopped meanwhile.
        std::function<bool(Milliseconds)> wait;
        Clock now;
        std::uint64_t seed = 0; ///< of the pauses' jitter
    };
    /// A full disk is asked this often: longer than a log rotation, shorter than a person.
    static constexpr unsigned attempts_when_full = 4;

    RestSink(Transport transport, unsigned max_retries);

    Written write(std::span<const Proposal> batch) override;
    void close() override {}

private:
    Written send_lines(std::span<const std::string> lines);
    Written send_halves(std::span<const std::string> lines, const http::Response& refusal);
    http::Response deliver(std::string body);
    /// Waits before the next attempt; throws what ends the batch when there are no more.
    void pause(unsigned attempt, unsigned attempts, const Error& reason,
               std::optional<Milliseconds> asked = std::nullopt);

    Transport transport_;
    unsigned max_retries_;
    Backoff backoff_;
};

} // namespace colophon::ingest
