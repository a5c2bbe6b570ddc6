// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/gate.hpp"
#include "http/router.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace colophon::http {

/// Makes the ids of requests that bring none. For one thread.
class RequestIds {
public:
    RequestIds();
    /// The peer's own `X-Request-Id` where it is 1 to 128 characters of `[A-Za-z0-9._-]`, else a new one.
    std::string next(const Fields& headers);

private:
    std::string prefix_; ///< tells one start of the server from the next
    std::uint64_t count_ = 0;
};

/// The request's part in a trace, with a span of ours; nothing where it is part of none, or says so wrongly.
std::optional<TraceContext> trace_of(const Fields& headers);

/// What handlers see of a head; the query is not decoded yet.
Request make_request(const Head& head);

/// What can be said to a request before its body is read: not found, wrong method, too large, `OPTIONS`.
/// Nothing when its handler should have it.
std::optional<Response> early_answer(const Head& head, const Router::Found& found);

/// The path takes a stream and the request brings one (NDJSON).
bool is_streamed(const Request& request, const BodyPolicy& policy);

} // namespace colophon::http
