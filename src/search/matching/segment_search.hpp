// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/facet_counter.hpp"
#include "search/matching/rank.hpp"
#include "search/matching/top_hits.hpp"
#include "search/segment/part.hpp"

namespace colophon::search {

/// What is asked of every segment.
struct SearchOrder {
    const Node& root;
    const ParsedQuery& parsed; ///< of the query as typed: exactness is measured against it
    std::span<const Filter> filters;
    std::span<const NumberFilter> numbers;
    Target target = Target::documents;
    Sort sort = Sort::relevance;
    bool removed = false;
    std::span<const Facet> facets = {}; ///< to be counted
};

/// Runs a query over one part: gives the hits found to `top`, and counts facets into `counter`. Returns how
/// many documents match.
std::uint64_t search_part(const Part& part, const SearchOrder& order, TopHits& top, FacetCounter& counter);

} // namespace colophon::search
