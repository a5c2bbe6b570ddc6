// SPDX-License-Identifier: Apache-2.0
#include "search/matching/condition.hpp"

#include "core/text.hpp"
#include "search/analysis/fold.hpp"
#include "search/matching/gram_chains.hpp"
#include "search/query/fitting.hpp"
#include "search/segment/impact.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

/// The term itself and, for a prefix, those that go on.
void add_terms(std::vector<TermSource>& sources, const Segment& segment, std::string_view text, bool prefix,
               TermRole exact, TermRole extension)
{
    if (!prefix) {
        if (const auto term = segment.find_term(text))
            sources.push_back({*term, exact});
        return;
    }
    const NumberRange range = segment.terms_with_prefix(text);
    sources.reserve(sources.size() + range.end - range.begin);
    for (std::uint32_t term = range.begin; term < range.end; ++term) // the shortest is the first
        sources.push_back({term, term == range.begin && segment.term(term) == text ? exact : extension});
}

void add_joined_terms(std::vector<TermSource>& sources, const Segment& segment, std::string_view joined,
                      bool prefix)
{
    add_terms(sources, segment, whole_name_mark + std::string(joined), prefix, TermRole::whole,
              TermRole::whole_extension);
}

/// The terms that begin with a short prefix, as the one that stands for them.
void add_beginning(Condition& condition, const Segment& segment, std::string_view prefix)
{
    if (const auto term = segment.find_term(beginning_mark + std::string(prefix)))
        condition.terms.push_back({*term, TermRole::extension});
}

Condition bind_term(const Node& node, const Segment& segment)
{
    Condition condition;
    condition.optional = node.optional;
    const bool has_beginning = node.prefix && code_points(node.text) <= max_beginning_points;
    const bool range = node.prefix && !has_beginning;
    if (has_beginning)
        add_beginning(condition, segment, node.text);
    add_terms(condition.terms, segment, node.text, range, TermRole::exact, TermRole::extension);
    add_joined_terms(condition.terms, segment, node.text, range);
    return condition;
}

/// Every word of the segment, and every whole name, that `fits`, from `prefix` on.
template <class Fits>
void add_fitting_terms(Condition& condition, const Segment& segment, const std::string& prefix, Fits fits)
{
    const auto add = [&](const std::string& head, std::size_t skipped) {
        const NumberRange range = segment.terms_with_prefix(head);
        TermReader terms = segment.read_terms();
        for (std::uint32_t term = range.begin; term < range.end; ++term) {
            const std::string_view text = terms.at(term);
            if (skipped == 0 && (text.starts_with(whole_name_mark) || text.starts_with(beginning_mark)))
                continue;
            if (fits(text.substr(skipped)))
                condition.terms.push_back({term, TermRole::extension});
        }
    };
    add(prefix, 0);
    add(whole_name_mark + prefix, 1);
}

Condition bind_pattern(const Node& node, const Segment& segment)
{
    Condition condition;
    add_fitting_terms(condition, segment, node.text.substr(0, node.text.find('*')),
                      [&node](std::string_view text) { return fits_pattern(text, node.text); });
    return condition;
}

/// The words, or the whole names, that begin with such syllables. Terms are ordered by their bytes, which is
/// the order of code points.
void add_syllable_terms(std::vector<TermSource>& sources, const Segment& segment,
                        std::span<const CodeRange> syllables, std::string_view mark)
{
    std::string first(mark);
    std::string last(mark);
    append_utf8(first, static_cast<std::int32_t>(syllables.front().begin));
    append_utf8(last, static_cast<std::int32_t>(syllables.front().end));
    const std::uint32_t end = segment.lower_bound_term(last);
    TermReader terms = segment.read_terms();
    for (std::uint32_t term = segment.lower_bound_term(first); term < end; ++term)
        if (fits_syllables(terms.at(term).substr(mark.size()), syllables))
            sources.push_back({term, TermRole::extension});
}

Condition bind_syllables(const Node& node, const Segment& segment)
{
    Condition condition;
    add_syllable_terms(condition.terms, segment, node.syllables, {});
    add_syllable_terms(condition.terms, segment, node.syllables, std::string_view(&whole_name_mark, 1));
    return condition;
}

Condition bind_phrase(const Node& node, const Segment& segment, const Binding& binding)
{
    Condition condition;
    for (const Node::Place& place : node.phrase) {
        Condition term;
        term.kind = Node::Kind::term;
        term.fields = node.fields;
        term.scored = binding.scored;
        term.likeness = std::max(binding.likeness, node.likeness);
        if (place.syllables.empty())
            add_terms(term.terms, segment, place.text, place.prefix, TermRole::exact, TermRole::exact);
        else
            add_syllable_terms(term.terms, segment, place.syllables, {});
        condition.children.push_back(std::move(term));
    }
    keep_chains(condition.children, node, segment);
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
            condition.values.push_back(ordinal);
    return condition;
}

Condition bind_group(const Node& node, const Segment& segment, const Binding& binding)
{
    Condition condition;
    condition.need = need_of(node);
    condition.required = node.required;
    Binding inner = binding;
    inner.scored = binding.scored && node.kind != Node::Kind::negation;
    inner.likeness = std::max(binding.likeness, node.likeness);
    for (const Node& child : node.children)
        condition.children.push_back(bind(child, segment, inner));
    const auto cheaper = [&segment](const Condition& a, const Condition& b) {
        return a.cost(segment) < b.cost(segment);
    };
    std::stable_sort(condition.children.begin(), condition.children.end(), cheaper);
    return condition;
}

Condition bind_kind(const Node& node, const Segment& segment, const Binding& binding)
{
    switch (node.kind) {
    case Node::Kind::term:
        return bind_term(node, segment);
    case Node::Kind::pattern:
        return bind_pattern(node, segment);
    case Node::Kind::syllables:
        return bind_syllables(node, segment);
    case Node::Kind::number:
        return bind_number(node.bounds);
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

std::size_t Condition::cost(const Segment& segment) const
{
    std::size_t sum = terms.size();
    for (const std::uint32_t value : values)
        sum += segment.value_list(value).count();
    for (const TermSource& source : terms)
        sum += segment.posting_list(source.term).count();
    for (const Condition& child : children)
        sum += child.cost(segment);
    return sum;
}

Condition bind(const Node& node, const Segment& segment, const Binding& binding)
{
    Condition condition = bind_kind(node, segment, binding);
    condition.node = &node;
    condition.kind = node.kind;
    condition.fields = node.fields;
    condition.scored = binding.scored;
    condition.likeness = std::max(binding.likeness, node.likeness);
    return condition;
}

std::vector<TermSource> bind_joined(const Segment& segment, std::string_view joined, bool prefix)
{
    std::vector<TermSource> sources;
    add_joined_terms(sources, segment, joined, prefix);
    return sources;
}

Condition bind_number(const NumberFilter& bounds)
{
    Condition condition;
    condition.kind = Node::Kind::number;
    condition.bounds = bounds;
    return condition;
}

Condition bind_filter(const Filter& filter, const Segment& segment)
{
    Condition condition;
    condition.kind = Node::Kind::facet;
    for (const std::string& value : filter.values)
        if (const auto ordinal = segment.find_value(filter.facet, value))
            condition.values.push_back(*ordinal);
    return condition;
}

} // namespace colophon::search
