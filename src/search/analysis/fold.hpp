// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

/// How a code point takes part in a token.
enum class Glyph : std::uint8_t {
    separator,
    letter,
    digit,
    hangul, ///< syllables: words are not always spaced apart, so pairs of them are indexed
    cjk,    ///< Han and kana, likewise
    symbol  ///< a token by itself, as in `€`
};

/// Of a folded code point.
Glyph glyph_of(std::int32_t code);

enum class LetterCase : std::uint8_t { none, upper, lower };

/// One code point after folding and the half-open range of code points of the original that it stands for.
struct FoldedPoint {
    std::int32_t code = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    Glyph glyph = Glyph::separator;
    LetterCase letter_case = LetterCase::none; ///< of the original
};

/// Appends the text in NFKC, without case, width and accents. What is not UTF-8 becomes separators.
void fold(std::string_view text, std::vector<FoldedPoint>& out);

/// The same as UTF-8, separators kept: what names are ordered by.
std::string fold(std::string_view text);

/// Reads one code point and gives the bytes it takes; 0 at the end and for what is not UTF-8.
std::size_t read_utf8(std::string_view text, std::int32_t& code);
void append_utf8(std::string& out, std::int32_t code);

} // namespace colophon::search
