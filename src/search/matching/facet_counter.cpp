// SPDX-License-Identifier: Apache-2.0
#include "search/matching/facet_counter.hpp"

#include "core/text.hpp"
#include "search/segment/known_counts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace colophon::search {

namespace {

/// So few documents are counted one by one.
constexpr std::uint32_t few_documents = 1024;

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
                         const std::optional<KnownBase>& base)
{
    const Segment& segment = *part.segment;
    WantedGroups wanted{};
    for (const Facet facet : facets)
        wanted[group_of(facet)] = true;
    counts_.resize(std::max<std::size_t>(counts_.size(), segment.values()));
    if (!base && documents.count() < few_documents) {
        count_few(part, documents.list(), facets, wanted);
        return;
    }
    if (base)
        count_by_base(segment, documents, wanted, *base);
    else
        ValueCounter(segment.view()).count(documents.list(), wanted, plus, counts_);
    add_up(part, facets);
}

void FacetCounter::count_by_base(const Segment& segment, const DocumentSet& documents,
                                 const WantedGroups& wanted, const KnownBase& base)
{
    ValueCounter counter(segment.view());
    for (const std::size_t place : base.places)
        add_counts(segment.known_counts(place), counts_);
    for (const DocumentSet& again : base.counted_again)
        counter.count(again.list(), wanted, minus, counts_);
    DocumentSet missing = documents;
    missing.subtract(base.documents);
    counter.count(missing.list(), wanted, plus, counts_);
    DocumentSet surplus = base.documents;
    surplus.subtract(documents);
    counter.count(surplus.list(), wanted, minus, counts_);
}

/// Without a look at the values that none of them has.
void FacetCounter::count_few(const Part& part, std::span<const std::uint32_t> documents,
                             std::span<const Facet> facets, const WantedGroups& wanted)
{
    const Segment& segment = *part.segment;
    std::vector<std::uint32_t> counted;
    for (std::size_t group = 0; group < set_groups; ++group)
        if (wanted[group])
            each_value(segment.view(), group, documents, [&](std::uint32_t ordinal) {
                if (counts_[ordinal]++ == 0)
                    counted.push_back(ordinal);
            });
    std::array<bool, facet_count> is_wanted{};
    for (const Facet facet : facets)
        is_wanted[static_cast<std::size_t>(facet)] = true;
    for (const std::uint32_t ordinal : counted) {
        const std::uint32_t count = std::exchange(counts_[ordinal], 0);
        if (is_wanted[static_cast<std::size_t>(segment.value_facet(ordinal))])
            add(part, ordinal, count);
    }
}

void FacetCounter::add_up(const Part& part, std::span<const Facet> facets)
{
    for (const Facet facet : facets) {
        const NumberRange range = part.segment->values_of_facet(facet);
        for (std::uint32_t ordinal = range.begin; ordinal < range.end; ++ordinal)
            if (counts_[ordinal] > 0)
                add(part, ordinal, counts_[ordinal]);
    }
    std::fill(counts_.begin(), counts_.end(), 0); // those of other facets of the groups too
}

void FacetCounter::add(const Part& part, std::uint32_t ordinal, std::uint32_t count)
{
    const std::uint32_t number = (*part.value_numbers)[ordinal];
    if (sums_[number] == 0) {
        touched_.push_back(number);
        places_[number] = {part.segment.get(), ordinal};
    }
    sums_[number] += count;
}

std::vector<FacetCounts> FacetCounter::top(std::span<const Facet> facets, std::size_t limit,
                                           std::string_view text) const
{
    const std::string wanted = lower(text);
    std::array<std::vector<Entry>, facet_count> entries;
    for (const std::uint32_t number : touched_) {
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
