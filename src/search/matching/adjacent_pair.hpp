// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/document_set.hpp"
#include "search/segment/segment.hpp"

namespace colophon::search {

/// Finds where one term stands right behind another: the phrases that people type most, and those that
/// frequent words make. Goes through both lists chunk by chunk, so that nothing is searched for.
class AdjacentPair {
public:
    /// `distance`: of the second's position from the first's, more than 0.
    AdjacentPair(const Segment& segment, std::uint32_t first, std::uint32_t second, std::uint32_t distance);

    /// Leaves of the documents, which have both terms, those where they stand so.
    void match(DocumentSet& documents);

private:
    /// The postings of one term among the documents of a chunk.
    class Reader {
    public:
        Reader(const Segment& segment, std::uint32_t term);

        void open_chunk(std::uint32_t chunk, const DocumentSet& documents);
        std::span<const std::uint32_t> documents() const { return std::span(documents_).first(count_); }
        PositionMarks marks(std::size_t place) const { return positions_.marks(postings_[place]); }
        CodedPositions positions(std::size_t place) { return positions_.next(postings_[place]); }

    private:
        PostingList list_;
        PositionCursor positions_;
        std::uint32_t first_posting_ = 0;                 ///< of the chunk
        std::vector<std::uint32_t> documents_, postings_; ///< so many of them: count_
        std::size_t count_ = 0;
    };

    Reader first_, second_;
    std::uint32_t distance_;
};

} // namespace colophon::search
