// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/part.hpp"

#include <memory>
#include <span>
#include <vector>

namespace colophon::search {

/// So many parts of like size become one: a document is copied once for each power of this that the index
/// has.
inline constexpr std::uint32_t merge_width = 8;
/// No part grows beyond this, so that what a merge takes is bounded: in memory as much again.
inline constexpr std::uint32_t most_part_documents = 1U << 18U;
inline constexpr std::size_t most_part_bytes = std::size_t{1} << 30U; // far from the 32-bit offsets

enum class Urgency {
    busy, ///< others write: only what keeps the number of parts low
    idle  ///< nobody writes: every part less is less work for each query
};

/// Which parts to merge next, the smallest first; none where all is well. A part is also rewritten alone when
/// most of it is dead. Leaves out `busy` segments.
std::vector<Part> choose_merge(std::span<const Part> parts,
                               std::span<const std::shared_ptr<const Segment>> busy, Urgency urgency);

} // namespace colophon::search
