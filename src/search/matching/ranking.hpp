// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/evidence.hpp"
#include "search/matching/rank.hpp"

namespace colophon::search {

/// Makes ranks of evidence, for a query of so many terms.
class Ranking {
public:
    explicit Ranking(std::uint32_t terms) : terms_(terms), best_(terms > 1 ? Level::name : Level::whole_name)
    {
    }

    /// Several words, each of them a whole name, are not the name that was asked for.
    Level level(Evidence evidence) const { return capped(evidence.level(), best_); }
    std::uint64_t rank(Evidence evidence, Tier tier) const
    {
        return relevance(evidence.is_exact(), tier, score_of(evidence.sum, terms_));
    }

    /// Which evidence may reach a rank by its words alone: every head above `greatest`, and those from
    /// `least` on with this sum. Heads are compared without head_any.
    struct Bound {
        Head least = 0;
        Head greatest = 0;
        Sum sum = 0;
    };
    Bound bound(std::uint64_t rank) const;

private:
    Bound bound_of_names(std::uint64_t rank) const;
    Sum sum_for(std::uint64_t rank) const;

    std::uint32_t terms_;
    Level best_;
};

} // namespace colophon::search
