// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/document_set.hpp"
#include "search/segment/segment.hpp"

#include <unordered_map>
#include <vector>

namespace colophon::search {

/// Counts the values of the documents that match, over all segments of a snapshot.
class FacetCounter {
public:
    void begin(const Segment& segment);
    void count(const DocumentSet& matched, Window window);
    /// Adds what was counted of the segment to the sums.
    void end();

    /// The most frequent values of each facet.
    std::vector<FacetCounts> top(std::span<const Facet> facets, std::size_t limit) const;

private:
    const Segment* segment_ = nullptr;
    std::vector<std::uint32_t> counts_; ///< by ordinal of the segment
    /// By marked value, which lies in a segment of the snapshot.
    std::unordered_map<std::string_view, std::uint64_t> sums_;
};

} // namespace colophon::search
