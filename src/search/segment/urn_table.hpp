// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/hash.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace colophon::search {

/// A URN with its hash, for whoever looks it up in several segments.
struct HashedUrn {
    explicit HashedUrn(std::string_view text) : urn(text), hash(stable_hash(text)) {}

    std::string_view urn;
    std::uint64_t hash;
};

/// Finds documents by their URNs: open addressing by the hash. An entry is 0 where free; its low bits are the
/// document and one, as many as the number of documents needs, and the others are of the hash: most lookups
/// are of what a segment does not have, and end without reading a URN.
class UrnTable {
public:
    UrnTable(std::span<const std::uint32_t> entries, std::uint32_t documents)
        : entries_(entries), document_mask_(mask_for(documents))
    {
    }

    static std::vector<std::uint32_t> make(std::span<const std::uint64_t> hashes)
    {
        const std::uint32_t document_mask = mask_for(static_cast<std::uint32_t>(hashes.size()));
        std::vector<std::uint32_t> entries(std::bit_ceil(hashes.size() * 3 / 2 + 1));
        for (std::uint32_t document = 0; document < hashes.size(); ++document) {
            std::size_t slot = hashes[document] & (entries.size() - 1);
            while (entries[slot] != 0)
                slot = (slot + 1) & (entries.size() - 1);
            entries[slot] = (mark_of(hashes[document]) & ~document_mask) | (document + 1);
        }
        return entries;
    }

    /// Whether every search ends, and only documents that there are get looked at.
    bool is_consistent(std::uint32_t documents) const
    {
        return std::has_single_bit(entries_.size()) && std::ranges::find(entries_, 0U) != entries_.end() &&
               std::ranges::all_of(entries_, [this, documents](std::uint32_t entry) {
                   const std::uint32_t number = entry & document_mask_;
                   return entry == 0 || (number > 0 && number <= documents);
               });
    }

    /// `urn_of(document)` reads a URN.
    template <class UrnOf> std::optional<std::uint32_t> find(const HashedUrn& wanted, UrnOf urn_of) const
    {
        const std::size_t mask = entries_.size() - 1;
        for (std::size_t slot = wanted.hash & mask; entries_[slot] != 0; slot = (slot + 1) & mask) {
            if (((entries_[slot] ^ mark_of(wanted.hash)) & ~document_mask_) != 0)
                continue;
            if (const std::uint32_t document = (entries_[slot] & document_mask_) - 1;
                urn_of(document) == wanted.urn)
                return document;
        }
        return std::nullopt;
    }

private:
    static std::uint32_t mask_for(std::uint32_t documents)
    {
        return static_cast<std::uint32_t>((std::uint64_t{1} << std::bit_width(documents)) - 1);
    }
    static std::uint32_t mark_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }

    std::span<const std::uint32_t> entries_;
    std::uint32_t document_mask_;
};

} // namespace colophon::search
