// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/client.hpp"
#include "ingest/clock.hpp"

#include <colophon/error.hpp>
#include <functional>

namespace colophon::ingest {

/// Asks a catalog server until it answers: tries again, with growing pauses, while it is away, busy or full.
/// What is asked may therefore arrive twice. One thread at a time.
class RestDelivery {
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

    RestDelivery(Transport transport, unsigned max_retries);

    /// The first answer that trying again could not change, whatever its status. Throws Error (unavailable,
    /// storage_full), or TryAgain, when there is none after the last attempt or when the run was stopped.
    http::Response deliver(const http::Client::Call& call);

private:
    /// Waits before the next attempt; throws what ends the call when there are no more.
    void pause(unsigned attempt, unsigned attempts, const Error& reason,
               std::optional<Milliseconds> asked = std::nullopt);

    Transport transport_;
    unsigned max_retries_;
    http::Backoff backoff_;
};

} // namespace colophon::ingest
