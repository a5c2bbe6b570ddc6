// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment.hpp"

#include "search/segment/first_not.hpp"

#include <algorithm>

namespace colophon::search {

SegmentView view_of(const SegmentArrays& arrays)
{
    SegmentView view;
    std::vector<std::span<const std::byte>> columns;
    SegmentArrays::each(
        arrays, [&columns](const auto& column) { columns.push_back(std::as_bytes(std::span(column))); });
    std::size_t next = 0;
    SegmentView::each(view, [&]<class T>(std::span<const T>& column) {
        const std::span<const std::byte> bytes = columns[next++];
        column = {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
    });
    return view;
}

std::shared_ptr<const Segment> Segment::own(SegmentArrays arrays)
{
    const auto owner = std::make_shared<const SegmentArrays>(std::move(arrays));
    return std::make_shared<const Segment>(view_of(*owner), owner);
}

std::optional<std::size_t> Segment::known_counts_of_term(std::uint32_t term) const
{
    const auto found = std::ranges::lower_bound(view_.known_terms, term);
    if (found == view_.known_terms.end() || *found != term)
        return std::nullopt;
    return 1 + static_cast<std::size_t>(found - view_.known_terms.begin());
}

std::optional<std::size_t> Segment::known_counts_of_value(std::uint32_t ordinal) const
{
    const auto found = std::ranges::lower_bound(view_.known_values, ordinal);
    if (found == view_.known_values.end() || *found != ordinal)
        return std::nullopt;
    return 1 + view_.known_terms.size() + static_cast<std::size_t>(found - view_.known_values.begin());
}

std::size_t Segment::bytes() const
{
    std::size_t sum = 0;
    SegmentView::each(view_, [&sum](const auto& column) { sum += column.size_bytes(); });
    return sum;
}

std::string Segment::urn(std::uint32_t document) const
{
    return string(read_urn(record(document)));
}

std::optional<std::uint32_t> Segment::find(const HashedUrn& wanted) const
{
    return UrnTable(view_.urn_table, documents()).find(wanted, [this](std::uint32_t document) {
        return urn(document);
    });
}

std::uint32_t Segment::lower_bound(std::string_view wanted) const
{
    return first_not(documents(), [&](std::uint32_t document) { return urn(document) < wanted; });
}

std::span<const std::uint32_t> Segment::qualified(std::uint32_t hash) const
{
    const auto [first, last] = std::ranges::equal_range(view_.qualified_hashes, hash);
    return view_.qualified_documents.subspan(static_cast<std::size_t>(first - view_.qualified_hashes.begin()),
                                             static_cast<std::size_t>(last - first));
}

SearchDocument Segment::document(std::uint32_t number) const
{
    Record stored;
    read_record(record(number), stored);
    SearchDocument document;
    read_members(number, stored, document);
    for (const Record::Text& part : stored.texts)
        document.texts.push_back({part.field, string(part.string)});
    for (const std::uint32_t ordinal : stored.values)
        document.values.push_back({value_facet(ordinal), std::string(value(ordinal))});
    return document;
}

std::int64_t Segment::number(Number number, std::uint32_t document) const
{
    switch (number) {
    case Number::updated:
        return view_.updated[document];
    case Number::usage:
        return view_.usage[document];
    case Number::downstream:
        return view_.downstream[document];
    case Number::columns:
        return view_.columns[document];
    }
    return 0;
}

std::optional<std::uint32_t> Segment::find_value(Facet facet, std::string_view wanted) const
{
    const std::string marked = mark_value(facet, wanted);
    const std::uint32_t found =
        first_not(values(), [&](std::uint32_t ordinal) { return marked_value(ordinal) < marked; });
    if (found == values() || marked_value(found) != marked)
        return std::nullopt;
    return found;
}

NumberRange Segment::values_of_facet(Facet facet) const
{
    const auto below = [&](std::uint32_t ordinal) { return value_facet(ordinal) < facet; };
    const auto within = [&](std::uint32_t ordinal) { return value_facet(ordinal) <= facet; };
    return {first_not(values(), below), first_not(values(), within)};
}

std::string mark_value(Facet facet, std::string_view value)
{
    std::string marked(1, static_cast<char>(facet));
    marked += value;
    return marked;
}

} // namespace colophon::search
