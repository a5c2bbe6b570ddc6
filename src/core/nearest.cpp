// SPDX-License-Identifier: Apache-2.0
#include "core/nearest.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace colophon {

namespace {

/// Longer words are not names that anyone mistyped, and the distance is quadratic.
constexpr std::size_t longest_word = 80;

/// What a slip of case or of word separator leaves equal: `hostPort`, `host_port`, `HOST-PORT`.
std::string fold(std::string_view word)
{
    std::string folded;
    for (const char c : word)
        if (c >= 'A' && c <= 'Z')
            folded += static_cast<char>(c - 'A' + 'a');
        else if (c != '_' && c != '-' && c != ' ')
            folded += c;
    return folded;
}

/// Insertions, deletions, replacements and swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b)
{
    using Row = std::array<std::size_t, longest_word + 1>;
    Row before_last{};
    Row last{};
    Row row{};
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last = last;
        last = row;
    }
    return last[b.size()];
}

} // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> known)
{
    const std::string wanted = fold(word);
    if (wanted.empty() || wanted.size() > longest_word)
        return {};
    std::string_view best;
    std::size_t best_distance = longest_word;
    for (const std::string_view candidate : known) {
        const std::string folded = fold(candidate);
        const auto [shorter, longer] = std::minmax({wanted.size(), folded.size()});
        const std::size_t limit = std::min(1 + longer / 4, shorter == 0 ? 0 : shorter - 1);
        if (longer > longest_word || longer - shorter > limit)
            continue;
        const std::size_t apart = distance(wanted, folded);
        if (apart <= limit && apart < best_distance) {
            best = candidate;
            best_distance = apart;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known)
{
    const std::string_view meant = nearest(word, known);
    return meant.empty() ? std::string() : "; did you mean \"" + std::string(meant) + "\"?";
}

} // namespace colophon
