// SPDX-License-Identifier: Apache-2.0
#include "http/body.hpp"

#include <algorithm>
#include <charconv>

namespace colophon::http {

namespace {

// Extensions and trailers mean nothing here; what they may cost is bounded.
constexpr std::size_t most_line_bytes = 256;
constexpr std::size_t most_trailer_bytes = 8u << 10;
constexpr std::size_t most_size_digits = 15; // 2^60 bytes: no overflow, whatever the digits are

bool is_printable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return c == '\t' || (c >= ' ' && c != 0x7f) || c < 0; });
}

} // namespace

BodyDecoder::BodyDecoder(const Head& head)
    : framing_(head.framing), left_(head.framing == Framing::length ? head.length : 0)
{
}

BodyDecoder::State BodyDecoder::take(std::string& wire, std::string& out)
{
    return framing_ == Framing::chunked ? by_chunks(wire, out) : by_length(wire, out);
}

BodyDecoder::State BodyDecoder::by_length(std::string& wire, std::string& out)
{
    wire.erase(0, copy_data(wire, out));
    return left_ == 0 ? State::complete : State::partial;
}

BodyDecoder::State BodyDecoder::by_chunks(std::string& wire, std::string& out)
{
    std::string_view rest = wire;
    while (!broken_ && expects_ != Expects::nothing) {
        std::size_t used = step(rest, out);
        if (used == 0)
            break;
        rest.remove_prefix(used);
    }
    wire.erase(0, wire.size() - rest.size());
    if (broken_)
        return State::broken;
    return expects_ == Expects::nothing ? State::complete : State::partial;
}

std::size_t BodyDecoder::step(std::string_view rest, std::string& out)
{
    if (expects_ != Expects::data)
        return line(rest);
    std::size_t used = copy_data(rest, out);
    if (left_ == 0)
        expects_ = Expects::data_end;
    return used;
}

std::size_t BodyDecoder::copy_data(std::string_view rest, std::string& out)
{
    auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, rest.size()));
    out.append(rest.substr(0, size));
    left_ -= size;
    return size;
}

/// Reads one line of the framing; 0 while it is not whole.
std::size_t BodyDecoder::line(std::string_view rest)
{
    std::size_t end = rest.find('\n');
    std::size_t most = expects_ == Expects::trailer ? most_trailer_bytes : most_line_bytes;
    if (std::min(end, rest.size()) > most) {
        fail("a line between chunks is too long");
        return 0;
    }
    if (end == std::string_view::npos)
        return 0;
    if (end == 0 || rest[end - 1] != '\r') {
        fail("a line between chunks ends without a carriage return");
        return 0;
    }
    std::string_view text = rest.substr(0, end - 1);
    if (!is_printable(text))
        fail("a line between chunks holds a control character");
    else if (expects_ == Expects::size)
        chunk_size(text);
    else if (expects_ == Expects::trailer)
        trailer(text);
    else if (text.empty())
        expects_ = Expects::size;
    else
        fail("a chunk is longer than its size says");
    return end + 1;
}

void BodyDecoder::chunk_size(std::string_view line)
{
    std::string_view digits = line.substr(0, line.find(';'));
    const char* end = digits.data() + digits.size();
    auto [stop, trouble] = std::from_chars(digits.data(), end, left_, 16);
    // from_chars() would take a minus sign into no unsigned, and nothing else but digits.
    if (digits.empty() || digits.size() > most_size_digits || trouble != std::errc() || stop != end)
        return fail("a chunk size is not a plain hexadecimal number");
    expects_ = left_ == 0 ? Expects::trailer : Expects::data;
}

void BodyDecoder::trailer(std::string_view line)
{
    trailer_bytes_ += line.size() + 2;
    if (trailer_bytes_ > most_trailer_bytes)
        return fail("the trailers are too long");
    if (line.empty())
        expects_ = Expects::nothing;
}

void BodyDecoder::fail(std::string_view detail)
{
    broken_ = true;
    refusal_.detail = detail;
}

} // namespace colophon::http
