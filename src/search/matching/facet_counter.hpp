// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/document_set.hpp"
#include "search/segment/part.hpp"

#include <vector>

namespace colophon::search {

/// Counts the values of the documents that match, over all parts of a snapshot.
class FacetCounter {
public:
    /// `values`: how many numbers of values the snapshot's parts have.
    explicit FacetCounter(std::size_t values) : sums_(values), places_(values) {}

    /// Counts the values of these facets. Each facet is counted once a part.
    void count(const Part& part, const DocumentSet& documents, std::span<const Facet> facets);

    /// The most frequent values of each facet that contain `text`, without case.
    std::vector<FacetCounts> top(std::span<const Facet> facets, std::size_t limit,
                                 std::string_view text) const;

private:
    /// Where a value is spelt.
    struct Place {
        const Segment* segment = nullptr;
        std::uint32_t ordinal = 0;
    };

    void count_group(const Segment& segment, const DocumentSet& documents, std::size_t group);
    void count_sets(const Segment& segment, const DocumentSet& documents, std::size_t group);
    void count_values(const Segment& segment, const DocumentSet& documents, std::size_t group);
    void add_up(const Part& part, Facet facet);

    std::vector<std::uint64_t> sums_;       ///< by number of the value
    std::vector<Place> places_;             ///< likewise
    std::vector<std::uint32_t> counts_;     ///< by ordinal of the segment at hand
    std::vector<std::uint32_t> set_counts_; ///< by set of the group at hand
};

} // namespace colophon::search
