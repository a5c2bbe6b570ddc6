// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/evidence.hpp"
#include "search/matching/rank.hpp"

namespace colophon::search {

/// Makes ranks of evidence, for a query of so many terms.
class Ranking {
public:
    explicit Ranking(std::uint32_t terms) : terms_(terms) {}

    /// Several words, each of them a whole name, are not the name that was asked for. To be done before
    /// anything else is asked of the evidence.
    void limit(EvidenceBlock& evidence, std::uint32_t count) const;

    std::uint64_t rank(Evidence evidence, Tier tier) const
    {
        return relevance(evidence.is_exact(), tier, score_of(evidence.sum, terms_));
    }

    /// Which evidence may reach a rank by its words alone: every head above, and this one with this sum.
    /// Heads are compared without head_any.
    struct Bound {
        Head head = 0;
        Sum sum = 0;
    };
    Bound bound(std::uint64_t rank) const;

private:
    std::uint32_t terms_;
};

} // namespace colophon::search
