// SPDX-License-Identifier: Apache-2.0
#include "search/highlighter.hpp"

#include "core/text.hpp"
#include "search/analysis/ascii_text.hpp"
#include "search/matching/phrase_check.hpp"
#include "search/query/fitting.hpp"
#include "search/segment/impact.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

/// With more, every text is taken apart instead of looked through first.
constexpr std::size_t most_needles = 16;

/// Of a token that goes on, what was typed; all of it where that cannot be told.
Range marked_range(const Token& token, const Node& node)
{
    const bool goes_on = node.prefix || node.kind == Node::Kind::syllables;
    if (!goes_on || token.kind == TokenKind::pair)
        return {token.begin, token.end};
    const std::size_t typed =
        node.kind == Node::Kind::syllables ? node.syllables.size() : code_points(node.text);
    return {token.begin, std::min(token.end, token.begin + static_cast<std::uint32_t>(typed))};
}

} // namespace

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

void Highlighter::collect(const Node& node)
{
    switch (node.kind) {
    case Node::Kind::negation:
        return;
    case Node::Kind::phrase:
        want_phrase(node);
        return;
    case Node::Kind::term:
    case Node::Kind::pattern:
    case Node::Kind::syllables:
        want(node);
        return;
    default:
        for (const Node& child : node.children)
            collect(child);
    }
}

void Highlighter::want(const Node& node)
{
    if (node.kind != Node::Kind::term) {
        shapes_.push_back(wanted_.size());
        has_needles_ = false;
        wanted_.push_back({&node, node.fields});
        return;
    }
    Places& places = node.prefix ? beginnings_ : whole_;
    const auto [place, is_new] = places.try_emplace(node.text, wanted_.size());
    if (is_new) {
        wanted_.push_back({&node, node.fields});
        needles_.push_back(node.text);
    } else {
        wanted_[place->second].fields |= node.fields;
    }
    if (node.prefix)
        beginning_sizes_.insert(node.text.size());
}

void Highlighter::want_phrase(const Node& node)
{
    phrases_.push_back(&node);
    const Node::Place& first = node.phrase.front();
    if (first.syllables.empty())
        needles_.push_back(first.text);
    else
        has_needles_ = false;
}

bool Highlighter::may_hold(std::string_view text)
{
    if (!has_needles_ || needles_.size() > most_needles)
        return true;
    const std::optional<std::string_view> joined = joined_ascii(text, joined_);
    return !joined || std::ranges::any_of(needles_, [&joined](std::string_view needle) {
        return joined->find(needle) != std::string_view::npos;
    });
}

std::vector<Match> Highlighter::matches(std::span<const FieldText> texts)
{
    std::vector<Candidate> candidates;
    for (const FieldText& text : texts)
        offer(text, candidates);

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

void Highlighter::offer(const FieldText& text, std::vector<Candidate>& candidates)
{
    std::vector<Range> ranges;
    if (const std::size_t terms = mark(text.field, text.text, ranges); terms > 0)
        candidates.push_back({terms, {text.field, std::string(text.text), std::move(ranges)}});
}

/// How many of the query's terms and phrases the text holds.
std::size_t Highlighter::mark(Field field, std::string_view text, std::vector<Range>& ranges)
{
    if (wants_nothing() || text.empty() || !may_hold(text))
        return 0;
    const std::span<const Token> tokens = analyzer_.analyze(text);
    if (tokens.empty())
        return 0;
    const FieldMask mask = mask_of(field);
    held_.assign(wanted_.size(), Held::no);
    // What runs several parts together matches only where it was typed so.
    mark_tokens(tokens, Held::as_part, mask, ranges);
    mark_tokens(tokens, Held::run_together, mask, ranges);
    if (is_identifier(field))
        mark_joined(tokens, mask, ranges);
    std::size_t held = mark_phrases(tokens, mask, ranges);
    held += held_.size() - static_cast<std::size_t>(std::ranges::count(held_, Held::no));
    unite(ranges);
    return held;
}

/// Visits everything wanted that the text fits, whatever the field.
template <class Visit> void Highlighter::each_fitting(std::string_view text, Visit visit) const
{
    if (const auto found = whole_.find(text); found != whole_.end())
        visit(found->second);
    for (const std::size_t size : beginning_sizes_) {
        if (size > text.size())
            break;
        if (const auto found = beginnings_.find(text.substr(0, size)); found != beginnings_.end())
            visit(found->second);
    }
    for (const std::size_t place : shapes_) {
        const Node& node = *wanted_[place].node;
        if (node.kind == Node::Kind::pattern ? fits_pattern(text, node.text)
                                             : fits_syllables(text, node.syllables))
            visit(place);
    }
}

void Highlighter::mark_tokens(std::span<const Token> tokens, Held how, FieldMask field,
                              std::vector<Range>& ranges)
{
    for (const Token& token : tokens) {
        if ((token.kind == TokenKind::pair) != (how == Held::run_together))
            continue;
        each_fitting(token.text, [&](std::size_t place) {
            const bool open = held_[place] == Held::no || held_[place] == how;
            if (!open || (wanted_[place].fields & field) == 0)
                return;
            held_[place] = how;
            ranges.push_back(marked_range(token, *wanted_[place].node));
        });
    }
}

void Highlighter::mark_joined(std::span<const Token> tokens, FieldMask field, std::vector<Range>& ranges)
{
    bool any = false;
    each_fitting(analyzer_.joined(), [&](std::size_t place) {
        if (held_[place] != Held::no || (wanted_[place].fields & field) == 0)
            return;
        held_[place] = Held::run_together;
        any = true;
    });
    if (any)
        ranges.emplace_back(tokens.front().begin, tokens.back().end);
}

std::size_t Highlighter::mark_phrases(std::span<const Token> tokens, FieldMask field,
                                      std::vector<Range>& ranges) const
{
    std::size_t held = 0;
    for (const Node* phrase : phrases_) {
        if ((phrase->fields & field) == 0)
            continue;
        const auto occurrences = find_phrase(tokens, phrase->phrase);
        for (const std::vector<Token>& occurrence : occurrences)
            for (const Token& token : occurrence)
                ranges.emplace_back(token.begin, token.end);
        held += occurrences.empty() ? 0 : 1;
    }
    return held;
}

} // namespace colophon::search
