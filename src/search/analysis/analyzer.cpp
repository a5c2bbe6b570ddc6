// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/analyzer.hpp"

#include "core/text.hpp"

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

} // namespace

std::span<const Token> Analyzer::analyze(std::string_view text)
{
    keep(truncate_utf8(text, max_analyzed_bytes));
    split();
    add_parts();
    return tokens_;
}

void Analyzer::keep(std::string_view text)
{
    points_.clear();
    glyphs_.clear();
    offsets_.clear();
    bytes_.clear();
    parts_.clear();
    tokens_.clear();
    fold(text, points_);
    for (const FoldedPoint& point : points_) {
        if (point.glyph == Glyph::separator)
            continue;
        glyphs_.push_back(point);
        offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
        append_utf8(bytes_, point.code);
    }
    offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
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
    if (before.begin == here.begin || here.letter_case != LetterCase::upper)
        return false;
    if (before.letter_case == LetterCase::lower)
        return true;
    const bool capital_follows =
        index + 1 < points_.size() && points_[index + 1].letter_case == LetterCase::lower;
    return before.letter_case == LetterCase::upper && capital_follows; // XML|Parser
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
        std::string_view(bytes_).substr(offsets_[first], offsets_[last] - offsets_[first]);
    tokens_.push_back(
        {truncate_utf8(text, max_token_bytes), kind, position, glyphs_[first].begin, glyphs_[last - 1].end});
}

} // namespace colophon::search
