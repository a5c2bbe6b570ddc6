// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <string>
#include <string_view>

namespace colophon::http {

/// What the head of an answer says besides the handler's own words.
struct AnswerFrame {
    std::string_view request_id;
    const TraceContext* trace = nullptr; ///< null: the request was part of none
    bool keep_alive = true;
    bool tls = false;
};

/// The head of an HTTP/1.1 answer, blank line included, with the headers that every answer of ours carries;
/// those that the handler set win. A header that would break the framing (a line break in a value, a second
/// length) is left out.
std::string answer_head(const Response& response, const AnswerFrame& frame);

/// Bytes of the body, made beforehand or while it is sent.
std::uint64_t body_size(const Response& response);

/// False for statuses that by definition have no body (204, 304).
bool has_body(int status);

} // namespace colophon::http
