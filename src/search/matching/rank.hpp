// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/strength.hpp"

#include <cstdint>
#include <string_view>

namespace colophon::search {

/// How a document stands to the query as a whole. A better tier beats any score. The first seven are those of
/// Level.
enum class Tier : std::uint8_t {
    words_in_texts,
    words_in_labels,
    words_in_columns,
    column_is_query,
    words_in_path,
    words_in_name,
    name_begins_with_query,
    qualified_name_is_query,
    qualified_name_is_literally_query,
    name_is_query, ///< but for case, accents and what separates words
    name_is_literally_query
};
std::string_view tier_name(Tier tier);
Tier tier_of(Level level);

/// What a hit is ordered by: whether it is what was meant, its tier, and 16 bits of score. Greater is better.
std::uint64_t relevance(bool exact, Tier tier, std::uint32_t score);
/// The score of a sum of contributions by so many terms.
std::uint32_t score_of(std::uint32_t sum, std::uint32_t terms);
/// The least sum whose score is that of a rank.
std::uint32_t least_sum(std::uint64_t relevance, std::uint32_t terms);
/// The score where there are no words: the quality alone.
std::uint32_t score_of(std::uint8_t quality);

/// As answers show it: a hundred a tier, and less than a hundred for the words and the document's quality.
/// What was not exactly meant shows less than nothing.
double shown_score(std::uint64_t relevance);
Tier tier_of(std::uint64_t relevance);
bool is_exact(std::uint64_t relevance);
double word_score(std::uint64_t relevance);
/// The hundreds that its tier is worth.
double shown_tier_score(std::uint64_t relevance);

} // namespace colophon::search
