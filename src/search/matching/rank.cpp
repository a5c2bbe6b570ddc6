// SPDX-License-Identifier: Apache-2.0
#include "search/matching/rank.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

constexpr unsigned score_bits = 16;
constexpr unsigned tier_bits = 4;
constexpr std::uint32_t score_limit = 1U << score_bits;
constexpr double shown_tier = 100.0;
constexpr double shown_exactness = 2000.0; // more than any tier

constexpr std::array<std::string_view, 11> tier_names = {"words in texts",
                                                         "words in tags, terms or owners",
                                                         "words in columns",
                                                         "column is the query",
                                                         "words in the path",
                                                         "words in the name",
                                                         "name begins with the query",
                                                         "qualified name is the query",
                                                         "qualified name is literally the query",
                                                         "name is the query",
                                                         "name is literally the query"};

} // namespace

std::string_view tier_name(Tier tier)
{
    return tier_names[static_cast<std::size_t>(tier)];
}

Tier tier_of(Level level)
{
    return level == Level::whole_name ? Tier::name_is_query : static_cast<Tier>(level);
}

std::uint64_t relevance(bool exact, Tier tier, std::uint32_t score)
{
    return std::uint64_t{exact} << (score_bits + tier_bits) |
           std::uint64_t{static_cast<std::uint8_t>(tier)} << score_bits | score;
}

std::uint32_t score_of(std::uint32_t sum, std::uint32_t terms)
{
    const std::uint64_t most = std::uint64_t{full_contribution} * std::max(terms, 1U);
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(std::uint64_t{sum} * (score_limit - 1) / most, score_limit - 1));
}

std::uint32_t least_sum(std::uint64_t relevance, std::uint32_t terms)
{
    const std::uint64_t most = std::uint64_t{full_contribution} * std::max(terms, 1U);
    return static_cast<std::uint32_t>(relevance % score_limit * most / (score_limit - 1));
}

bool is_exact(std::uint64_t relevance)
{
    return relevance >> (score_bits + tier_bits) != 0;
}

std::uint32_t score_of(std::uint8_t quality)
{
    return quality * ((score_limit - 1) / 255);
}

double shown_tier_score(std::uint64_t relevance)
{
    return shown_tier * static_cast<double>(tier_of(relevance));
}

double shown_score(std::uint64_t relevance)
{
    const bool exact = is_exact(relevance);
    return shown_tier_score(relevance) + word_score(relevance) - (exact ? 0 : shown_exactness);
}

Tier tier_of(std::uint64_t relevance)
{
    return static_cast<Tier>(relevance >> score_bits & ((1U << tier_bits) - 1));
}

double word_score(std::uint64_t relevance)
{
    return 100.0 * static_cast<double>(relevance % score_limit) / static_cast<double>(score_limit);
}

} // namespace colophon::search
