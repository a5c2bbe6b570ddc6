// SPDX-License-Identifier: Apache-2.0
#include "search/query/wildcards.hpp"

#include "core/text.hpp"
#include "search/analysis/analyzer.hpp"
#include "search/query/spelling.hpp"
#include "search/query/words.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

enum class Border {
    word_end, ///< no star there
    mark,     ///< `_`: the word ends all the same
    syllable, ///< part of a run that is found from any place on
    letter
};

/// What stands between two stars.
struct Fragment {
    std::string text;
    std::string joined;
    Border begin = Border::word_end;
    Border end = Border::word_end;
};

Border border_of(Glyph glyph)
{
    switch (glyph) {
    case Glyph::separator:
    case Glyph::symbol:
        return Border::mark;
    case Glyph::hangul:
    case Glyph::cjk:
        return Border::syllable;
    default:
        return Border::letter;
    }
}

Fragment make_fragment(std::string_view raw, bool star_before, bool star_behind)
{
    Fragment fragment;
    fragment.text = unescaped(raw);
    Analyzer analyzer;
    analyzer.analyze(fragment.text);
    fragment.joined = analyzer.joined();
    std::vector<FoldedPoint> points;
    fold(fragment.text, points);
    if (star_before && !points.empty())
        fragment.begin = border_of(points.front().glyph);
    if (star_behind && !points.empty())
        fragment.end = border_of(points.back().glyph);
    return fragment;
}

std::vector<Fragment> cut_at_stars(std::string_view word)
{
    std::vector<Fragment> fragments;
    for (std::size_t begin = 0;;) {
        const std::size_t star = find_unescaped(word, '*', begin);
        const bool last = star == std::string_view::npos;
        fragments.push_back(make_fragment(word.substr(begin, last ? star : star - begin), begin > 0, !last));
        if (last)
            return fragments;
        begin = star + 1;
    }
}

std::string pattern_of(const std::vector<Fragment>& fragments)
{
    std::string pattern;
    for (std::size_t i = 0; i < fragments.size(); ++i) {
        if (i > 0 && !pattern.ends_with('*'))
            pattern += '*';
        pattern += fragments[i].joined;
    }
    return pattern;
}

/// The words of a fragment that stars leave whole.
void add_whole_words(const Fragment& fragment, FieldMask fields, std::vector<Node>& out)
{
    Analyzer analyzer;
    const std::span<const Token> tokens = analyzer.analyze(fragment.text);
    if (tokens.empty())
        return;
    for (const Token& token : tokens) {
        const bool cut = (fragment.begin == Border::letter && token.begin == tokens.front().begin) ||
                         (fragment.end == Border::letter && token.end == tokens.back().end);
        if (token.kind == TokenKind::pair || token.kind == TokenKind::tail || cut)
            continue;
        Node node;
        node.kind = Node::Kind::term;
        node.text = token.text;
        node.fields = fields;
        node.prefix = token.kind == TokenKind::syllable;
        out.push_back(std::move(node));
    }
}

bool needs_pattern(const std::vector<Fragment>& fragments)
{
    const auto is = [](Border border) {
        return [border](const Fragment& f) { return f.begin == border || f.end == border; };
    };
    return std::ranges::any_of(fragments, is(Border::letter)) ||
           (fragments.size() > 1 && std::ranges::any_of(fragments, is(Border::mark)));
}

} // namespace

bool has_wildcard(std::string_view word)
{
    return find_unescaped(word, '*') != std::string_view::npos;
}

tl::expected<Node, std::string> wildcard_node(std::string_view word, FieldMask fields)
{
    std::vector<Fragment> fragments = cut_at_stars(word);
    const std::string pattern = pattern_of(fragments);
    std::erase_if(fragments, [](const Fragment& fragment) { return fragment.joined.empty(); });
    if (fragments.empty())
        return Node();
    const Fragment& first = fragments.front();
    if (fragments.size() == 1 && first.begin != Border::letter)
        return word_node(first.text, fields,
                         first.end == Border::letter ? Completion::prefix : Completion::whole_word);
    std::vector<Node> parts;
    for (const Fragment& fragment : fragments)
        add_whole_words(fragment, fields, parts);
    if (needs_pattern(fragments)) {
        constexpr std::size_t fewest_letters = 2;
        if (pattern.starts_with('*') &&
            code_points(pattern) < fewest_letters + std::ranges::count(pattern, '*'))
            return tl::unexpected<std::string>("a word that begins with * needs two letters or more");
        if (static_cast<std::size_t>(std::ranges::count(pattern, '*')) > max_wildcards)
            return tl::unexpected<std::string>("a word with more than " + std::to_string(max_wildcards) +
                                               " *");
        Node node;
        node.kind = Node::Kind::pattern;
        node.text = pattern;
        node.fields = fields;
        parts.push_back(std::move(node));
    }
    Node node = all_of(std::move(parts));
    node.word = true;
    return node;
}

} // namespace colophon::search
