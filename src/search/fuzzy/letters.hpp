// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace colophon::search {

/// What typing errors are counted in: the code points of a word, and the jamo of its Hangul syllables, so
/// that 예약 and 애약 differ in one of five.
using Letters = std::u32string;

/// Of a folded word.
Letters letters_of(std::string_view word);

/// How many errors a word of so many letters may have: none below 4, one up to 7, two above.
unsigned allowed_errors(std::size_t letters);

/// Damerau–Levenshtein, by optimal string alignment: a letter too many, too few, wrong, or two neighbours in
/// the wrong order are one error, and no letter is touched twice.
unsigned count_errors(const Letters& a, const Letters& b);

inline constexpr char32_t first_syllable = 0xAC00;
inline constexpr std::uint32_t syllable_count = 11172;
inline constexpr std::size_t syllable_bytes = 3;

constexpr bool is_syllable(char32_t code)
{
    return code >= first_syllable && code < first_syllable + syllable_count;
}

/// How many of initial, vowel and final two syllables differ in.
unsigned differing_jamo(char32_t a, char32_t b);

/// The letters of a syllable; the third is 0 where nothing follows the vowel.
std::array<char32_t, 3> jamo_of(char32_t syllable);

} // namespace colophon::search
