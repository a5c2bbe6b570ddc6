// SPDX-License-Identifier: Apache-2.0
#include "core/printable.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <utf8proc.h>

namespace colophon {
namespace {

/// Inclusive ranges of code points that must not reach a terminal as they are.
constexpr std::array<std::pair<std::int32_t, std::int32_t>, 7> hidden{{{0x00, 0x1f},
                                                                       {0x7f, 0x9f},
                                                                       {0x200e, 0x200f},
                                                                       {0x2028, 0x202e},
                                                                       {0x2066, 0x2069},
                                                                       {0xfeff, 0xfeff},
                                                                       {0xfff9, 0xfffb}}};

bool is_hidden(std::int32_t code)
{
    for (const auto& [first, last] : hidden)
        if (code >= first && code <= last)
            return true;
    return false;
}

void append_escape(std::string& out, const char* form, unsigned value)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), form, value);
    out += text.data();
}

void append_hidden(std::string& out, std::int32_t code)
{
    if (code == '\n')
        out += "\\n";
    else if (code == '\r')
        out += "\\r";
    else if (code == '\t')
        out += "\\t";
    else
        append_escape(out, "\\u%04x", static_cast<unsigned>(code));
}

} // namespace

std::string printable(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        std::int32_t code = -1;
        const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at);
        const auto size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - at), &code);
        if (size <= 0) {
            append_escape(out, "\\x%02x", static_cast<unsigned char>(text[at]));
            ++at;
            continue;
        }
        if (is_hidden(code))
            append_hidden(out, code);
        else
            out.append(text, at, static_cast<std::size_t>(size));
        at += static_cast<std::size_t>(size);
    }
    return out;
}

} // namespace colophon
