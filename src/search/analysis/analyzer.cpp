// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/analyzer.hpp"

#include "core/text.hpp"

#include <array>
#include <cstring>

namespace colophon::search {

namespace {

bool is_syllabic(Glyph glyph)
{
    return glyph == Glyph::hangul || glyph == Glyph::cjk;
}

bool is_identifier_joint(std::int32_t code)
{
    return code == '_' || code == '-';
}

bool is_ascii(std::string_view text)
{
    std::uint64_t bits = 0;
    std::size_t at = 0;
    for (std::uint64_t word = 0; at + sizeof word <= text.size(); at += sizeof word) {
        std::memcpy(&word, text.data() + at, sizeof word);
        bits |= word;
    }
    for (; at < text.size(); ++at)
        bits |= static_cast<unsigned char>(text[at]);
    return (bits & 0x8080'8080'8080'8080U) == 0;
}

struct AsciiPoint {
    char folded = 0;
    Glyph glyph = Glyph::separator;
    LetterCase letter_case = LetterCase::none;
};

constexpr std::array<AsciiPoint, 128> ascii_points = [] {
    std::array<AsciiPoint, 128> points{};
    for (std::size_t i = 0; i < points.size(); ++i) {
        const char c = static_cast<char>(i);
        points[i] = c >= 'a' && c <= 'z' ? AsciiPoint{c, Glyph::letter, LetterCase::lower}
                    : c >= 'A' && c <= 'Z'
                        ? AsciiPoint{static_cast<char>(c - 'A' + 'a'), Glyph::letter, LetterCase::upper}
                    : c >= '0' && c <= '9' ? AsciiPoint{c, Glyph::digit}
                                           : AsciiPoint{c};
    }
    return points;
}();

/// Whether a part begins with `here`, which directly follows `before` and is no part of the same letter.
bool divides(LetterCase before, LetterCase here, LetterCase after)
{
    return here == LetterCase::upper &&
           (before == LetterCase::lower ||
            (before == LetterCase::upper && after == LetterCase::lower)); // XML|Parser
}

} // namespace

std::span<const Token> Analyzer::analyze(std::string_view text)
{
    text = truncate_utf8(text, max_analyzed_bytes);
    parts_.clear();
    tokens_.clear();
    if (is_ascii(text)) {
        read_ascii(text);
    } else {
        keep(text);
        split();
    }
    add_parts();
    return tokens_;
}

/// What keep() and split() do, in one pass: nearly all texts are of letters that need no tables.
void Analyzer::read_ascii(std::string_view text)
{
    bytes_.resize(text.size());
    glyphs_.resize(text.size() + 1);
    std::uint32_t glyph = 0;
    std::uint32_t separators = 2; // so that the first part follows none
    bool joint = false;
    AsciiPoint before;
    for (std::uint32_t i = 0; i < text.size(); ++i) {
        const AsciiPoint here = ascii_points[static_cast<unsigned char>(text[i])];
        if (here.glyph == Glyph::separator) {
            ++separators;
            joint = is_identifier_joint(here.folded);
            continue;
        }
        const LetterCase after = i + 1 < text.size()
                                     ? ascii_points[static_cast<unsigned char>(text[i + 1])].letter_case
                                     : LetterCase::none;
        if (separators > 0 || before.glyph != here.glyph ||
            divides(before.letter_case, here.letter_case, after))
            parts_.push_back({glyph, glyph, here.glyph, separators == 0 || (separators == 1 && joint)});
        separators = 0;
        bytes_[glyph] = here.folded;
        glyphs_[glyph] = {glyph, i, i + 1};
        parts_.back().last = ++glyph;
        before = here;
    }
    bytes_.resize(glyph);
    glyphs_[glyph].offset = glyph;
}

void Analyzer::keep(std::string_view text)
{
    points_.clear();
    glyphs_.clear();
    bytes_.clear();
    fold(text, points_);
    for (const FoldedPoint& point : points_) {
        if (point.glyph == Glyph::separator)
            continue;
        glyphs_.push_back({static_cast<std::uint32_t>(bytes_.size()), point.begin, point.end});
        append_utf8(bytes_, point.code);
    }
    glyphs_.push_back({static_cast<std::uint32_t>(bytes_.size())});
}

void Analyzer::split()
{
    std::uint32_t glyph = 0;
    std::uint32_t separators = 2; // so that the first part follows none
    bool joint = false;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        if (points_[i].glyph == Glyph::separator) {
            ++separators;
            joint = is_identifier_joint(points_[i].code);
            continue;
        }
        if (separators > 0 || border(i))
            parts_.push_back({glyph, glyph, points_[i].glyph, separators == 0 || (separators == 1 && joint)});
        separators = 0;
        parts_.back().last = ++glyph;
    }
}

/// Whether a part begins at this point, which directly follows another.
bool Analyzer::border(std::size_t index) const
{
    const FoldedPoint& before = points_[index - 1];
    const FoldedPoint& here = points_[index];
    if (before.glyph != here.glyph || here.glyph == Glyph::symbol)
        return true;
    const LetterCase after = index + 1 < points_.size() ? points_[index + 1].letter_case : LetterCase::none;
    return before.begin != here.begin && divides(before.letter_case, here.letter_case, after);
}

void Analyzer::add_parts()
{
    std::uint32_t position = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        const Part& part = parts_[i];
        if (i > 0 && part.in_identifier)
            add(TokenKind::pair, parts_[i - 1].first, part.last, position - 1);
        if (is_syllabic(part.glyph)) {
            add_run(part, position);
            position += part.last - part.first;
        } else {
            add(TokenKind::part, part.first, part.last, position);
            ++position;
        }
    }
}

void Analyzer::add_run(const Part& part, std::uint32_t position)
{
    if (part.last - part.first == 1) {
        add(TokenKind::syllable, part.first, part.last, position);
        return;
    }
    for (std::uint32_t i = part.first; i + 1 < part.last; ++i, ++position)
        add(TokenKind::gram, i, i + 2, position);
    add(TokenKind::tail, part.last - 1, part.last, position);
}

void Analyzer::add(TokenKind kind, std::uint32_t first, std::uint32_t last, std::uint32_t position)
{
    const std::string_view text =
        std::string_view(bytes_).substr(glyphs_[first].offset, glyphs_[last].offset - glyphs_[first].offset);
    tokens_.push_back(
        {truncate_utf8(text, max_token_bytes), kind, position, glyphs_[first].begin, glyphs_[last - 1].end});
}

} // namespace colophon::search
