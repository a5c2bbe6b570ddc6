// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/sort_key.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace colophon::search {

/// Which hits are looked for.
struct HitRange {
    std::size_t limit = 0;
    std::uint64_t floor = 0; ///< the least rank that is of interest
    std::optional<SortKey> after = {};
};

/// Keeps the first documents of one segment in the order of a query, those after a cursor only.
class TopHits {
public:
    struct Entry {
        std::uint64_t rank = 0;
        std::uint32_t document = 0;
        std::uint32_t column = 0; ///< of the document's, where hits are columns
    };

    TopHits(const Segment& segment, Sort sort, const HitRange& range);

    void offer(std::uint64_t rank, std::uint32_t document, std::uint32_t column = 0)
    {
        if (rank < least_)
            return;
        consider({rank, document, column});
    }

    /// No document of lower rank can be among the hits.
    std::uint64_t least() const { return least_; }
    /// No document of this rank or a lower one can, if it stands behind all that were offered; 0 while any
    /// can.
    std::uint64_t beaten() const
    {
        return is_full() ? entries_.front().rank : std::max<std::uint64_t>(least_, 1) - 1;
    }
    bool wants_any() const { return range_.limit > 0; }
    const std::vector<Entry>& entries() const { return entries_; }
    /// What it is sorted by beside its rank: see SortKey.
    std::string name(const Entry& entry) const;

private:
    void consider(const Entry& entry);
    bool earlier(const Entry& a, const Entry& b) const;
    bool is_after(const Entry& entry) const;
    bool is_full() const { return entries_.size() == range_.limit; }

    const Segment& segment_;
    Sort sort_;
    HitRange range_;
    std::uint64_t least_;
    std::uint32_t first_after_ = 0; ///< the first document whose URN is not before the cursor's
    bool has_last_ = false;         ///< that is the cursor's own
    std::vector<Entry> entries_;    ///< a heap, the last of them in front
};

} // namespace colophon::search
