// SPDX-License-Identifier: Apache-2.0
#include "search/matching/exact_names.hpp"

#include "search/segment/term_collector.hpp"

#include <algorithm>

namespace colophon::search {

ExactNames::ExactNames(const Segment& segment, const RankingQuery& query, bool qualified_only)
    : segment_(segment), query_(query)
{
    if (query.joined.empty())
        return;
    if (!qualified_only)
        for (const TermSource& source : bind_joined(segment, query.joined, query.joined_prefix))
            take(source);
    take_qualified();
}

void ExactNames::take(const TermSource& source)
{
    const bool whole = source.role == TermRole::whole;
    for (PostingCursor cursor = segment_.postings(source.term); cursor.next();) {
        const Level level = cursor.payload().level;
        if (whole)
            raise(cursor.document(), tier_of(level));
        else if (level >= Level::name_start)
            // One lower where the document is deprecated.
            raise(cursor.document(),
                  level == Level::whole_name ? Tier::name_begins_with_query : Tier::words_in_name);
    }
}

void ExactNames::take_qualified()
{
    for (const std::uint32_t document : segment_.qualified(joined_hash(query_.joined)))
        raise(document,
              segment_.deprecated(document) ? Tier::name_begins_with_query : Tier::qualified_name_is_query);
}

void ExactNames::raise(std::uint32_t document, Tier tier)
{
    if (tiers_.empty())
        tiers_.resize(segment_.documents());
    if (tiers_[document] == 0)
        known_.push_back(document);
    tiers_[document] = std::max(tiers_[document], static_cast<std::uint8_t>(static_cast<int>(tier) + 1));
}

bool ExactNames::is_literally(std::uint32_t document, Member member) const
{
    Record record;
    read_record(segment_.record(document), record);
    return segment_.string(record[member]) == query_.literal;
}

Tier ExactNames::tier(std::uint32_t document, Tier by_words) const
{
    Tier tier = by_words;
    if (!tiers_.empty() && tiers_[document] != 0)
        tier = std::max(tier, static_cast<Tier>(tiers_[document] - 1));
    if (tier == Tier::name_is_query && is_literally(document, Member::name))
        return Tier::name_is_literally_query;
    if (tier == Tier::qualified_name_is_query && is_literally(document, Member::qualified_name))
        return Tier::qualified_name_is_literally_query;
    return tier;
}

} // namespace colophon::search
