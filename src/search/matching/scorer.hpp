// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/evidence.hpp"
#include "search/matching/term_strengths.hpp"

#include <deque>
#include <span>

namespace colophon::search {

/// How many terms a score is made of.
std::uint32_t scored_terms(const Condition& condition);

/// Judges the documents that a condition matched.
class Scorer {
public:
    /// `root` was matched. It and the segment outlive the scorer.
    Scorer(const Segment& segment, Condition& root);

    std::uint32_t terms() const { return terms_; }

    /// Reads what the terms say about the documents of a chunk that are wanted, a bit for each. Chunks are
    /// opened in ascending order; `wanted` stays until the next is.
    void open_chunk(std::uint32_t chunk, std::span<const std::uint64_t> wanted);
    /// What is said about the documents of a block; about those that are not wanted, anything. The caller may
    /// write to it; valid until the next call.
    EvidenceBlock& judge(const DocumentBlock& documents);

private:
    void collect(Condition& condition);
    void judge(const Condition& condition, const DocumentBlock& documents, std::size_t depth);
    void judge_group(const Condition& group, const DocumentBlock& documents, std::size_t depth);
    void keep_matched(const Condition& group, const DocumentBlock& documents, EvidenceBlock& all) const;
    EvidenceBlock& block(std::size_t depth);

    const Segment& segment_;
    Condition& root_;
    std::uint32_t terms_;
    std::uint32_t chunk_ = 0;
    std::vector<TermStrengths> leaves_; ///< by Condition::leaf
    std::deque<EvidenceBlock> blocks_;  ///< one for each level of the query
};

} // namespace colophon::search
