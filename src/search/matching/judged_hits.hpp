// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/exact_names.hpp"
#include "search/matching/ranking.hpp"
#include "search/matching/scorer.hpp"
#include "search/matching/top_hits.hpp"

namespace colophon::search {

/// Finds the first hits of a query of several terms: judges all documents that match, block by block, and
/// ranks those whose evidence can still be among the first.
class JudgedHits {
public:
    /// `root` was matched; `matched` is what of it counts. `names` knows documents that stand higher than
    /// their words say.
    JudgedHits(const Segment& segment, Condition& root, const DocumentSet& matched, const ExactNames& names);

    void offer(TopHits& top);

private:
    void offer_chunk(std::uint32_t chunk, const DocumentSet& documents, bool named, TopHits& top);
    DocumentBlock make_block(std::uint32_t first, std::span<const std::uint64_t> words);
    /// Whether any of them can still be among the first.
    bool mark_promising(const EvidenceBlock& judged, std::uint32_t count, const Ranking::Bound& bound);
    void rank_promising(const EvidenceBlock& judged, const DocumentBlock& block,
                        std::span<const std::uint64_t> words, std::uint32_t base, TopHits& top) const;
    void rank(Evidence evidence, std::uint32_t document, TopHits& top) const;

    const Segment& segment_;
    const DocumentSet& matched_;
    const ExactNames& names_;
    Scorer scorer_;
    Ranking ranking_;
    std::array<std::uint16_t, judged_documents> listed_{}; ///< of the block at hand
    /// Likewise: whether they can still be among the first. Behind the last, anything.
    alignas(64) std::array<std::uint8_t, judged_documents> promising_{};
};

} // namespace colophon::search
