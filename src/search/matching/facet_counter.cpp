// SPDX-License-Identifier: Apache-2.0
#include "search/matching/facet_counter.hpp"

#include "core/text.hpp"
#include "search/segment/value_sets.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

using Entry = std::pair<std::string_view, std::uint64_t>;

bool more_frequent(const Entry& a, const Entry& b)
{
    return a.second != b.second ? a.second > b.second : a.first < b.first;
}

FacetCounts top_of(Facet facet, std::vector<Entry>& entries, std::size_t limit)
{
    FacetCounts result;
    result.facet = facet;
    result.more = entries.size() > limit;
    const std::size_t kept = std::min(limit, entries.size());
    std::partial_sort(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(kept), entries.end(),
                      more_frequent);
    for (const Entry& entry : std::span(entries).first(kept)) {
        FacetCount& count = result.values.emplace_back();
        count.value = entry.first;
        count.count = entry.second;
    }
    return result;
}

} // namespace

void FacetCounter::count(const Part& part, const DocumentSet& documents, std::span<const Facet> facets)
{
    counts_.assign(part.segment->values(), 0);
    std::array<bool, set_groups> wanted{};
    for (const Facet facet : facets)
        wanted[group_of(facet)] = true;
    for (std::size_t group = 0; group < set_groups; ++group)
        if (wanted[group])
            count_group(*part.segment, documents, group);
    for (const Facet facet : facets)
        add_up(part, facet);
}

void FacetCounter::count_group(const Segment& segment, const DocumentSet& documents, std::size_t group)
{
    const std::span<const std::uint32_t> begins = segment.view().set_begins;
    // Counting sets pays where documents share them.
    if (begins[group + 1] - begins[group] < documents.count() / 4)
        count_sets(segment, documents, group);
    else
        count_values(segment, documents, group);
}

void FacetCounter::count_sets(const Segment& segment, const DocumentSet& documents, std::size_t group)
{
    const SegmentView& view = segment.view();
    const std::uint32_t begin = view.set_begins[group];
    set_counts_.assign(view.set_begins[group + 1] - begin, 0);
    const std::uint32_t* const sets = view.document_sets.data() + group;
    documents.each([&](std::uint32_t document) { ++set_counts_[sets[document * set_groups] - begin]; });
    for (std::uint32_t set = 0; set < set_counts_.size(); ++set)
        if (set_counts_[set] > 0)
            for (std::uint32_t i = view.set_offsets[begin + set]; i < view.set_offsets[begin + set + 1]; ++i)
                counts_[view.set_values[i]] += set_counts_[set];
}

void FacetCounter::count_values(const Segment& segment, const DocumentSet& documents, std::size_t group)
{
    const SegmentView& view = segment.view();
    const std::uint32_t* const sets = view.document_sets.data() + group;
    const std::uint32_t* const offsets = view.set_offsets.data();
    const std::uint32_t* const values = view.set_values.data();
    documents.each([&](std::uint32_t document) {
        const std::uint32_t set = sets[document * set_groups];
        for (std::uint32_t i = offsets[set]; i < offsets[set + 1]; ++i)
            ++counts_[values[i]];
    });
}

void FacetCounter::add_up(const Part& part, Facet facet)
{
    const NumberRange range = part.segment->values_of_facet(facet);
    for (std::uint32_t ordinal = range.begin; ordinal < range.end; ++ordinal)
        if (counts_[ordinal] > 0) {
            const std::uint32_t number = (*part.value_numbers)[ordinal];
            sums_[number] += counts_[ordinal];
            places_[number] = {part.segment.get(), ordinal};
        }
}

std::vector<FacetCounts> FacetCounter::top(std::span<const Facet> facets, std::size_t limit,
                                           std::string_view text) const
{
    const std::string wanted = lower(text);
    std::array<std::vector<Entry>, facet_count> entries;
    for (std::size_t number = 0; number < sums_.size(); ++number) {
        if (sums_[number] == 0)
            continue;
        const std::string_view marked = places_[number].segment->marked_value(places_[number].ordinal);
        const std::string_view value = marked.substr(1);
        if (wanted.empty() || lower(value).find(wanted) != std::string::npos)
            entries[static_cast<unsigned char>(marked.front())].emplace_back(value, sums_[number]);
    }
    std::vector<FacetCounts> result;
    for (const Facet facet : facets)
        result.push_back(top_of(facet, entries[static_cast<std::size_t>(facet)], limit));
    return result;
}

} // namespace colophon::search
