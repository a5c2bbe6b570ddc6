// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"

#include <array>
#include <deque>

namespace colophon::search {

/// How many terms a score is made of.
std::uint32_t scored_terms(const Condition& condition);

/// What the words of a query say about one document, in a number of which more is better: that there is a
/// word at all, that no misspelling was needed, the worst level of all words, each at its best, and the sum
/// of what they contribute. 0: no word.
using Evidence = std::uint32_t;

inline constexpr unsigned evidence_level_shift = 20;
inline constexpr Evidence evidence_sum_mask = (1U << evidence_level_shift) - 1;
inline constexpr Evidence evidence_level_mask = 7U << evidence_level_shift;
inline constexpr Evidence evidence_exact = 1U << 30U;
inline constexpr Evidence evidence_any = 1U << 31U;

constexpr bool is_exact_evidence(Evidence evidence)
{
    return (evidence & evidence_exact) != 0;
}
constexpr Level level_of_evidence(Evidence evidence)
{
    return static_cast<Level>((evidence & evidence_level_mask) >> evidence_level_shift);
}
constexpr std::uint32_t sum_of_evidence(Evidence evidence)
{
    return evidence & evidence_sum_mask;
}

/// So many documents are judged at a time: the loops go over arrays that stay in the cache.
inline constexpr std::uint32_t judged_documents = 1024;
using JudgedBlock = std::array<Evidence, judged_documents>;

/// Judges the documents that a condition matched.
class Scorer {
public:
    /// Reads what the terms say about every document.
    Scorer(const Segment& segment, Condition& root);

    std::uint32_t terms() const { return terms_; }

    /// What is said about at most judged_documents documents, which match. Valid until the next call.
    const JudgedBlock& judge(std::span<const std::uint32_t> documents);

private:
    void judge(const Condition& condition, std::span<const std::uint32_t> documents, std::size_t depth);
    void judge_group(const Condition& group, std::span<const std::uint32_t> documents, std::size_t depth);
    JudgedBlock& block(std::size_t depth);

    Condition& root_;
    std::uint32_t terms_;
    std::deque<JudgedBlock> blocks_; ///< one for each level of the query
};

} // namespace colophon::search
