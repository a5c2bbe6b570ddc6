// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"
#include "search/segment/varint.hpp"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace colophon::search {

/// That a term stands in a document: in which fields, and how much that says (0 to 255).
struct Payload {
    FieldMask fields = 0;
    std::uint8_t impact = 0;

    std::uint32_t packed() const { return static_cast<std::uint32_t>(impact) << 16U | fields; }
    static Payload unpacked(std::uint32_t bits)
    {
        return {static_cast<FieldMask>(bits & 0xFFFFU), static_cast<std::uint8_t>(bits >> 16U)};
    }
};

struct Posting {
    std::uint32_t document = 0;
    std::uint32_t payload = 0; ///< packed
};

/// Numbers the payloads of a segment. There are few different ones, so that a posting needs one byte for it.
class PayloadTable {
public:
    std::uint32_t number(std::uint32_t packed);
    std::vector<std::uint32_t> take() { return std::move(payloads_); }

private:
    std::vector<std::uint32_t> payloads_;
    std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
};

/// Appends a list: the count, then the gap to the document before and the payload's number, each a varint.
void append_postings(std::vector<std::uint8_t>& out, std::span<const Posting> postings,
                     PayloadTable& payloads);

/// Reads a list in the order of documents. Stands before the first posting until next() is called.
class PostingCursor {
public:
    PostingCursor(const std::uint8_t* list, const std::uint32_t* payloads)
        : at_(list), payloads_(payloads), left_(read_varint(at_))
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
        --left_;
        document_ += read_varint(at_) + 1;
        payload_ = payloads_[read_varint(at_)];
        return true;
    }

private:
    const std::uint8_t* at_;
    const std::uint32_t* payloads_;
    std::uint32_t left_;
    std::uint32_t document_ = ~std::uint32_t{0};
    std::uint32_t payload_ = 0;
};

/// The same for lists without payloads: the documents that have a value of a facet.
void append_documents(std::vector<std::uint8_t>& out, std::span<const std::uint32_t> documents);

class DocumentCursor {
public:
    explicit DocumentCursor(const std::uint8_t* list) : at_(list), left_(read_varint(at_)) {}

    std::uint32_t left() const { return left_; }
    std::uint32_t document() const { return document_; }
    bool next()
    {
        if (left_ == 0)
            return false;
        --left_;
        document_ += read_varint(at_) + 1;
        return true;
    }

private:
    const std::uint8_t* at_;
    std::uint32_t left_;
    std::uint32_t document_ = ~std::uint32_t{0};
};

} // namespace colophon::search
