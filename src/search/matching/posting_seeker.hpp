// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"

namespace colophon::search {

/// Goes through a term's postings beside other lists, and reads positions where they meet.
class PostingSeeker {
public:
    PostingSeeker(const Segment& segment, std::uint32_t term)
        : postings_(segment.postings(term)), positions_(segment.positions(term)), count_(postings_.left())
    {
        postings_.next();
    }

    /// Whether the term stands in the document, which is not before the one asked for last.
    bool seek(std::uint32_t document)
    {
        while (!done_ && postings_.document() < document)
            done_ = !postings_.next();
        return !done_ && postings_.document() == document;
    }

    /// Of the document that was found.
    CodedPositions positions()
    {
        const std::uint32_t posting = count_ - postings_.left() - 1;
        positions_.seek(posting);
        PositionCursor here = positions_;
        return here.next();
    }

private:
    PostingCursor postings_;
    PositionCursor positions_;
    std::uint32_t count_;
    bool done_ = false;
};

} // namespace colophon::search
