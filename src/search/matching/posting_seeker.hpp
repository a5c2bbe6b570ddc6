// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"

namespace colophon::search {

/// Goes through a term's documents beside other lists, and reads positions where they meet. Payloads are not
/// looked at, and chunks before the document that is asked for are passed over.
class PostingSeeker {
public:
    PostingSeeker(const Segment& segment, std::uint32_t term)
        : list_(segment.posting_list(term)), entry_(list_.documents().entries()),
          positions_(segment.positions(term))
    {
    }

    /// Whether the term stands in the document, which is not before the one asked for last.
    bool seek(std::uint32_t document)
    {
        if (list_.is_long())
            pass_chunks_before(document / chunk_documents);
        while (read_ < list_.count() && (read_ == 0 || document_ < document || !here_))
            if (!advance(document))
                break;
        return here_ && document_ == document;
    }

    /// Of the document that was found.
    CodedPositions positions()
    {
        positions_.seek(read_ - 1);
        PositionCursor here = positions_;
        return here.next();
    }

private:
    void pass_chunks_before(std::uint32_t chunk)
    {
        const DocumentList& documents = list_.documents();
        if (chunk_ > chunk)
            return;
        for (; chunk_ < chunk && chunk_ < documents.chunks(); ++chunk_)
            next_chunk_posting_ += documents.chunk_count(chunk_);
        if (chunk_ == documents.chunks() || chunk_ > chunk)
            return;
        read_ = next_chunk_posting_;
        left_ = documents.chunk_count(chunk_);
        next_chunk_posting_ += left_;
        container_ = ContainerCursor(documents.container(chunk_), left_);
        base_ = chunk_++ * chunk_documents;
        here_ = false;
    }

    /// Goes to the next document; false where this chunk has no more.
    bool advance(std::uint32_t wanted)
    {
        if (!list_.is_long()) {
            document_ += read_varint(entry_) + 1;
            read_varint(entry_); // the payload
        } else {
            if (left_ == 0 || base_ > wanted)
                return here_ = false;
            --left_;
            document_ = base_ + container_.next();
        }
        ++read_;
        return here_ = true;
    }

    PostingList list_;
    const std::uint8_t* entry_;
    PositionCursor positions_;
    std::uint32_t read_ = 0; ///< postings, up to and with the one it stands at
    bool here_ = false;      ///< it stands at one
    std::uint32_t document_ = ~std::uint32_t{0};
    std::uint32_t chunk_ = 0; ///< the next to be opened
    std::uint32_t next_chunk_posting_ = 0;
    std::uint32_t left_ = 0; ///< of the chunk that is open
    std::uint32_t base_ = 0;
    ContainerCursor container_;
};

} // namespace colophon::search
