// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace colophon::search {

inline constexpr std::uint32_t no_document = ~std::uint32_t{0};

/// Gathers the postings of one term from several segments, in the order of the documents that these become.
/// Keeps its buffers between terms.
class PostingUnion {
public:
    /// Of how many documents there are in the end.
    explicit PostingUnion(std::uint32_t documents) : places_(documents), taken_((documents + 63) / 64) {}

    void clear();
    /// `documents` tells where each document of the segment goes, in ascending order; no_document for those
    /// that are left out. What is gathered refers to the segment.
    void add(const Segment& segment, std::uint32_t term, std::span<const std::uint32_t> documents);
    /// Each document comes from one segment only.
    std::span<const Posting> sorted();

private:
    bool is_ascending() const;
    void sort_many();
    void sort_few();
    void merge_runs();

    std::vector<Posting> postings_, sorted_;
    std::vector<std::size_t> runs_; ///< where the postings of each segment begin
    // Of many postings: where the posting of a document stands, and a bit for each that has one.
    std::vector<std::uint32_t> places_;
    std::vector<std::uint64_t> taken_;
    // Of few: a document and, below it, the place of its posting.
    std::vector<std::uint64_t> keys_, merged_;
};

} // namespace colophon::search
