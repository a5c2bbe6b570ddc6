// SPDX-License-Identifier: Apache-2.0
#include "search/query/fitting.hpp"

#include "search/analysis/fold.hpp"

namespace colophon::search {

bool fits_pattern(std::string_view text, std::string_view pattern)
{
    std::size_t at = 0;
    std::size_t next = 0;
    std::size_t star = std::string_view::npos; // the last one: it never pays to go back further
    std::size_t starred = 0;
    while (at < text.size()) {
        if (next < pattern.size() && pattern[next] == '*') {
            star = next++;
            starred = at;
        } else if (next < pattern.size() && pattern[next] == text[at]) {
            ++next;
            ++at;
        } else if (star != std::string_view::npos) {
            next = star + 1;
            at = ++starred;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', next) == std::string_view::npos;
}

bool fits_syllables(std::string_view text, std::span<const CodeRange> syllables)
{
    for (const CodeRange& range : syllables) {
        std::int32_t code = 0;
        const std::size_t length = read_utf8(text, code);
        if (length == 0 || static_cast<char32_t>(code) < range.begin ||
            static_cast<char32_t>(code) >= range.end)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

} // namespace colophon::search
