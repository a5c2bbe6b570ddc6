// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"
#include "search/matching/phrase_check.hpp"

namespace colophon::search {

/// Fills in, window by window, which documents of one segment meet a condition. Windows come in ascending
/// order.
class Matcher {
public:
    explicit Matcher(const Segment& segment) : segment_(segment), phrases_(segment) {}

    /// Leaves the result in `condition.matched`, and what the terms say about scores on the board.
    void match(Condition& condition, Window window, ScoreBoard& board);

private:
    void match_term(Condition& condition, Window window, ScoreBoard& board);
    void read_term(Condition& condition, Window window);
    void score_term(const Condition& condition, ScoreBoard& board);
    void match_phrase(Condition& condition, Window window, ScoreBoard& board);
    void match_values(Condition& condition, Window window);
    void match_number(Condition& condition, Window window) const;
    void match_group(Condition& condition, Window window, ScoreBoard& board);
    void match_all(Condition& condition, Window window, ScoreBoard& board);
    void match_any(Condition& condition, Window window, ScoreBoard& board);
    void match_some(Condition& condition, Window window, ScoreBoard& board);

    /// What the term at hand says, by document of the window; all zero between terms.
    struct Reading {
        std::uint16_t contribution = 0;
        FieldMask fields = 0;
        std::uint8_t signs = 0;
    };
    std::vector<Reading> readings_;
    const Segment& segment_;
    PhraseCheck phrases_;
};

} // namespace colophon::search
