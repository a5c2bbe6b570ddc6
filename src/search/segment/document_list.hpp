// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/container.hpp"
#include "search/segment/varint.hpp"

namespace colophon::search {

/// Lists up to this length are varints from one document to the next; longer ones lie in containers.
inline constexpr std::uint32_t longest_short_list = 128;

/// Documents in ascending order. What stands behind them belongs to the list's kind: of short lists, it
/// follows every document.
///
///     varint count · short: { varint gap, … } · long: u32 bytes of containers, varint chunks,
///     { u32 count, u32 offset } for each chunk, containers, …
class DocumentList {
public:
    explicit DocumentList(const std::uint8_t* at) : at_(at), count_(read_varint(at_))
    {
        if (!is_long())
            return;
        const auto bytes = load<std::uint32_t>(at_);
        at_ += sizeof bytes;
        chunks_ = read_varint(at_);
        containers_ = at_ + chunks_ * chunk_entry_bytes;
        rest_ = containers_ + bytes;
    }

    std::uint32_t count() const { return count_; }
    bool is_long() const { return count_ > longest_short_list; }

    // Of short lists.
    const std::uint8_t* entries() const { return at_; }

    // Of long lists.
    std::uint32_t chunks() const { return chunks_; }
    std::uint32_t chunk_count(std::uint32_t chunk) const
    {
        return load<std::uint32_t>(at_ + chunk * chunk_entry_bytes);
    }
    const std::uint8_t* container(std::uint32_t chunk) const
    {
        return containers_ + load<std::uint32_t>(at_ + chunk * chunk_entry_bytes + sizeof(std::uint32_t));
    }
    const std::uint8_t* rest() const { return rest_; }

    /// Sets the bit of every document of a long list.
    void unite_into(std::span<std::uint64_t> words) const;

private:
    static constexpr std::size_t chunk_entry_bytes = 2 * sizeof(std::uint32_t);

    const std::uint8_t* at_;
    std::uint32_t count_;
    std::uint32_t chunks_ = 0;
    const std::uint8_t* containers_ = nullptr;
    const std::uint8_t* rest_ = nullptr;
};

/// Appends what is common to all lists; for short ones the count only. Documents are ascending.
void append_list_head(std::vector<std::uint8_t>& out, std::span<const std::uint32_t> documents);

/// A list of documents and nothing else: those that have a value of a facet.
void append_documents(std::vector<std::uint8_t>& out, std::span<const std::uint32_t> documents);

/// Reads the documents of a long list in order.
class LongListCursor {
public:
    /// To be called as often as there are documents, always with the same list.
    std::uint32_t next(const DocumentList& list)
    {
        while (left_ == 0) {
            left_ = list.chunk_count(chunk_);
            container_ = ContainerCursor(list.container(chunk_), left_);
            base_ = chunk_++ * chunk_documents;
        }
        --left_;
        return base_ + container_.next();
    }

private:
    std::uint32_t chunk_ = 0;
    std::uint32_t left_ = 0;
    std::uint32_t base_ = 0;
    ContainerCursor container_;
};

} // namespace colophon::search
