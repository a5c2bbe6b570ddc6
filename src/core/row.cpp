// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <colophon/relational.hpp>
#include <colophon/row.hpp>

namespace colophon {
namespace {

constexpr std::array<std::string_view, 5> yes{"t", "true", "1", "y", "yes"};

template <class Number> Number number_of(std::string_view text)
{
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

std::string Row::text(int column) const
{
    return well_formed_utf8(raw(column));
}

std::int64_t Row::integer(int column) const
{
    return number_of<std::int64_t>(raw(column));
}

double Row::number(int column) const
{
    return number_of<double>(raw(column));
}

bool Row::flag(int column) const
{
    const std::string_view word = raw(column);
    const auto same = [](char a, char b) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(a))) == b;
    };
    return std::any_of(yes.begin(), yes.end(), [&](std::string_view known) {
        return std::equal(word.begin(), word.end(), known.begin(), known.end(), same);
    });
}

} // namespace colophon
