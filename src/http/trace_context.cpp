// SPDX-License-Identifier: Apache-2.0
#include "http/trace_context.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <random>

namespace colophon::http {

namespace {

constexpr std::size_t longest = 55; ///< of version 00, and what later versions begin with

bool is_hex(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text)
{
    return text.find_first_not_of('0') == std::string_view::npos;
}

std::string new_span_id()
{
    constexpr std::string_view digits = "0123456789abcdef";
    thread_local std::mt19937_64 random{std::random_device{}()};
    std::uint64_t bits = 0;
    while (bits == 0) // which would say: none
        bits = random();
    std::string id(16, '0');
    for (char& c : id) {
        c = digits[bits & 15];
        bits >>= 4;
    }
    return id;
}

} // namespace

std::string TraceContext::text() const
{
    return "00-" + trace_id + "-" + span_id + (sampled ? "-01" : "-00");
}

std::optional<TraceContext> parse_traceparent(std::string_view text)
{
    if (text.size() < longest || text[2] != '-' || text[35] != '-' || text[52] != '-')
        return std::nullopt;
    const auto version = text.substr(0, 2);
    const auto trace = text.substr(3, 32);
    const auto span = text.substr(36, 16);
    const auto flags = text.substr(53, 2);
    if (!is_hex(version) || !is_hex(trace) || !is_hex(span) || !is_hex(flags) || is_zero(trace) ||
        is_zero(span) || version == "ff")
        return std::nullopt;
    if (text.size() > longest && (version == "00" || text[longest] != '-'))
        return std::nullopt;
    const char last = flags[1];
    const int low = last <= '9' ? last - '0' : last - 'a' + 10;
    return TraceContext{std::string(trace), std::string(span), (low & 1) != 0};
}

TraceContext child_of(const TraceContext& parent)
{
    return {parent.trace_id, new_span_id(), parent.sampled};
}

const std::optional<TraceContext>& process_trace()
{
    static const std::optional<TraceContext> trace = [] {
        const char* text = std::getenv("TRACEPARENT");
        return text != nullptr ? parse_traceparent(text) : std::nullopt;
    }();
    return trace;
}

} // namespace colophon::http
