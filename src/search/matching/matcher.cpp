// SPDX-License-Identifier: Apache-2.0
#include "search/matching/matcher.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace colophon::search {

namespace {

std::uint8_t signs_of(TermRole role, FieldMask fields)
{
    const bool in_name = (fields & mask_of(Field::name)) != 0;
    if (role == TermRole::whole_extension)
        return in_name ? ScoreBoard::name_begins_with_query : 0;
    if (role != TermRole::whole)
        return 0;
    const bool in_column = (fields & mask_of(Field::column)) != 0;
    return static_cast<std::uint8_t>((in_name ? ScoreBoard::name_is_query : 0) |
                                     (in_column ? ScoreBoard::column_is_query : 0));
}

} // namespace

void Matcher::match(Condition& condition, Window window, ScoreBoard& board)
{
    condition.matched.reset(window.size());
    switch (condition.kind) {
    case Node::Kind::nothing:
        return;
    case Node::Kind::everything:
        condition.matched.fill(window.size());
        return;
    case Node::Kind::term:
    case Node::Kind::pattern:
    case Node::Kind::syllables:
        match_term(condition, window, board);
        return;
    case Node::Kind::phrase:
        match_phrase(condition, window, board);
        return;
    case Node::Kind::facet:
        match_values(condition, window);
        return;
    case Node::Kind::number:
        match_number(condition, window);
        return;
    case Node::Kind::urn:
        if (condition.document >= window.begin && condition.document < window.end)
            condition.matched.insert(condition.document - window.begin);
        return;
    case Node::Kind::negation:
        match(condition.children.front(), window, board);
        condition.matched.fill(window.size());
        condition.matched.subtract(condition.children.front().matched);
        return;
    case Node::Kind::at_least:
        match_group(condition, window, board);
        return;
    }
}

void Matcher::match_term(Condition& condition, Window window, ScoreBoard& board)
{
    read_term(condition, window);
    score_term(condition, board);
}

/// Collects all sources of a term into readings_.
void Matcher::read_term(Condition& condition, Window window)
{
    if (readings_.size() < window.size())
        readings_.resize(window.size());
    for (TermSource& source : condition.terms) {
        PostingCursor cursor = source.cursor; // in registers for the loop
        for (; source.more && cursor.document() < window.end; source.more = cursor.next()) {
            const Payload payload = cursor.payload();
            const auto fields = static_cast<FieldMask>(payload.fields & condition.fields);
            if (fields == 0 || cursor.document() < window.begin)
                continue;
            const std::uint32_t document = cursor.document() - window.begin;
            condition.matched.insert(document);
            Reading& reading = readings_[document];
            const std::uint32_t contribution = term_contribution(source.role, payload.impact);
            reading.contribution = std::max(reading.contribution, static_cast<std::uint16_t>(contribution));
            reading.fields |= fields;
            if (condition.signals)
                reading.signs |= signs_of(source.role, fields);
        }
        source.cursor = cursor;
    }
}

/// Moves readings_ to the board.
void Matcher::score_term(const Condition& condition, ScoreBoard& board)
{
    condition.matched.each([&](std::uint32_t document) {
        const Reading reading = std::exchange(readings_[document], {});
        if (condition.signals)
            board.signs[document] |= reading.signs;
        if (!condition.scored)
            return;
        board.sums[document] += reading.contribution;
        if (!condition.optional && (reading.fields & mask_of(Field::name)) != 0)
            ++board.named_terms[document];
    });
}

void Matcher::match_phrase(Condition& condition, Window window, ScoreBoard& board)
{
    std::vector<FieldMask> fields(window.size(), condition.fields);
    condition.matched.fill(window.size());
    for (Condition& term : condition.children) {
        term.scored = condition.scored;
        term.matched.reset(window.size());
        read_term(term, window);
        term.matched.each([&](std::uint32_t document) { fields[document] &= readings_[document].fields; });
        score_term(term, board);
        condition.matched.intersect(term.matched);
    }
    if (condition.children.size() == 1)
        return;
    DocumentSet candidates = condition.matched;
    candidates.each([&](std::uint32_t document) {
        if (!phrases_.holds(condition, window.begin + document, fields[document]))
            condition.matched.erase(document);
    });
}

void Matcher::match_values(Condition& condition, Window window)
{
    for (ValueSource& source : condition.values)
        for (; source.more && source.cursor.document() < window.end; source.more = source.cursor.next())
            if (source.cursor.document() >= window.begin)
                condition.matched.insert(source.cursor.document() - window.begin);
}

void Matcher::match_number(Condition& condition, Window window) const
{
    const NumberFilter& bounds = condition.bounds;
    const std::int64_t least = bounds.least.value_or(std::numeric_limits<std::int64_t>::min());
    const std::int64_t most = bounds.most.value_or(std::numeric_limits<std::int64_t>::max());
    for (std::uint32_t document = window.begin; document < window.end; ++document) {
        const std::int64_t number = segment_.number(bounds.number, document);
        if (number >= least && number <= most)
            condition.matched.insert(document - window.begin);
    }
}

void Matcher::match_group(Condition& condition, Window window, ScoreBoard& board)
{
    switch (condition.need) {
    case Need::all:
        match_all(condition, window, board);
        return;
    case Need::any:
        match_any(condition, window, board);
        return;
    case Need::some:
        match_some(condition, window, board);
        return;
    }
}

void Matcher::match_all(Condition& condition, Window window, ScoreBoard& board)
{
    condition.matched.fill(window.size());
    for (Condition& child : condition.children) {
        // The cursors of the others catch up in a later window. Where another branch of the query can find a
        // document, they are read all the same: a score must not depend on what shares the window.
        if (condition.decisive && condition.matched.empty())
            return;
        match(child, window, board);
        if (!child.optional)
            condition.matched.intersect(child.matched);
    }
}

void Matcher::match_any(Condition& condition, Window window, ScoreBoard& board)
{
    for (Condition& child : condition.children) {
        match(child, window, board);
        condition.matched.unite(child.matched);
    }
}

void Matcher::match_some(Condition& condition, Window window, ScoreBoard& board)
{
    std::vector<std::uint16_t> met(window.size());
    for (Condition& child : condition.children) {
        match(child, window, board);
        child.matched.each([&](std::uint32_t document) {
            if (++met[document] == condition.required)
                condition.matched.insert(document);
        });
    }
}

} // namespace colophon::search
