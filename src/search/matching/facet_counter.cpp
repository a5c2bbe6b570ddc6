// SPDX-License-Identifier: Apache-2.0
#include "search/matching/facet_counter.hpp"

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

void FacetCounter::begin(const Segment& segment)
{
    segment_ = &segment;
    counts_.assign(segment.values(), 0);
}

void FacetCounter::count(const DocumentSet& matched, Window window)
{
    const SegmentView& view = segment_->view();
    const std::uint32_t* offsets = view.document_value_offsets.data() + window.begin;
    const std::uint32_t* values = view.document_values.data();
    matched.each([&](std::uint32_t place) {
        for (std::uint32_t i = offsets[place]; i < offsets[place + 1]; ++i)
            ++counts_[values[i]];
    });
}

void FacetCounter::end()
{
    for (std::uint32_t ordinal = 0; ordinal < counts_.size(); ++ordinal)
        if (counts_[ordinal] > 0)
            sums_[segment_->marked_value(ordinal)] += counts_[ordinal];
}

std::vector<FacetCounts> FacetCounter::top(std::span<const Facet> facets, std::size_t limit) const
{
    std::array<std::vector<Entry>, facet_count> entries;
    for (const auto& [marked, count] : sums_)
        entries[static_cast<unsigned char>(marked.front())].emplace_back(marked.substr(1), count);
    std::vector<FacetCounts> result;
    for (const Facet facet : facets)
        result.push_back(top_of(facet, entries[static_cast<std::size_t>(facet)], limit));
    return result;
}

} // namespace colophon::search
