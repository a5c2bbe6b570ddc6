// SPDX-License-Identifier: Apache-2.0
#include "search/matching/ranking.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

constexpr Head head_of_level(Level level)
{
    return static_cast<Head>(static_cast<unsigned>(level) << contribution_bits);
}

/// That of several words at most the begin of a name is the query: as capped() has it for Level::name.
constexpr Head limited(Head head)
{
    const Head level = head & head_level;
    const bool is_lowered = level == head_of_level(Level::whole_name) ||
                            level == head_of_level(Level::name_start) ||
                            level == head_of_level(Level::whole_column);
    return static_cast<Head>(head - (is_lowered ? head_of_level(Level::label) : 0)); // by one level
}

constexpr bool limits_as_capped_does()
{
    for (unsigned i = 0; i <= static_cast<unsigned>(Level::whole_name); ++i) {
        const auto level = static_cast<Level>(i);
        if (limited(head_of_level(level)) != head_of_level(capped(level, Level::name)))
            return false;
    }
    return true;
}
static_assert(limits_as_capped_does());

} // namespace

void Ranking::limit(EvidenceBlock& evidence, std::uint32_t count) const
{
    if (terms_ <= 1)
        return;
    for (std::uint32_t i = 0; i < count; ++i)
        evidence.heads[i] = limited(evidence.heads[i]);
}

Ranking::Bound Ranking::bound(std::uint64_t rank) const
{
    if (rank == 0)
        return {};
    const Tier tier = tier_of(rank);
    const Head exact = is_exact(rank) ? head_exact : Head{0};
    const auto sum = static_cast<Sum>(std::min<std::uint32_t>(least_sum(rank, terms_), greatest_sum));
    if (tier <= Tier::name_begins_with_query)
        return {static_cast<Head>(exact | head_of_level(static_cast<Level>(tier))), sum};
    // Whole names, which one word alone can be: literally or not, which is seen in the name itself.
    const auto whole = static_cast<Head>(exact | head_of_level(Level::whole_name));
    return {whole, tier == Tier::name_is_literally_query ? sum : Sum{0}};
}

} // namespace colophon::search
