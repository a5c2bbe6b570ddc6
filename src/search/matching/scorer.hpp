// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"

namespace colophon::search {

/// What the words of a query say about one document.
struct Evidence {
    std::uint32_t sum = 0;           ///< of contributions
    Level level = Level::whole_name; ///< the worst of all words, each at its best
    bool exact = true;               ///< no misspelling was needed
    bool any = false;                ///< there is a word at all
};

/// How many terms a score is made of.
std::uint32_t scored_terms(const Condition& condition);

/// Judges the documents that a condition matched.
class Scorer {
public:
    /// Reads what the terms say about every document.
    Scorer(const Segment& segment, Condition& root);

    std::uint32_t terms() const { return terms_; }
    Evidence evidence(std::uint32_t document) const;

private:
    const Condition& root_;
    std::uint32_t terms_;
};

} // namespace colophon::search
