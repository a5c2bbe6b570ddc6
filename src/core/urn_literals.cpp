// SPDX-License-Identifier: Apache-2.0
#include "core/urn_grammar.hpp"

#include <charconv>
#include <utf8proc.h>

namespace colophon {

namespace {

constexpr std::string_view marker = "\\u";

/// The number that the first `digits` hexadecimal digits of `text` write, where there are that many.
std::optional<char32_t> hexadecimal(std::string_view text, std::size_t digits)
{
    std::uint32_t number = 0;
    if (text.size() < digits)
        return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number, 16);
    if (error != std::errc() || end != text.data() + digits)
        return std::nullopt;
    return number;
}

bool is_assigned(char32_t point)
{
    const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
    return category != UTF8PROC_CATEGORY_CN && category != UTF8PROC_CATEGORY_CO &&
           category != UTF8PROC_CATEGORY_CS;
}

bool is_high_surrogate(char32_t point)
{
    return point >= 0xD800 && point < 0xDC00;
}

bool is_low_surrogate(char32_t point)
{
    return point >= 0xDC00 && point < 0xE000;
}

struct Reading {
    char32_t point = 0;
    std::size_t bytes = 0; ///< of the text after the marker
};

/// Five digits can also be four and a character that happens to be a digit: `\u2014a` is a dash and an `a`.
/// Five win for pictographs, and where four would name no character.
std::optional<Reading> read_escape(std::string_view text)
{
    const auto four = hexadecimal(text, 4);
    if (!four)
        return std::nullopt;
    const auto five = hexadecimal(text, 5);
    const bool pictograph = five && *five >= 0x1F000 && *five <= 0x1FAFF;
    if (pictograph || (five && !is_assigned(*four) && is_assigned(*five)))
        return Reading{*five, 5};
    if (is_high_surrogate(*four) && text.substr(4).starts_with(marker)) {
        const auto low = hexadecimal(text.substr(4 + marker.size()), 4);
        if (low && is_low_surrogate(*low))
            return Reading{0x10000 + ((*four - 0xD800) << 10U) + (*low - 0xDC00), 8 + marker.size()};
    }
    if (*four < 0x80 || is_high_surrogate(*four) || is_low_surrogate(*four))
        return std::nullopt;
    return Reading{*four, 4};
}

void append_utf8(std::string& out, char32_t point)
{
    utf8proc_uint8_t bytes[4];
    const auto count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), bytes);
    for (utf8proc_ssize_t i = 0; i < count; ++i)
        out += static_cast<char>(bytes[i]);
}

} // namespace

std::string unescape_literals(std::string_view text)
{
    std::string result;
    while (true) {
        const std::size_t at = text.find(marker);
        result += text.substr(0, at);
        if (at == std::string_view::npos)
            return result;
        text.remove_prefix(at + marker.size());
        if (const auto escape = read_escape(text)) {
            append_utf8(result, escape->point);
            text.remove_prefix(escape->bytes);
        } else {
            result += marker;
        }
    }
}

} // namespace colophon
