// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/known_base.hpp"
#include "search/segment/part.hpp"
#include "search/segment/value_counter.hpp"

#include <array>
#include <vector>

namespace colophon::search {

/// Counts the values of the documents that match, over all parts of a snapshot.
class FacetCounter {
public:
    /// `values`: how many numbers of values the snapshot's parts have.
    explicit FacetCounter(std::size_t values) : sums_(values), places_(values) {}

    /// Counts the values of these facets. Each facet is counted once a part. With a base, what differs from
    /// it is counted.
    void count(const Part& part, const DocumentSet& documents, std::span<const Facet> facets,
               const std::optional<KnownBase>& base);

    /// The most frequent values of each facet that contain `text`, without case.
    std::vector<FacetCounts> top(std::span<const Facet> facets, std::size_t limit,
                                 std::string_view text) const;

private:
    /// Where a value is spelt.
    struct Place {
        const Segment* segment = nullptr;
        std::uint32_t ordinal = 0;
    };

    void count_few(const Part& part, std::span<const std::uint32_t> documents, std::span<const Facet> facets,
                   const WantedGroups& wanted);
    void count_by_base(const Segment& segment, const DocumentSet& documents, const WantedGroups& wanted,
                       const KnownBase& base);
    void add_up(const Part& part, std::span<const Facet> facets);
    void add(const Part& part, Facet facet, std::uint32_t ordinal, std::uint32_t count);
    std::string_view value(std::uint32_t number) const;
    FacetCounts top_of(Facet facet, std::vector<std::uint32_t>& numbers, std::size_t limit) const;

    std::vector<std::uint64_t> sums_;                             ///< by number of the value
    std::vector<Place> places_;                                   ///< likewise
    std::array<std::vector<std::uint32_t>, facet_count> counted_; ///< numbers that are not 0, by facet
    ValueCounts counts_; ///< of the part at hand; all 0 between parts
};

} // namespace colophon::search
