// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/jamo.hpp"

#include <array>

namespace colophon::search {

namespace {

constexpr char32_t first_syllable = 0xAC00;
constexpr char32_t last_syllable = 0xD7A3;
constexpr char32_t first_initial = 0x1100;
constexpr int initials = 19;
constexpr int vowels = 21;
constexpr int finals = 28; // none included

// By final consonant: the one that stays where another syllable follows, and the initial of that.
struct Split {
    int stays, moves;
};
constexpr auto splits = std::to_array<Split>({
    {0, -1}, {0, 0},  {0, 1},  {1, 9},  {0, 2},  {4, 12}, {4, 18}, {0, 3},  {0, 5},  {8, 0},
    {8, 6},  {8, 7},  {8, 9},  {8, 16}, {8, 17}, {8, 18}, {0, 6},  {0, 7},  {17, 9}, {0, 9},
    {0, 10}, {0, 11}, {0, 12}, {0, 14}, {0, 15}, {0, 16}, {0, 17}, {0, 18},
});
static_assert(splits.size() == finals);

// Letters that grow into those behind them: ㅗ into ㅘ ㅙ ㅚ, ㄴ into ㄵ ㄶ.
struct Growth {
    int letter, last;
};
constexpr auto vowel_growth = std::to_array<Growth>({{8, 11}, {13, 16}, {18, 19}});
constexpr auto final_growth = std::to_array<Growth>({{4, 6}, {8, 15}, {17, 18}});

template <class Growths> int grown(int letter, const Growths& growths)
{
    for (const Growth& growth : growths)
        if (growth.letter == letter)
            return growth.last;
    return letter;
}

} // namespace

std::optional<Syllable> take_apart(char32_t code)
{
    if (code < first_syllable || code > last_syllable)
        return std::nullopt;
    const int number = static_cast<int>(code - first_syllable);
    return Syllable{number / (vowels * finals), number / finals % vowels, number % finals};
}

char32_t put_together(const Syllable& syllable)
{
    return first_syllable + static_cast<char32_t>((syllable.initial * vowels + syllable.vowel) * finals +
                                                  syllable.final_consonant);
}

std::optional<int> lone_initial(char32_t code)
{
    if (code < first_initial || code >= first_initial + initials)
        return std::nullopt;
    return static_cast<int>(code - first_initial);
}

CodeRange beginning_with(int initial)
{
    return {put_together({initial, 0, 0}), put_together({initial + 1, 0, 0})};
}

CodeRange grown_from(char32_t code)
{
    const std::optional<Syllable> typed = take_apart(code);
    if (!typed)
        return {code, code + 1};
    Syllable last = *typed;
    if (typed->final_consonant == 0) {
        last.vowel = grown(typed->vowel, vowel_growth);
        last.final_consonant = finals - 1;
    } else {
        last.final_consonant = grown(typed->final_consonant, final_growth);
    }
    return {code, put_together(last) + 1};
}

std::optional<Division> divided(char32_t code)
{
    std::optional<Syllable> typed = take_apart(code);
    if (!typed || typed->final_consonant == 0)
        return std::nullopt;
    const Split& split = splits[static_cast<std::size_t>(typed->final_consonant)];
    typed->final_consonant = split.stays;
    return Division{put_together(*typed), split.moves};
}

} // namespace colophon::search
