// SPDX-License-Identifier: Apache-2.0
#include "search/merge_policy.hpp"

#include <algorithm>
#include <map>

namespace colophon::search {

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 30U;

int tier_of(std::uint32_t documents)
{
    int tier = 0;
    for (; documents >= merge_width; documents /= merge_width)
        ++tier;
    return tier;
}

bool mostly_dead(const Part& part)
{
    return part.living < part.segment->documents() / 2;
}

} // namespace

std::vector<Part> choose_merge(std::span<const Part> parts,
                               std::span<const std::shared_ptr<const Segment>> busy)
{
    std::map<int, std::vector<Part>> tiers;
    std::map<int, std::size_t> bytes;
    for (const Part& part : parts) {
        if (std::find(busy.begin(), busy.end(), part.segment) != busy.end())
            continue;
        const int tier = tier_of(part.living);
        if (bytes[tier] + part.segment->bytes() > most_bytes)
            continue;
        bytes[tier] += part.segment->bytes();
        tiers[tier].push_back(part);
    }
    for (auto& [tier, members] : tiers) {
        if (members.size() >= merge_width)
            return std::move(members);
        const auto dead = std::find_if(members.begin(), members.end(), mostly_dead);
        if (dead != members.end())
            return {*dead};
    }
    return {};
}

} // namespace colophon::search
