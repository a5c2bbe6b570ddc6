// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "search/segment/segment.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace colophon::search {

/// Where a hit stands in the order of a query: greater `rank` first, then by name where names are sorted by,
/// then by URN and column.
struct SortKey {
    std::uint64_t rank = 0;
    std::string name; ///< folded and cut to max_sorted_name_bytes; empty unless Sort::name
    std::string urn;
    std::uint32_t column = 0; ///< of the document's, where hits are columns

    /// Less is earlier.
    std::strong_ordering operator<=>(const SortKey& other) const;
    bool operator==(const SortKey&) const = default;
};

/// Names that differ only behind this are ordered by URN.
inline constexpr std::size_t max_sorted_name_bytes = 256;

/// The folded name of a document as it is sorted by.
std::string sorted_name(const Segment& segment, std::uint32_t document);

/// The rank of a document where it is not sorted by relevance.
std::uint64_t rank_by(Sort sort, const Segment& segment, std::uint32_t document);

} // namespace colophon::search
