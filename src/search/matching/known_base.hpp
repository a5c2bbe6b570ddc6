// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"

#include <optional>
#include <vector>

namespace colophon::search {

/// Lists of documents whose counts of facets are known, together nearly those that are to be counted. What
/// stands in several of the lists was counted several times.
struct KnownBase {
    std::vector<std::size_t> places;        ///< of the segment's known counts
    DocumentSet documents;                  ///< of all lists
    std::vector<DocumentSet> counted_again; ///< a set for each time too many
};

/// The best base for these documents, `total` of them, among everything and the lists that the query reads;
/// none where it is sooner counted without one.
std::optional<KnownBase> find_base(const Segment& segment, const DocumentSet& documents, std::uint64_t total,
                                   const Condition& root, std::span<const Condition> filters);

} // namespace colophon::search
