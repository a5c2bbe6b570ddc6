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

/// Which parts to merge next, the smallest first; none where all is well. A part is also rewritten alone when
/// most of it is dead. Leaves out `busy` segments, and what would grow past the 32-bit offsets of a segment.
std::vector<Part> choose_merge(std::span<const Part> parts,
                               std::span<const std::shared_ptr<const Segment>> busy);

} // namespace colophon::search
