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
        if (const Facet facet = segment.value_facet(ordinal); is_wanted[static_cast<std::size_t>(facet)])
            add(part, facet, ordinal, count);
    }
}

void FacetCounter::add_up(const Part& part, std::span<const Facet> facets)
{
    for (const Facet facet : facets) {
        const NumberRange range = part.segment->values_of_facet(facet);
        for (std::uint32_t ordinal = range.begin; ordinal < range.end; ++ordinal)
            if (counts_[ordinal] > 0)
                add(part, facet, ordinal, counts_[ordinal]);
    }
    std::fill(counts_.begin(), counts_.end(), 0); // those of other facets of the groups too
}

void FacetCounter::add(const Part& part, Facet facet, std::uint32_t ordinal, std::uint32_t count)
{
    const std::uint32_t number = (*part.value_numbers)[ordinal];
    if (sums_[number] == 0) {
        counted_[static_cast<std::size_t>(facet)].push_back(number);
        places_[number] = {part.segment.get(), ordinal};
    }
    sums_[number] += count;
}

std::string_view FacetCounter::value(std::uint32_t number) const
{
    return places_[number].segment->value(places_[number].ordinal);
}

std::vector<FacetCounts> FacetCounter::top(std::span<const Facet> facets, std::size_t limit,
                                           std::string_view text) const
{
    const std::string wanted = lower(text);
    std::vector<FacetCounts> result;
    for (const Facet facet : facets) {
        std::vector<std::uint32_t> numbers = counted_[static_cast<std::size_t>(facet)];
        if (!wanted.empty())
            std::erase_if(numbers, [&](std::uint32_t number) {
                return lower(value(number)).find(wanted) == std::string::npos;
            });
        result.push_back(top_of(facet, numbers, limit));
    }
    return result;
}

FacetCounts FacetCounter::top_of(Facet facet, std::vector<std::uint32_t>& numbers, std::size_t limit) const
{
    const auto more_frequent = [this](std::uint32_t a, std::uint32_t b) {
        return sums_[a] != sums_[b] ? sums_[a] > sums_[b] : value(a) < value(b);
    };
    const std::size_t kept = std::min(limit, numbers.size());
    std::partial_sort(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(kept), numbers.end(),
                      more_frequent);
    FacetCounts result;
    result.facet = facet;
    result.more = numbers.size() > limit;
    for (const std::uint32_t number : std::span(numbers).first(kept)) {
        FacetCount& count = result.values.emplace_back();
        count.value = value(number);
        count.count = sums_[number];
    }
    return result;
}

} // namespace colophon::search
