// SPDX-License-Identifier: Apache-2.0
#include "search/matching/rank.hpp"

#include "search/segment/impact.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

constexpr unsigned score_bits = 16;
constexpr std::uint64_t score_limit = std::uint64_t{1} << score_bits;

constexpr std::array<std::string_view, 8> tier_names = {"words",
                                                        "column is the query",
                                                        "name has all words",
                                                        "name begins with the query",
                                                        "qualified name is the query",
                                                        "qualified name is literally the query",
                                                        "name is the query",
                                                        "name is literally the query"};

Tier find_tier(const Segment& segment, std::uint32_t document, const ScoreBoard& board, std::uint32_t place,
               const RankingQuery& query)
{
    const std::uint8_t signs = board.signs[place];
    const auto is_literally = [&](Member member) {
        Record record;
        read_record(segment.record(document), record);
        return segment.string(record[member]) == query.literal;
    };
    if ((signs & ScoreBoard::name_is_query) != 0)
        return is_literally(Member::name) ? Tier::name_is_literally_query : Tier::name_is_query;
    if (query.joined_hash != 0 && segment.view().qualified_hashes[document] == query.joined_hash)
        return is_literally(Member::qualified_name) ? Tier::qualified_name_is_literally_query
                                                    : Tier::qualified_name_is_query;
    if ((signs & ScoreBoard::name_begins_with_query) != 0 ||
        query.begins(segment.view().joined_keys[document]))
        return Tier::name_begins_with_query;
    if (query.terms > 0 && board.named_terms[place] == query.terms)
        return Tier::name_has_all_words;
    return (signs & ScoreBoard::column_is_query) != 0 ? Tier::column_is_query : Tier::words;
}

} // namespace

void RankingQuery::set_beginning(std::string_view joined)
{
    if (joined.empty() || joined.size() > sizeof beginning)
        return;
    beginning = leading_bytes(joined);
    beginning_mask = ~std::uint64_t{0} << (8 * (sizeof beginning - joined.size()));
}

std::string_view tier_name(Tier tier)
{
    return tier_names[static_cast<std::size_t>(tier)];
}

std::uint64_t relevance(const Segment& segment, std::uint32_t document, const ScoreBoard& board,
                        std::uint32_t place, const RankingQuery& query)
{
    const std::uint64_t tier = static_cast<std::uint64_t>(find_tier(segment, document, board, place, query));
    const std::uint64_t most = std::uint64_t{full_contribution} * std::max(query.terms, 1U);
    const std::uint64_t score = board.sums[place] * (score_limit - 1) / most;
    return tier << score_bits | std::min(score, score_limit - 1);
}

double shown_score(std::uint64_t relevance)
{
    return 100.0 * static_cast<double>(tier_of(relevance)) + word_score(relevance);
}

Tier tier_of(std::uint64_t relevance)
{
    return static_cast<Tier>(relevance >> score_bits);
}

double word_score(std::uint64_t relevance)
{
    return 100.0 * static_cast<double>(relevance % score_limit) / static_cast<double>(score_limit);
}

std::uint32_t scored_terms(const Node& node)
{
    if (node.kind == Node::Kind::negation || node.optional)
        return 0;
    if (node.kind == Node::Kind::term)
        return 1;
    std::uint32_t sum = static_cast<std::uint32_t>(node.phrase.size());
    for (const Node& child : node.children)
        sum += scored_terms(child);
    return sum;
}

} // namespace colophon::search
