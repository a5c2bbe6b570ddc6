// SPDX-License-Identifier: Apache-2.0
#include "search/query/spelling.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

// U+3000 is the wide one of Korean and Japanese input.
constexpr auto spaces =
    std::to_array<std::string_view>({" ", "\t", "\n", "\r", "\f", "\v", "\u00A0", "\u3000"});

bool is_mark(char c)
{
    constexpr std::string_view marks = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    return marks.find(c) != std::string_view::npos;
}

} // namespace

std::size_t space_at(std::string_view text, std::size_t at)
{
    for (const std::string_view space : spaces)
        if (text.substr(at).starts_with(space))
            return space.size();
    return 0;
}

namespace {

std::string_view without_spaces_around(std::string_view text)
{
    while (const std::size_t length = space_at(text, 0))
        text.remove_prefix(length);
    for (std::size_t i = 0; i < spaces.size();)
        if (!text.empty() && text.ends_with(spaces[i])) {
            text.remove_suffix(spaces[i].size());
            i = 0;
        } else {
            ++i;
        }
    return text;
}

} // namespace

std::string_view asked_for(std::string_view text)
{
    std::string_view asked = without_spaces_around(text);
    while (asked.starts_with("/q") && (asked.size() == 2 || space_at(asked, 2) > 0))
        asked = without_spaces_around(asked.substr(2));
    return asked;
}

std::size_t escape_at(std::string_view text, std::size_t at)
{
    return at + 1 < text.size() && text[at] == '\\' && is_mark(text[at + 1]) ? 2 : 0;
}

std::string unescaped(std::string_view text)
{
    std::string meant;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (escape_at(text, at) > 0)
            ++at;
        meant += text[at];
    }
    return meant;
}

std::size_t find_unescaped(std::string_view text, char c, std::size_t from)
{
    for (std::size_t at = from; at < text.size(); ++at)
        if (text[at] == c)
            return at;
        else if (escape_at(text, at) > 0)
            ++at;
    return std::string_view::npos;
}

std::size_t boost_at(std::string_view text, std::size_t at)
{
    if (at >= text.size() || (text[at] != '~' && text[at] != '^'))
        return 0;
    std::size_t end = at + 1;
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.'))
        ++end;
    return end - at;
}

std::string_view without_boost(std::string_view word)
{
    for (std::size_t at = 1; at < word.size(); at += std::max<std::size_t>(1, escape_at(word, at)))
        if (const std::size_t length = boost_at(word, at); length > 0 && at + length == word.size())
            return word.substr(0, at);
    return word;
}

} // namespace colophon::search
