// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/score_board.hpp"
#include "search/segment/segment.hpp"

#include <cstdint>
#include <string_view>

namespace colophon::search {

/// How a document stands to the query as a whole. A better tier beats any score.
enum class Tier : std::uint8_t {
    words, ///< the words stand somewhere
    column_is_query,
    name_has_all_words,
    name_begins_with_query,
    qualified_name_is_query,
    qualified_name_is_literally_query,
    name_is_query, ///< but for case, accents and what separates words
    name_is_literally_query
};
std::string_view tier_name(Tier tier);

/// What relevance is computed from, apart from the board.
struct RankingQuery {
    std::string_view literal;
    std::uint32_t joined_hash = 0; ///< 0 where the query has operators
    std::uint32_t terms = 0;       ///< that are scored
    // A name begins with the query where its joined key does, if the query is that short.
    std::uint64_t beginning = 0;
    std::uint64_t beginning_mask = 0;

    void set_beginning(std::string_view joined);
    bool begins(std::uint64_t joined_key) const
    {
        return beginning_mask != 0 && (joined_key & beginning_mask) == beginning;
    }
};

/// The tier above 16 bits of score: greater is better.
std::uint64_t relevance(const Segment& segment, std::uint32_t document, const ScoreBoard& board,
                        std::uint32_t place, const RankingQuery& query);

/// As answers show it: a hundred a tier, and less than a hundred for the words.
double shown_score(std::uint64_t relevance);
Tier tier_of(std::uint64_t relevance);
double word_score(std::uint64_t relevance);

/// How many terms of a query are scored and required.
std::uint32_t scored_terms(const Node& node);

} // namespace colophon::search
