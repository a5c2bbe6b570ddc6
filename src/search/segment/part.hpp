// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"

#include <memory>
#include <vector>

namespace colophon::search {

/// A bit for each document of a segment that was replaced or removed.
using DeadDocuments = std::vector<std::uint64_t>;

/// A segment as one moment sees it.
struct Part {
    std::shared_ptr<const Segment> segment;
    std::shared_ptr<const DeadDocuments> dead; ///< never null
    std::uint32_t living = 0;

    bool lives(std::uint32_t document) const { return ((*dead)[document / 64] >> (document % 64) & 1U) == 0; }
};

/// A part in which every document lives.
Part new_part(std::shared_ptr<const Segment> segment);

} // namespace colophon::search
