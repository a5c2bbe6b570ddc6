// SPDX-License-Identifier: Apache-2.0
#include "search/matching/exact_names.hpp"

#include "search/segment/term_collector.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

/// A tier as it is kept: 0 is none.
constexpr std::uint8_t mark_of(Tier tier)
{
    return static_cast<std::uint8_t>(static_cast<int>(tier) + 1);
}

constexpr std::uint8_t last_level_mark = mark_of(Tier::name_begins_with_query);

/// The lowest tiers are levels by their numbers. Without a branch, for eight documents at once.
constexpr Head raised(Head head, std::uint8_t mark)
{
    const Head known = mark <= last_level_mark ? mark : Head{0};
    const Head level = static_cast<Head>(known - (known != 0 ? 1 : 0)) << contribution_bits;
    const Head before = head & head_level;
    return static_cast<Head>((head & ~head_level) | (before > level ? before : level));
}

} // namespace

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
    const auto take_one = [&](std::uint32_t document, std::uint32_t packed) {
        const Level level = Payload::unpacked(packed).level;
        if (whole)
            raise(document, tier_of(level));
        else if (level >= Level::name_start)
            // One lower where the document is deprecated.
            raise(document, level == Level::whole_name ? Tier::name_begins_with_query : Tier::words_in_name);
    };
    const PostingList list = segment_.posting_list(source.term);
    if (list.is_long())
        list.each_of_long(
            [&](std::uint32_t document, std::uint32_t place) { take_one(document, list.payload(place)); });
    else
        list.each_of_short(take_one);
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
        tiers_.resize((segment_.documents() + 63) / 64 * 64);
    tiers_[document] = std::max(tiers_[document], mark_of(tier));
    if (tier > Tier::name_begins_with_query)
        whole_.push_back(document);
}

void ExactNames::raise(EvidenceBlock& evidence, const DocumentBlock& documents, std::uint32_t base) const
{
    if (tiers_.empty())
        return;
    const std::uint8_t* const marks = tiers_.data() + base;
    Head* const heads = evidence.heads.data();
    if (documents.listed != nullptr) {
        for (std::uint32_t i = 0; i < documents.count; ++i)
            heads[i] = raised(heads[i], marks[documents.listed[i]]);
        return;
    }
    const std::uint8_t* const first = marks + documents.first;
    for (std::size_t i = 0, count = documents.count; i < count; ++i)
        heads[i] = raised(heads[i], first[i]);
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
