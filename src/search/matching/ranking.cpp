// SPDX-License-Identifier: Apache-2.0
#include "search/matching/ranking.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

Head head_at(bool exact, Level level)
{
    return static_cast<Head>((exact ? head_exact : 0U) | static_cast<unsigned>(level) << contribution_bits);
}

} // namespace

Ranking::Bound Ranking::bound(std::uint64_t rank) const
{
    if (rank == 0)
        return {};
    const Tier tier = tier_of(rank);
    if (tier > Tier::name_begins_with_query)
        return bound_of_names(rank);
    const auto wanted = static_cast<Level>(tier);
    // Several levels may count as one: the range of those that count as the one that is wanted.
    Level least = Level::whole_name;
    Level greatest = Level::text;
    for (int i = 0; i <= static_cast<int>(Level::whole_name); ++i) {
        const auto level = static_cast<Level>(i);
        if (capped(level, best_) >= wanted)
            least = std::min(least, level);
        if (capped(level, best_) <= wanted)
            greatest = std::max(greatest, level);
    }
    return {head_at(is_exact(rank), least), head_at(is_exact(rank), greatest), sum_for(rank)};
}

/// Ranks of whole names: the words of a document reach them by being the name.
Ranking::Bound Ranking::bound_of_names(std::uint64_t rank) const
{
    constexpr Head out_of_reach = 0xFFFF;
    if (best_ != Level::whole_name)
        return {out_of_reach, out_of_reach, 0};
    // A name may be the query literally or not; what is known before is that it can be no more.
    const bool literal = tier_of(rank) == Tier::name_is_literally_query;
    const Head whole = head_at(is_exact(rank), Level::whole_name);
    return {whole, whole, literal ? sum_for(rank) : Sum{0}};
}

Sum Ranking::sum_for(std::uint64_t rank) const
{
    return static_cast<Sum>(std::min<std::uint32_t>(least_sum(rank, terms_), greatest_sum));
}

} // namespace colophon::search
