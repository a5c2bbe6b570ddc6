// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"
#include "search/segment/string_pool.hpp"

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
    std::shared_ptr<const std::vector<std::uint32_t>>
        value_numbers; ///< of the segment's values, the same in every part; never null

    bool lives(std::uint32_t document) const { return ((*dead)[document / 64] >> (document % 64) & 1U) == 0; }
};

/// Numbers the values of facets over all parts, so that counts of several parts are added without comparing
/// texts. Used by one thread.
class ValueNumbers {
public:
    std::shared_ptr<const std::vector<std::uint32_t>> number(const Segment& segment);
    std::size_t size() const { return pool_.size(); }

private:
    StringPool pool_; ///< of marked values
};

/// A part in which every document lives.
Part new_part(std::shared_ptr<const Segment> segment, ValueNumbers& numbers);

} // namespace colophon::search
