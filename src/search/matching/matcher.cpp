// SPDX-License-Identifier: Apache-2.0
#include "search/matching/matcher.hpp"

#include "search/matching/phrase_matcher.hpp"

#include <algorithm>
#include <limits>

namespace colophon::search {

void Matcher::match(Condition& condition) const
{
    condition.matched.reset(segment_.documents());
    switch (condition.kind) {
    case Node::Kind::nothing:
        return;
    case Node::Kind::everything:
        condition.matched.fill(segment_.documents());
        return;
    case Node::Kind::term:
    case Node::Kind::pattern:
    case Node::Kind::syllables:
        match_terms(condition);
        return;
    case Node::Kind::phrase:
        match_phrase(condition);
        return;
    case Node::Kind::facet:
        match_values(condition);
        return;
    case Node::Kind::number:
        match_number(condition);
        return;
    case Node::Kind::urn:
        if (condition.document < segment_.documents())
            condition.matched.insert(condition.document);
        return;
    case Node::Kind::negation:
        match(condition.children.front());
        condition.matched.fill(segment_.documents());
        condition.matched.subtract(condition.children.front().matched);
        return;
    case Node::Kind::at_least:
        match_group(condition);
        return;
    }
}

void Matcher::match_terms(Condition& condition) const
{
    condition.found.clear();
    for (const TermSource& source : condition.terms) {
        const PostingList list = segment_.posting_list(source.term);
        if (!list.is_long())
            match_short(list, source.role, condition);
        else if (condition.fields == all_fields)
            list.documents().unite_into(condition.matched.words());
        else
            match_fields(list, condition.fields, condition.matched);
    }
}

/// A prefix has thousands of these: what they say is kept, so that they are read once.
void Matcher::match_short(const PostingList& list, TermRole role, Condition& condition)
{
    list.each_of_short([&](std::uint32_t document, std::uint32_t payload) {
        if ((payload & condition.fields) == 0)
            return;
        condition.matched.insert(document);
        if (condition.scored)
            condition.found.push_back({document, condition.strength(payload, role)});
    });
}

void Matcher::match_fields(const PostingList& list, FieldMask fields, DocumentSet& matched)
{
    std::vector<std::uint8_t> fits(list.payloads());
    for (std::uint32_t place = 0; place < list.payloads(); ++place)
        fits[place] = (list.payload(place) & fields) != 0 ? 1 : 0;
    if (std::ranges::find(fits, 0) == fits.end()) {
        list.documents().unite_into(matched.words());
        return;
    }
    std::uint64_t* const words = matched.words().data();
    list.each_of_long([&](std::uint32_t document, std::uint32_t place) {
        words[document / 64] |= std::uint64_t{fits[place]} << (document % 64); // without a branch
    });
}

void Matcher::match_phrase(Condition& condition) const
{
    match_all(condition);
    if (condition.children.size() > 1 && !condition.matched.empty())
        PhraseMatcher(segment_, condition).match();
}

void Matcher::match_values(Condition& condition) const
{
    for (const std::uint32_t ordinal : condition.values) {
        if (const DocumentList list = segment_.value_list(ordinal); list.is_long())
            list.unite_into(condition.matched.words());
        else
            for (DocumentCursor cursor = segment_.documents_with_value(ordinal); cursor.next();)
                condition.matched.insert(cursor.document());
    }
}

void Matcher::match_number(Condition& condition) const
{
    const NumberFilter& bounds = condition.bounds;
    const std::int64_t least = bounds.least.value_or(std::numeric_limits<std::int64_t>::min());
    const std::int64_t most = bounds.most.value_or(std::numeric_limits<std::int64_t>::max());
    for (std::uint32_t document = 0; document < segment_.documents(); ++document) {
        const std::int64_t number = segment_.number(bounds.number, document);
        if (number >= least && number <= most)
            condition.matched.insert(document);
    }
}

void Matcher::match_group(Condition& condition) const
{
    switch (condition.need) {
    case Need::all:
        match_all(condition);
        return;
    case Need::any:
        match_any(condition);
        return;
    case Need::some:
        match_some(condition);
        return;
    }
}

void Matcher::match_all(Condition& condition) const
{
    condition.matched.fill(segment_.documents());
    for (Condition& child : condition.children) {
        match(child);
        if (!child.optional)
            condition.matched.intersect(child.matched);
    }
}

void Matcher::match_any(Condition& condition) const
{
    for (Condition& child : condition.children) {
        match(child);
        condition.matched.unite(child.matched);
    }
}

void Matcher::match_some(Condition& condition) const
{
    std::vector<std::uint16_t> met(segment_.documents());
    for (Condition& child : condition.children) {
        match(child);
        child.matched.each([&](std::uint32_t document) {
            if (++met[document] == condition.required)
                condition.matched.insert(document);
        });
    }
}

} // namespace colophon::search
