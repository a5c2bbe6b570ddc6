// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/document_list.hpp"
#include "search/segment/payload.hpp"
#include "search/segment/positions.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace colophon::search {

struct Posting {
    std::uint32_t document = 0;
    std::uint32_t payload = 0;     ///< packed
    CodedPositions positions = {}; ///< empty for terms that no phrase looks for
};

/// Appends the lists of one segment, one after the other. A short one has the payload's number in the
/// segment's table behind each document. A long one goes on with its own payloads, ascending, and for each
/// document the place of its payload among them:
///
///     u8 bytes of a place, varint payloads, { u32 payload }, { place }
class PostingWriter {
public:
    void append(std::vector<std::uint8_t>& out, std::span<const Posting> postings);
    /// The segment's table.
    std::vector<std::uint32_t> take_payloads() { return table_.take(); }

private:
    void append_short(std::vector<std::uint8_t>& out, std::span<const Posting> postings);
    void append_long(std::vector<std::uint8_t>& out, std::span<const Posting> postings);
    void append_payloads(std::vector<std::uint8_t>& out);
    template <class Place> void append_places(std::vector<std::uint8_t>& out) const;

    PayloadTable table_;
    // Of the long list at hand.
    PayloadTable distinct_; ///< found without sorting all of them: they are few
    std::vector<std::uint32_t> documents_;
    std::vector<std::uint32_t> arrivals_; ///< each posting's payload, by its number in distinct_
    std::vector<std::uint32_t> places_;   ///< of the numbers in distinct_, among the ascending ones
};

/// Appends the positions of postings, where there are any: where groups begin, but for the first, then the
/// marks of all postings, then their positions.
void append_positions(std::vector<std::uint8_t>& out, std::span<const Posting> postings);

/// The documents of a term and what it says about each.
class PostingList {
public:
    PostingList(const std::uint8_t* list, const std::uint32_t* segment_payloads)
        : documents_(list), segment_payloads_(segment_payloads)
    {
        if (!documents_.is_long())
            return;
        const std::uint8_t* at = documents_.rest();
        place_bytes_ = *at++;
        payloads_ = read_varint(at);
        payload_bytes_ = at;
        places_ = at + payloads_ * sizeof(std::uint32_t);
    }

    const DocumentList& documents() const { return documents_; }
    std::uint32_t count() const { return documents_.count(); }
    bool is_long() const { return documents_.is_long(); }

    // Of long lists. Payloads ascend.
    std::uint32_t payloads() const { return payloads_; }
    std::uint32_t payload(std::uint32_t place) const
    {
        return load<std::uint32_t>(payload_bytes_ + place * sizeof(std::uint32_t));
    }
    std::uint32_t place(std::uint32_t posting) const
    {
        switch (place_bytes_) {
        case 1:
            return places_[posting];
        case 2:
            return load<std::uint16_t>(places_ + posting * sizeof(std::uint16_t));
        default:
            return load<std::uint32_t>(places_ + posting * sizeof(std::uint32_t));
        }
    }
    /// One byte for each posting; null where they have more.
    const std::uint8_t* narrow_places() const { return place_bytes_ == 1 ? places_ : nullptr; }

    /// Calls `visit(document, packed payload)` for each posting of a short list.
    template <class Visit> void each_of_short(Visit visit) const
    {
        const std::uint8_t* at = documents_.entries();
        std::uint32_t document = ~std::uint32_t{0};
        for (std::uint32_t i = 0; i < count(); ++i) {
            document += read_varint(at) + 1;
            visit(document, segment_payloads_[read_varint(at)]);
        }
    }
    /// Calls `visit` with a function from postings to places that has no branch. Of long lists.
    template <class Visit> void with_places(Visit visit) const
    {
        with_numbers_of(place_bytes_, places_, visit);
    }
    /// Calls `visit(document, place of the payload)` for each posting of a long list.
    template <class Visit> void each_of_long(Visit visit) const
    {
        with_places([&](auto place) {
            std::uint32_t posting = 0;
            for (std::uint32_t chunk = 0; chunk < documents_.chunks(); ++chunk) {
                const std::uint32_t base = chunk * chunk_documents;
                each_in(documents_.container(chunk), documents_.chunk_count(chunk),
                        [&](std::uint32_t document) { visit(base + document, place(posting++)); });
            }
        });
    }

private:
    DocumentList documents_;
    const std::uint32_t* segment_payloads_;
    std::uint8_t place_bytes_ = 0;
    std::uint32_t payloads_ = 0;
    const std::uint8_t* payload_bytes_ = nullptr;
    const std::uint8_t* places_ = nullptr;
};

/// Reads a list in the order of documents. Stands before the first posting until next() is called.
class PostingCursor {
public:
    PostingCursor(const std::uint8_t* list, const std::uint32_t* payloads)
        : list_(list, payloads), at_(list_.documents().entries()), payloads_(payloads), left_(list_.count())
    {
    }

    std::uint32_t left() const { return left_; }
    std::uint32_t document() const { return document_; }
    Payload payload() const { return Payload::unpacked(payload_); }
    std::uint32_t packed_payload() const { return payload_; }

    bool next()
    {
        if (left_ == 0)
            return false;
        if (list_.is_long()) {
            document_ = cursor_.next(list_.documents());
            payload_ = list_.payload(list_.place(list_.count() - left_));
        } else {
            document_ += read_varint(at_) + 1;
            payload_ = payloads_[read_varint(at_)];
        }
        --left_;
        return true;
    }

private:
    PostingList list_;
    const std::uint8_t* at_;
    const std::uint32_t* payloads_;
    std::uint32_t left_;
    LongListCursor cursor_;
    std::uint32_t document_ = ~std::uint32_t{0};
    std::uint32_t payload_ = 0;
};

/// The same for lists without payloads.
class DocumentCursor {
public:
    explicit DocumentCursor(const std::uint8_t* list)
        : list_(list), at_(list_.entries()), left_(list_.count())
    {
    }

    std::uint32_t left() const { return left_; }
    std::uint32_t document() const { return document_; }
    bool next()
    {
        if (left_ == 0)
            return false;
        --left_;
        document_ = list_.is_long() ? cursor_.next(list_) : document_ + read_varint(at_) + 1;
        return true;
    }

private:
    DocumentList list_;
    const std::uint8_t* at_;
    std::uint32_t left_;
    LongListCursor cursor_;
    std::uint32_t document_ = ~std::uint32_t{0};
};

} // namespace colophon::search
