// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/fold.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

enum class TokenKind : std::uint8_t {
    part,     ///< a word or a piece of an identifier
    gram,     ///< two neighbouring syllables of Hangul, Han or kana
    tail,     ///< the last syllable of a longer run: no gram begins with it
    syllable, ///< a run of one syllable
    pair      ///< two neighbouring pieces of one identifier, as in `userid` of `user_id_map`
};

/// One term of a text. Positions count the parts of a text, and the syllables of runs; what stands at
/// successive positions is adjacent.
struct Token {
    std::string_view text; ///< folded
    TokenKind kind = TokenKind::part;
    std::uint32_t position = 0;
    std::uint32_t begin = 0; ///< code points of the original
    std::uint32_t end = 0;
};

/// What is read of one text; what stands behind is not found by search.
inline constexpr std::size_t max_analyzed_bytes = std::size_t{32} << 10;
inline constexpr std::size_t max_token_bytes = 128;

/// Takes texts apart, documents and queries alike: folded, split at punctuation, at borders of letters and
/// digits and at camel case. Keeps its buffers between texts; one object belongs to one thread.
class Analyzer {
public:
    /// In the order of positions. Valid until the next call.
    std::span<const Token> analyze(std::string_view text);

    /// All parts of the text without what separates them: `reservationid` of `Reservation_ID`. Names that
    /// differ in nothing else are the same name to search. Valid until the next analyze().
    std::string_view joined() const { return bytes_; }

private:
    /// Where a point that is no separator stands: in bytes_, and in the original.
    struct Place {
        std::uint32_t offset = 0;
        std::uint32_t begin = 0, end = 0;
    };
    struct Part {
        std::uint32_t first = 0, last = 0; ///< half-open range of glyphs_
        Glyph glyph = Glyph::letter;
        bool in_identifier = false; ///< follows the part before it in one identifier
    };

    void read_ascii(std::string_view text);
    void split();
    bool border(std::size_t index) const;
    void keep(std::string_view text);
    void add_parts();
    void add_run(const Part& part, std::uint32_t position);
    void add(TokenKind kind, std::uint32_t first, std::uint32_t last, std::uint32_t position);

    std::vector<FoldedPoint> points_;
    std::vector<Place> glyphs_; ///< the points that are no separators, and the end
    std::string bytes_;
    std::vector<Part> parts_;
    std::vector<Token> tokens_;
};

} // namespace colophon::search
