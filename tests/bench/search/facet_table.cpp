// SPDX-License-Identifier: Apache-2.0
#include "facet_table.hpp"

#include <algorithm>

namespace colophon::search::bench {

void FacetTable::add(const SearchDocument& document)
{
    for (const SearchDocument::Value& value : document.values) {
        auto& numbers = numbers_[static_cast<std::size_t>(value.facet)];
        const auto [found, is_new] =
            numbers.try_emplace(value.value, static_cast<std::uint32_t>(facets_.size()));
        if (is_new) {
            facets_.push_back(value.facet);
            names_.push_back(value.value);
        }
        values_.push_back(found->second);
    }
    offsets_.push_back(static_cast<std::uint32_t>(values_.size()));
}

std::optional<std::uint32_t> FacetTable::find(Facet facet, const std::string& value) const
{
    const auto& numbers = numbers_[static_cast<std::size_t>(facet)];
    const auto found = numbers.find(value);
    if (found == numbers.end())
        return std::nullopt;
    return found->second;
}

std::vector<FacetCounts> FacetTable::top(std::span<const std::uint32_t> counts, std::span<const Facet> facets,
                                         std::size_t limit) const
{
    std::array<std::vector<std::uint32_t>, facet_count> counted;
    for (std::uint32_t value = 0; value < counts.size(); ++value)
        if (counts[value] > 0)
            counted[static_cast<std::size_t>(facets_[value])].push_back(value);
    std::vector<FacetCounts> result;
    for (const Facet facet : facets) {
        std::vector<std::uint32_t>& values = counted[static_cast<std::size_t>(facet)];
        const auto kept = static_cast<std::ptrdiff_t>(std::min(limit, values.size()));
        std::partial_sort(values.begin(), values.begin() + kept, values.end(),
                          [&](std::uint32_t a, std::uint32_t b) { return counts[a] > counts[b]; });
        FacetCounts& made = result.emplace_back();
        made.facet = facet;
        for (const std::uint32_t value : std::span(values).first(static_cast<std::size_t>(kept))) {
            made.values.emplace_back().value = names_[value];
            made.values.back().count = counts[value];
        }
    }
    return result;
}

} // namespace colophon::search::bench
