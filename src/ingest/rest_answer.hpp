// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <colophon/sink.hpp>

namespace colophon::ingest {

/// What to do with an answer of `POST /api/v1/proposals`.
enum class AnswerKind {
    outcome,   ///< 200 or 422: every record has its outcome
    try_again, ///< 429, 502, 503, 504
    full,      ///< 507: tried again a few times, because space can come back
    too_large, ///< 413: halves may fit
    refused    ///< anything else: trying again cannot help
};
AnswerKind kind_of(int status);

/// The outcome of a batch of `size` records. Throws Error (internal) when the answer is none.
Sink::Written read_outcome(const http::Response& answer, std::size_t size);

/// The Error that an answer which is no outcome stands for: says what to do, ends with what the server said.
Error error_of(const http::Response& answer);

/// Throws LeaseLost where the answer says so.
void throw_if_lease_lost(const http::Response& answer);

} // namespace colophon::ingest
