// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"

#include <vector>

namespace colophon::search {

/// What the terms of one condition say about documents, a chunk of chunk_documents at a time: that much stays
/// in the cache.
class TermStrengths {
public:
    /// `condition` reads terms and was matched. It and the segment outlive this.
    TermStrengths(const Segment& segment, const Condition& condition);

    /// Chunks are opened in ascending order; some may be left out. `wanted` has a bit for each document of
    /// the chunk, and stays until the next is opened.
    /// `is_dense`: they are many, and it is quicker not to ask.
    void open(std::uint32_t chunk, std::span<const std::uint64_t> wanted, bool is_dense);

    /// By document, counted from the begin of the open chunk; the best of all terms. Right for those that are
    /// wanted.
    const Strength* data() const { return is_clean_ ? none() : strengths_.data(); }

private:
    struct LongSource {
        PostingList list;
        std::vector<Strength> of_place;
        std::uint32_t chunk = 0;
        std::uint32_t posting = 0; ///< the first of the chunk
    };
    struct Found {
        std::uint16_t low = 0; ///< of the document's number in the chunk
        Strength strength = 0;
    };

    static const Strength* none();
    void add_source(const TermSource& source);
    void read(LongSource& source, std::uint32_t chunk);
    template <class Place> void take(const LongSource& source, Place place);
    void make_room();
    void clear();

    const Segment& segment_;
    const Condition& condition_;
    std::vector<LongSource> long_;
    std::vector<std::vector<Found>> short_; ///< by chunk
    std::span<const std::uint64_t> wanted_;
    bool is_dense_ = false;
    std::vector<Strength> strengths_; ///< 0 but for documents that are wanted, where those are not dense
    bool is_clean_ = true;            ///< the open chunk has none of the terms
};

} // namespace colophon::search
