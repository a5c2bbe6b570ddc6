// SPDX-License-Identifier: Apache-2.0
#include "search/matching/condition.hpp"

#include "core/text.hpp"
#include "search/segment/impact.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

void add_term(Condition& condition, const Segment& segment, std::uint32_t term, TermRole role)
{
    TermSource source{segment.postings(term), role};
    source.more = source.cursor.next();
    condition.terms.push_back(source);
}

void add_value(Condition& condition, const Segment& segment, std::uint32_t ordinal)
{
    ValueSource source{segment.documents_with_value(ordinal)};
    source.more = source.cursor.next();
    condition.values.push_back(source);
}

/// The term itself and, for a prefix, those that go on.
void add_terms(Condition& condition, const Segment& segment, std::string_view text, bool prefix,
               TermRole exact, TermRole extension)
{
    if (!prefix) {
        if (const auto term = segment.find_term(text))
            add_term(condition, segment, *term, exact);
        return;
    }
    const NumberRange range = segment.terms_with_prefix(text);
    condition.terms.reserve(condition.terms.size() + range.end - range.begin);
    for (std::uint32_t term = range.begin; term < range.end; ++term)
        add_term(condition, segment, term, segment.term(term).size() == text.size() ? exact : extension);
}

void add_joined_terms(Condition& condition, const Segment& segment, std::string_view joined, bool prefix)
{
    add_terms(condition, segment, whole_name_mark + std::string(joined), prefix, TermRole::whole,
              TermRole::whole_extension);
}

/// The terms that begin with a short prefix, as the one that stands for them.
void add_beginning(Condition& condition, const Segment& segment, std::string_view prefix)
{
    if (const auto term = segment.find_term(beginning_mark + std::string(prefix)))
        add_term(condition, segment, *term, TermRole::extension);
}

Condition bind_term(const Node& node, const Segment& segment, const Binding& binding)
{
    Condition condition;
    condition.fields = node.fields;
    condition.optional = node.optional;
    condition.scored = binding.scored;
    condition.signals = binding.joined == node.text && binding.joined_prefix == node.prefix;
    const bool has_beginning = node.prefix && code_points(node.text) <= max_beginning_points;
    const bool range = node.prefix && !has_beginning;
    if (has_beginning)
        add_beginning(condition, segment, node.text);
    add_terms(condition, segment, node.text, range, TermRole::exact, TermRole::extension);
    add_joined_terms(condition, segment, node.text, range);
    return condition;
}

Condition bind_phrase(const Node& node, const Segment& segment, const Binding& binding)
{
    Condition condition;
    condition.fields = node.fields;
    condition.scored = binding.scored;
    for (const Node::Place& place : node.phrase) {
        Condition term;
        term.kind = Node::Kind::term;
        term.fields = node.fields;
        add_terms(term, segment, place.text, place.prefix, TermRole::exact, TermRole::exact);
        condition.children.push_back(std::move(term));
    }
    condition.verdicts.resize(segment.view().string_offsets.size() - 1);
    return condition;
}

Condition bind_facet(const Node& node, const Segment& segment)
{
    Condition condition;
    const NumberRange range = segment.values_of_facet(node.facet);
    const std::string wanted = lower(node.text);
    for (std::uint32_t ordinal = range.begin; ordinal < range.end; ++ordinal)
        if (const std::string_view value = segment.value(ordinal);
            value.size() == wanted.size() && lower(value) == wanted)
            add_value(condition, segment, ordinal);
    return condition;
}

Condition bind_group(const Node& node, const Segment& segment, const Binding& binding)
{
    Condition condition;
    condition.need = need_of(node);
    condition.required = node.required;
    Binding inner = binding;
    inner.scored = binding.scored && node.kind != Node::Kind::negation;
    inner.decisive = binding.decisive && node.kind != Node::Kind::negation && condition.need == Need::all;
    for (const Node& child : node.children)
        condition.children.push_back(bind(child, segment, inner));
    const auto cheaper = [](const Condition& a, const Condition& b) { return a.cost() < b.cost(); };
    std::stable_sort(condition.children.begin(), condition.children.end(), cheaper);
    return condition;
}

Condition bind_kind(const Node& node, const Segment& segment, const Binding& binding)
{
    switch (node.kind) {
    case Node::Kind::term:
        return bind_term(node, segment, binding);
    case Node::Kind::phrase:
        return bind_phrase(node, segment, binding);
    case Node::Kind::facet:
        return bind_facet(node, segment);
    case Node::Kind::urn: {
        Condition condition;
        condition.document = segment.find(node.text).value_or(segment.documents());
        return condition;
    }
    default:
        return bind_group(node, segment, binding);
    }
}

} // namespace

std::size_t Condition::cost() const
{
    std::size_t sum = terms.size();
    for (const ValueSource& value : values)
        sum += value.cursor.left();
    for (const TermSource& term : terms)
        sum += term.cursor.left();
    for (const Condition& child : children)
        sum += child.cost();
    return sum;
}

Condition bind(const Node& node, const Segment& segment, const Binding& binding)
{
    Condition condition = bind_kind(node, segment, binding);
    condition.node = &node;
    condition.kind = node.kind;
    condition.decisive = binding.decisive;
    return condition;
}

Condition bind_joined(const Segment& segment, const Binding& binding)
{
    Condition condition;
    condition.kind = Node::Kind::term;
    condition.signals = true;
    const bool range = binding.joined_prefix && binding.joined.size() > sizeof(std::uint64_t);
    add_joined_terms(condition, segment, binding.joined, range);
    return condition;
}

Condition bind_filter(const Filter& filter, const Segment& segment)
{
    Condition condition;
    condition.kind = Node::Kind::facet;
    for (const std::string& value : filter.values)
        if (const auto ordinal = segment.find_value(filter.facet, value))
            add_value(condition, segment, *ordinal);
    return condition;
}

} // namespace colophon::search
