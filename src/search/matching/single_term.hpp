// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/exact_names.hpp"
#include "search/matching/top_hits.hpp"

namespace colophon::search {

/// Finds the first hits of a query that is one term without judging every document: the payloads of its
/// longest list are skimmed for what can still be among the first, and only there it is seen which document
/// that is. What stands in other lists, or in `names`, is judged one by one.
class SingleTerm {
public:
    /// Whether a condition can be read so.
    static bool fits(const Condition& root, const Segment& segment);

    SingleTerm(const Segment& segment, const Condition& root, const DocumentSet& matched,
               const ExactNames& names);

    void offer(TopHits& top);

private:
    void read_other(const TermSource& source);
    std::uint64_t rank(std::uint32_t document, Strength strength) const;
    void skim(TopHits& top);
    void skim_chunk(std::uint32_t chunk, std::uint32_t first_posting, TopHits& top);
    void offer_apart(TopHits& top);
    /// The least place whose documents may still be among the first.
    std::uint32_t least_place(const TopHits& top) const;
    bool has_place_from(std::uint32_t posting, std::uint32_t count, std::uint32_t least) const;

    const Segment& segment_;
    const Condition& root_;
    const DocumentSet& matched_;
    const ExactNames& names_;
    const TermSource* longest_ = nullptr;
    PostingList list_;
    std::vector<Strength> of_place_;
    std::vector<std::uint64_t> bounds_; ///< by place, the best rank a document may have
    DocumentSet apart_;                 ///< judged one by one
    std::vector<std::pair<std::uint32_t, Strength>> others_;
};

} // namespace colophon::search
