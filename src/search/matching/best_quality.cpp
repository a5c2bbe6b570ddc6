// SPDX-License-Identifier: Apache-2.0
#include "search/matching/best_quality.hpp"

#include "search/matching/rank.hpp"

namespace colophon::search {

namespace {

constexpr std::size_t quality_count = 256;

using RankTable = std::array<std::uint64_t, quality_count>; ///< ascending

RankTable make_ranks()
{
    RankTable ranks{};
    for (std::size_t quality = 0; quality < quality_count; ++quality)
        ranks[quality] = relevance(true, Tier::words_in_texts, score_of(static_cast<std::uint8_t>(quality)));
    return ranks;
}

/// The least quality that is not beaten yet.
std::uint32_t least_quality(const RankTable& ranks, const TopHits& top)
{
    const std::uint64_t beaten = top.beaten();
    if (beaten == 0)
        return 0;
    return static_cast<std::uint32_t>(std::ranges::upper_bound(ranks, beaten) - ranks.begin());
}

std::uint8_t best_of(std::span<const std::uint8_t> qualities)
{
    std::uint8_t best = 0;
    for (const std::uint8_t quality : qualities) // without a branch, so that many are compared at once
        best = std::max(best, quality);
    return best;
}

} // namespace

void offer_by_quality(const Segment& segment, const DocumentSet& documents, TopHits& top)
{
    static const RankTable ranks = make_ranks();
    const std::span<const std::uint8_t> qualities = segment.view().qualities;
    const std::span<const std::uint64_t> words = documents.words();
    std::uint32_t least = least_quality(ranks, top);
    for (std::size_t word = 0; word < words.size(); ++word) {
        const std::size_t begin = word * 64;
        if (words[word] == 0 ||
            best_of(qualities.subspan(begin, std::min<std::size_t>(64, qualities.size() - begin))) < least)
            continue;
        for (std::uint64_t bits = words[word]; bits != 0; bits &= bits - 1) {
            const std::size_t document = begin + static_cast<std::size_t>(std::countr_zero(bits));
            if (qualities[document] < least)
                continue;
            top.offer(ranks[qualities[document]], static_cast<std::uint32_t>(document));
            least = least_quality(ranks, top);
        }
    }
}

} // namespace colophon::search
