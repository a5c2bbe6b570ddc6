// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/cursor.hpp"
#include "search/matching/segment_search.hpp"
#include "search/snapshot.hpp"

#include <optional>
#include <vector>

namespace colophon::search {

/// A document of a snapshot, or a column of it, and its rank.
struct Found {
    const Segment* segment = nullptr;
    std::uint32_t document = 0;
    std::uint32_t column = 0; ///< where hits are columns
    std::uint64_t rank = 0;
    std::string name = {}; ///< as SortKey has it
};

/// Where it stands among all.
SortKey key_of(const Found& found);

struct FoundPage {
    std::uint64_t total = 0;
    std::vector<Found>
        hits; ///< in order, those after the cursor; one more than asked for where there are more
    std::vector<FacetCounts> facets;
};

struct PageRequest {
    std::size_t limit = 20;
    std::optional<SortKey> after = {};
    std::size_t facet_limit = 0;
    std::string_view facet_text = {};
};

/// Runs a query over all parts of a snapshot.
FoundPage search_snapshot(const Snapshot& snapshot, const SearchOrder& order, const PageRequest& request);

/// Visits every document in the order of URNs until the visitor says false.
void scan_snapshot(const Snapshot& snapshot, const std::function<bool(const SearchDocument&)>& visit);

} // namespace colophon::search
