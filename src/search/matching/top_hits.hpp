// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/sort_key.hpp"

#include <optional>
#include <vector>

namespace colophon::search {

/// Keeps the first documents of one segment in the order of a query, those after a cursor only.
class TopHits {
public:
    struct Entry {
        std::uint64_t rank = 0;
        std::uint32_t document = 0;
        std::uint32_t column = 0; ///< of the document's, where hits are columns
    };

    TopHits(const Segment& segment, Sort sort, std::size_t limit, const std::optional<SortKey>& after);

    void offer(std::uint64_t rank, std::uint32_t document, std::uint32_t column = 0)
    {
        if (entries_.size() == limit_ && rank < entries_.front().rank)
            return;
        consider({rank, document, column});
    }

    /// The rank that a document must beat to be among the hits, unless it stands before that hit; 0 while
    /// there is room.
    std::uint64_t worst() const { return entries_.size() == limit_ ? entries_.front().rank : 0; }
    bool wants_any() const { return limit_ > 0; }
    const std::vector<Entry>& entries() const { return entries_; }
    SortKey key(const Entry& entry) const;

private:
    void consider(const Entry& entry);
    bool earlier(const Entry& a, const Entry& b) const;
    bool is_after(const Entry& entry) const;

    const Segment& segment_;
    Sort sort_;
    std::size_t limit_;
    const std::optional<SortKey>& after_;
    std::uint32_t first_after_ = 0; ///< the first document whose URN is not before the cursor's
    bool has_last_ = false;         ///< that is the cursor's own
    std::vector<Entry> entries_;    ///< a heap, the last of them in front
};

} // namespace colophon::search
