// SPDX-License-Identifier: Apache-2.0
#include "search/fuzzy/vocabulary.hpp"

#include "search/segment/impact.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

constexpr int postings_looked_at = 256;
constexpr std::uint32_t terms_looked_at = 64; // that a prefix begins

} // namespace

bool Vocabulary::has(const Node& node) const
{
    const auto here = [this](const Node& child) { return has(child); };
    switch (node.kind) {
    case Node::Kind::term:
        return has_term(node);
    case Node::Kind::nothing:
        return false;
    case Node::Kind::phrase:
        return std::ranges::all_of(node.phrase, [&](const Node::Place& place) {
            Node term;
            term.kind = Node::Kind::term;
            term.fields = node.fields;
            term.text = place.text;
            term.prefix = place.prefix;
            return has_term(term);
        });
    case Node::Kind::at_least:
        if (need_of(node) == Need::all)
            return std::all_of(node.children.begin(), node.children.end(),
                               [this](const Node& child) { return child.optional || has(child); });
        return std::count_if(node.children.begin(), node.children.end(), here) >=
               static_cast<std::ptrdiff_t>(node.required);
    default:
        return true;
    }
}

std::uint64_t Vocabulary::documents(std::string_view term) const
{
    std::uint64_t sum = 0;
    for (const Part& part : snapshot_.parts)
        if (const auto number = part.segment->find_term(term))
            sum += part.segment->postings(*number).left();
    return sum;
}

bool Vocabulary::has_term(const Node& term) const
{
    const std::string name = whole_name_mark + term.text;
    return std::any_of(snapshot_.parts.begin(), snapshot_.parts.end(), [&](const Part& part) {
        const Segment& segment = *part.segment;
        for (const std::string_view text : {std::string_view(term.text), std::string_view(name)}) {
            NumberRange range = segment.terms_with_prefix(text);
            if (!term.prefix) {
                const bool is_there = range.begin < range.end && segment.term(range.begin) == text;
                range.end = range.begin + (is_there ? 1 : 0);
            }
            if (lives_any(part, range, term.fields))
                return true;
        }
        return false;
    });
}

bool Vocabulary::lives_any(const Part& part, NumberRange terms, FieldMask fields)
{
    if (terms.end - terms.begin > terms_looked_at)
        return true;
    for (std::uint32_t term = terms.begin; term < terms.end; ++term)
        if (lives(part, term, fields))
            return true;
    return false;
}

bool Vocabulary::lives(const Part& part, std::uint32_t term, FieldMask fields)
{
    PostingCursor cursor = part.segment->postings(term);
    for (int i = 0; i < postings_looked_at; ++i) {
        if (!cursor.next())
            return false;
        if ((cursor.payload().fields & fields) != 0 && part.lives(cursor.document()))
            return true;
    }
    return true;
}

} // namespace colophon::search
