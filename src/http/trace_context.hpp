// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace colophon::http {

/// Our part in somebody's trace, as W3C Trace Context has it.
struct TraceContext {
    std::string trace_id; ///< 32 hexadecimal digits, small
    std::string span_id;  ///< 16 of them
    bool sampled = false;

    /// The value of a `traceparent`.
    std::string text() const;
    friend bool operator==(const TraceContext&, const TraceContext&) = default;
};

/// The value of a `traceparent`; nothing for one that breaks any rule, which counts as none. Of a version
/// that we do not know the part is read that all versions share.
std::optional<TraceContext> parse_traceparent(std::string_view text);

/// The same trace with a span of our own.
TraceContext child_of(const TraceContext& parent);

/// What started this process is part of this trace: $TRACEPARENT.
const std::optional<TraceContext>& process_trace();

} // namespace colophon::http
