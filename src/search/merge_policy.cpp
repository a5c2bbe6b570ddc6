// SPDX-License-Identifier: Apache-2.0
#include "search/merge_policy.hpp"

#include <algorithm>
#include <map>

namespace colophon::search {

namespace {

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

/// The smallest parts, as many as one may hold.
std::vector<Part> that_fit(std::vector<Part> parts)
{
    std::ranges::stable_sort(parts, {}, &Part::living);
    std::uint64_t documents = 0;
    std::size_t bytes = 0;
    const auto beyond = [&](const Part& part) {
        documents += part.living;
        bytes += part.segment->bytes();
        return documents > most_part_documents || bytes > most_part_bytes;
    };
    parts.erase(std::find_if(parts.begin(), parts.end(), beyond), parts.end());
    return parts;
}

} // namespace

std::vector<Part> choose_merge(std::span<const Part> parts,
                               std::span<const std::shared_ptr<const Segment>> busy, Urgency urgency)
{
    std::map<int, std::vector<Part>> tiers;
    std::vector<Part> all;
    for (const Part& part : parts) {
        if (std::find(busy.begin(), busy.end(), part.segment) != busy.end())
            continue;
        if (mostly_dead(part))
            return {part};
        if (part.living > most_part_documents / 2)
            continue;
        tiers[tier_of(part.living)].push_back(part);
        all.push_back(part);
    }
    for (auto& [tier, members] : tiers)
        if (members.size() >= merge_width)
            return that_fit(std::move(members));
    if (urgency == Urgency::busy)
        return {};
    all = that_fit(std::move(all));
    return all.size() > 1 ? all : std::vector<Part>{};
}

} // namespace colophon::search
