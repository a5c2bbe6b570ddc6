// SPDX-License-Identifier: Apache-2.0
#include "core/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace colophon {

namespace {

/// For each byte what follows the backslash: 0 for bytes that stand as they are, `u` for a numeric escape.
constexpr std::array<char, 256> escapes = [] {
    std::array<char, 256> table{};
    for (std::size_t control = 0; control < 0x20; ++control)
        table[control] = 'u';
    table['"'] = '"';
    table['\\'] = '\\';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    return table;
}();

/// Whether one of eight bytes needs an escape; wrong alarms are possible, misses are not.
bool may_need_escape(const char* eight)
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t highs = 0x8080808080808080;
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, eight, sizeof bytes);
    const std::uint64_t quotes = bytes ^ (ones * '"');
    const std::uint64_t backslashes = bytes ^ (ones * '\\');
    const std::uint64_t low = (bytes - ones * 0x20) & ~bytes;
    return ((((quotes - ones) & ~quotes) | ((backslashes - ones) & ~backslashes) | low) & highs) != 0;
}

/// The first place at or after `from` that needs an escape, or the end.
std::size_t find_escape(std::string_view text, std::size_t from)
{
    for (; from < text.size(); ++from) {
        while (from + 8 <= text.size() && !may_need_escape(text.data() + from))
            from += 8;
        if (from < text.size() && escapes[static_cast<unsigned char>(text[from])] != 0)
            return from;
    }
    return text.size();
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    std::size_t written = 0;
    for (std::size_t i = find_escape(text, 0); i < text.size(); i = find_escape(text, written)) {
        const auto byte = static_cast<unsigned char>(text[i]);
        out.append(text, written, i - written);
        written = i + 1;
        out += '\\';
        out += escapes[byte];
        if (escapes[byte] == 'u') {
            out += "00";
            out += digits[byte >> 4U];
            out += digits[byte & 0xFU];
        }
    }
    out.append(text, written);
    out += '"';
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    separate();
    append_json_string(out_, name);
    out_ += ':';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text)
{
    separate();
    append_json_string(out_, text);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(bool flag)
{
    return raw(flag ? "true" : "false");
}

JsonWriter& JsonWriter::value(double number)
{
    if (!std::isfinite(number))
        return null(); // JSON has no other word for it
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    const std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    raw(digits);
    if (digits.find_first_of(".e") == std::string_view::npos)
        out_ += ".0";
    return *this;
}

JsonWriter& JsonWriter::null()
{
    return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json)
{
    separate();
    out_ += json;
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::open(char bracket)
{
    separate();
    out_ += bracket;
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket)
{
    out_ += bracket;
    comma_ = true;
    return *this;
}

void JsonWriter::separate()
{
    if (comma_)
        out_ += ',';
}

} // namespace colophon
