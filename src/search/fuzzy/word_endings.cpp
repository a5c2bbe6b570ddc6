// SPDX-License-Identifier: Apache-2.0
#include "search/fuzzy/word_endings.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

struct TextRange {
    std::string_view begin, end;
};
// Between them stand Han and Hangul, which are as many first letters as there are syllables.
constexpr auto alphabets =
    std::to_array<TextRange>({{"a", "\u3400"}, {"\uA000", "\uAC00"}, {"\uD7FC", "\xFF"}});

bool is_word(std::string_view term)
{
    if (std::all_of(term.begin(), term.end(), [](char c) { return c >= 'a' && c <= 'z'; }))
        return true;
    const Letters letters = letters_of(term);
    return std::all_of(letters.begin(), letters.end(), is_alphabetic);
}

/// The last eight bytes, the very last first, as a number that sorts like them.
std::uint64_t ending_key(std::string_view term)
{
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < sizeof key; ++i)
        key = key << 8U | (i < term.size() ? static_cast<unsigned char>(term[term.size() - 1 - i]) : 0U);
    return key;
}

/// Whether `a` comes before `b`, read from their ends.
bool ends_before(std::string_view a, std::string_view b)
{
    return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend(), [](char x, char y) {
        return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
}

} // namespace

std::vector<NumberRange> word_ranges(const Segment& segment)
{
    std::vector<NumberRange> ranges;
    for (const TextRange& alphabet : alphabets)
        ranges.push_back({segment.lower_bound_term(alphabet.begin), segment.lower_bound_term(alphabet.end)});
    return ranges;
}

WordEndings::WordEndings(const Segment& segment)
{
    struct Ending {
        std::uint64_t key;
        std::uint32_t number;
        std::uint32_t begin, size; ///< in `texts`
    };
    std::vector<Ending> endings;
    std::string texts;
    TermReader terms = segment.read_terms();
    for (const NumberRange& range : word_ranges(segment))
        for (std::uint32_t number = range.begin; number < range.end; ++number)
            if (const std::string_view term = terms.at(number); is_word(term)) {
                endings.push_back({ending_key(term), number, static_cast<std::uint32_t>(texts.size()),
                                   static_cast<std::uint32_t>(term.size())});
                texts += term;
            }
    const auto text = [&texts](const Ending& ending) {
        return std::string_view(texts).substr(ending.begin, ending.size);
    };
    std::sort(endings.begin(), endings.end(), [&text](const Ending& a, const Ending& b) {
        return a.key != b.key ? a.key < b.key : ends_before(text(a), text(b));
    });
    numbers_.reserve(endings.size());
    for (const Ending& ending : endings)
        numbers_.push_back(ending.number);
}

WordOrder WordEndings::ending_with(const Segment& segment, std::string_view ending) const
{
    TermReader terms = segment.read_terms();
    const auto tail = [&](std::uint32_t number) {
        const std::string_view term = terms.at(number);
        return term.substr(term.size() - std::min(term.size(), ending.size()));
    };
    const auto begin = std::partition_point(numbers_.begin(), numbers_.end(), [&](std::uint32_t number) {
        return ends_before(tail(number), ending);
    });
    const auto end = std::partition_point(
        begin, numbers_.end(), [&](std::uint32_t number) { return !ends_before(ending, tail(number)); });
    return {&segment, WordOrder::Direction::backward, static_cast<std::uint32_t>(begin - numbers_.begin()),
            static_cast<std::uint32_t>(end - numbers_.begin()), numbers_};
}

} // namespace colophon::search
