// SPDX-License-Identifier: Apache-2.0
#include "search/matching/facet_counter.hpp"

#include "core/text.hpp"
#include "search/segment/known_counts.hpp"

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

void FacetCounter::count(const Part& part, const DocumentSet& documents, std::span<const Facet> facets,
                         const Known* known)
{
    const Segment& segment = *part.segment;
    WantedGroups wanted{};
    for (const Facet facet : facets)
        wanted[group_of(facet)] = true;
    counts_.assign(segment.values(), 0);
    ValueCounter counter(segment.view());
    if (known == nullptr) {
        counter.count(documents, wanted, plus, counts_);
    } else {
        read_counts(segment.known_counts(known->place), counts_);
        DocumentSet missing = documents;
        missing.subtract(known->documents);
        counter.count(missing, wanted, plus, counts_);
        DocumentSet surplus = known->documents;
        surplus.subtract(documents);
        counter.count(surplus, wanted, minus, counts_);
    }
    for (const Facet facet : facets)
        add_up(part, facet);
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
