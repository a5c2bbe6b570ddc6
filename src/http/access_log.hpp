// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <cstdint>
#include <string_view>

namespace colophon::http {

/// A request that was answered.
struct Answered {
    const Request& request;
    std::string_view pattern; ///< of its route; empty where none was found
    int status = 0;
    double seconds = 0;
    std::uint64_t request_bytes = 0;
    std::uint64_t response_bytes = 0;
};

enum class AccessLog { off, errors, on };

/// A line about it, where `which` wants one: what was asked by its route, never by its path or query, which
/// may hold what is nobody's business. Those who only ask whether we live are at the level debug, as they
/// never stop asking. To be called in the request's log scope.
void log_access(AccessLog which, const Answered& answered);

} // namespace colophon::http
