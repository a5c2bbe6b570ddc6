// SPDX-License-Identifier: Apache-2.0
#include "search/highlighter.hpp"

#include "core/text.hpp"
#include "search/matching/phrase_check.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

/// Of a token that a prefix begins, what was typed; all of it where that cannot be told.
Range marked_range(const Token& token, const Node& term)
{
    if (!term.prefix || token.kind == TokenKind::pair)
        return {token.begin, token.end};
    const auto typed = static_cast<std::uint32_t>(code_points(term.text));
    return {token.begin, std::min(token.end, token.begin + typed)};
}

bool fits(std::string_view text, const Node& term)
{
    return term.prefix ? text.starts_with(term.text) : text == term.text;
}

/// Sorted, and as few as possible.
void unite(std::vector<Range>& ranges)
{
    std::sort(ranges.begin(), ranges.end());
    std::vector<Range> united;
    for (const Range& range : ranges)
        if (!united.empty() && range.first <= united.back().second)
            united.back().second = std::max(united.back().second, range.second);
        else
            united.push_back(range);
    ranges = std::move(united);
}

} // namespace

void Highlighter::collect(const Node& node)
{
    if (node.kind == Node::Kind::negation)
        return;
    if (node.kind == Node::Kind::term || node.kind == Node::Kind::phrase)
        terms_.push_back(&node);
    for (const Node& child : node.children)
        collect(child);
}

std::vector<Match> Highlighter::matches(const SearchDocument& document)
{
    std::vector<Candidate> candidates;
    offer(Field::name, document.name, candidates);
    offer(Field::qualified_name, document.qualified_name, candidates);
    offer(Field::description, document.description, candidates);
    for (const SearchDocument::Text& text : document.texts)
        offer(text.field, text.text, candidates);

    const auto order = [](const Candidate& a, const Candidate& b) {
        const bool a_column = a.match.field == Field::column;
        const bool b_column = b.match.field == Field::column;
        if (a_column != b_column)
            return a_column;
        return a.terms != b.terms ? a.terms > b.terms : a.match.field < b.match.field;
    };
    std::stable_sort(candidates.begin(), candidates.end(), order);
    const auto name = std::find_if(candidates.begin(), candidates.end(),
                                   [](const Candidate& c) { return c.match.field == Field::name; });
    if (name - candidates.begin() >= static_cast<std::ptrdiff_t>(max_matches) && name != candidates.end())
        std::iter_swap(candidates.begin() + max_matches - 1, name);

    std::vector<Match> matches;
    for (Candidate& candidate : candidates) {
        if (matches.size() == max_matches)
            break;
        matches.push_back(std::move(candidate.match));
    }
    return matches;
}

std::vector<Range> Highlighter::ranges(Field field, std::string_view text)
{
    std::vector<Range> ranges;
    mark(field, text, ranges);
    return ranges;
}

void Highlighter::offer(Field field, std::string_view text, std::vector<Candidate>& candidates)
{
    std::vector<Range> ranges;
    if (const std::size_t terms = mark(field, text, ranges); terms > 0)
        candidates.push_back({terms, {field, std::string(text), std::move(ranges)}});
}

/// How many of the query's terms and phrases the text holds.
std::size_t Highlighter::mark(Field field, std::string_view text, std::vector<Range>& ranges)
{
    if (terms_.empty() || text.empty())
        return 0;
    std::size_t held = 0;
    const std::span<const Token> tokens = analyzer_.analyze(text);
    for (const Node* term : terms_) {
        if (tokens.empty() || (term->fields & mask_of(field)) == 0)
            continue;
        const bool is_phrase = term->kind == Node::Kind::phrase;
        held += is_phrase ? mark_phrase(*term, tokens, ranges) : mark_term(*term, tokens, ranges);
    }
    unite(ranges);
    return held;
}

bool Highlighter::mark_term(const Node& term, std::span<const Token> tokens, std::vector<Range>& ranges) const
{
    const std::size_t before = ranges.size();
    const auto mark_tokens = [&](bool pairs) {
        for (const Token& token : tokens)
            if ((token.kind == TokenKind::pair) == pairs && fits(token.text, term))
                ranges.push_back(marked_range(token, term));
        return ranges.size() > before;
    };
    // What runs several parts together matches only where it was typed so.
    if (mark_tokens(false) || mark_tokens(true))
        return true;
    if (!fits(analyzer_.joined(), term))
        return false;
    ranges.emplace_back(tokens.front().begin, tokens.back().end);
    return true;
}

bool Highlighter::mark_phrase(const Node& phrase, std::span<const Token> tokens, std::vector<Range>& ranges)
{
    const auto occurrences = find_phrase(tokens, phrase.phrase);
    for (const std::vector<Token>& occurrence : occurrences)
        for (const Token& token : occurrence)
            ranges.emplace_back(token.begin, token.end);
    return !occurrences.empty();
}

} // namespace colophon::search
