// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/value_counter.hpp"

#include <optional>

namespace colophon::search {

/// The counts of facets over all documents of a segment that are not soft-deleted, over those of its most
/// frequent terms, and over those of its most frequent values are kept with it. A query that matches nearly
/// the same documents is counted by the difference.

/// Terms and values are frequent that stand in one of so many documents, in segments of some size.
inline constexpr std::uint32_t known_share = 48;
inline constexpr std::uint32_t fewest_known_documents = 4096; ///< of the segment

/// How long a segment will be read. Counts that are soon thrown away are not worth their making, which is a
/// fifth of a merge, but where they save most.
enum class Stay { lasting, passing };
inline constexpr std::uint32_t fewest_known_passing = 32768;

/// Appends counts: what is not 0 as varints, the distance from the ordinal before and the count.
void append_counts(std::vector<std::uint8_t>& out, const ValueCounts& counts);
/// `counts` has an entry for each value of the segment.
void add_counts(std::span<const std::uint8_t> stored, ValueCounts& counts);

/// Computes all known counts of a segment whose other arrays are complete.
void add_known_counts(SegmentArrays& arrays, const SegmentView& view, Stay stay);

} // namespace colophon::search
