// SPDX-License-Identifier: Apache-2.0
#include "http/answer.hpp"

#include "core/text.hpp"
#include "http/status.hpp"

#include <algorithm>
#include <array>
#include <ctime>

namespace colophon::http {

namespace {

struct Standing {
    std::string_view name;
    std::string_view value;
};

/// Sent with every answer unless the handler says otherwise.
constexpr Standing standing_headers[] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
};

/// Ours to say: a handler's would contradict them.
constexpr std::array<std::string_view, 4> framing_headers{"content-length", "transfer-encoding", "connection",
                                                          "content-type"};

void append_line(std::string& out, std::string_view name, std::string_view value)
{
    out.append(name).append(": ").append(value).append("\r\n");
}

bool is_sendable(const std::pair<std::string, std::string>& header)
{
    auto visible = [](char c) { return c > ' ' && c < 0x7f && c != ':'; };
    auto broken = [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f; };
    const auto& [name, value] = header;
    return !name.empty() && std::all_of(name.begin(), name.end(), visible) &&
           std::none_of(value.begin(), value.end(), broken) &&
           std::find(framing_headers.begin(), framing_headers.end(), lower(name)) == framing_headers.end();
}

/// The date changes once a second and costs more than the rest of the head.
const std::string& http_date()
{
    thread_local std::time_t shown = 0;
    thread_local std::string text;
    std::time_t now = std::time(nullptr);
    if (now != shown) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        std::array<char, 40> buffer{};
        text.assign(buffer.data(),
                    std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
        shown = now;
    }
    return text;
}

bool sets(const Response& response, std::string_view name)
{
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& header) { return lower(header.first) == lower(name); });
}

} // namespace

bool has_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

std::uint64_t body_size(const Response& response)
{
    return response.source ? response.source->size() : response.body.size();
}

std::string answer_head(const Response& response, const AnswerFrame& frame)
{
    std::string out;
    out.reserve(640);
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(status_title(response.status)).append("\r\n");
    append_line(out, "Date", http_date());
    if (has_body(response.status)) {
        if (!response.content_type.empty())
            append_line(out, "Content-Type", response.content_type);
        append_line(out, "Content-Length", std::to_string(body_size(response)));
    }
    if (!frame.keep_alive)
        append_line(out, "Connection", "close");
    append_line(out, "X-Request-Id", frame.request_id);
    if (frame.trace != nullptr)
        append_line(out, "traceresponse", frame.trace->text());
    for (const Standing& header : standing_headers)
        if (response.headers.empty() || !sets(response, header.name))
            append_line(out, header.name, header.value);
    if (frame.tls)
        append_line(out, "Strict-Transport-Security", "max-age=31536000");
    for (const auto& header : response.headers)
        if (is_sendable(header))
            append_line(out, header.first, header.second);
    return out.append("\r\n");
}

} // namespace colophon::http
