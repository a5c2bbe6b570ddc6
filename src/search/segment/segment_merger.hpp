// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/known_counts.hpp"
#include "search/segment/part.hpp"
#include "search/segment/posting_union.hpp"

#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace colophon::search {

struct MergedSegment {
    std::shared_ptr<const Segment> segment; ///< null where the merge was stopped
    /// For each source, where its documents went; `no_document` for those that were dead.
    std::vector<std::vector<std::uint32_t>> documents;
};

/// One segment of the living documents of several. No URN lives in two of them.
MergedSegment merge_segments(std::span<const Part> parts, Stay stay, const std::stop_token& stop);

} // namespace colophon::search
