// SPDX-License-Identifier: Apache-2.0
#include "search/matching/single_term.hpp"

#include <algorithm>
#include <unordered_map>

namespace colophon::search {

namespace {

constexpr std::size_t most_sources = 8;
constexpr std::uint32_t most_judged_apart = 4096;

const TermSource& longest_of(const Condition& root, const Segment& segment)
{
    return *std::ranges::max_element(root.terms, {}, [&segment](const TermSource& source) {
        return segment.posting_list(source.term).count();
    });
}

} // namespace

bool SingleTerm::fits(const Condition& root, const Segment& segment)
{
    if (!root.scored || root.terms.empty() || root.terms.size() > most_sources)
        return false;
    std::uint32_t postings = 0;
    for (const TermSource& source : root.terms)
        postings += segment.posting_list(source.term).count();
    const PostingList longest = segment.posting_list(longest_of(root, segment).term);
    return longest.is_long() && postings - longest.count() <= most_judged_apart;
}

SingleTerm::SingleTerm(const Segment& segment, const Condition& root, const DocumentSet& matched,
                       const ExactNames& names)
    : segment_(segment), root_(root), matched_(matched), names_(names), longest_(&longest_of(root, segment)),
      list_(segment.posting_list(longest_->term))
{
    apart_.reset(segment.documents());
    names.each([this](std::uint32_t document) { apart_.insert(document); });
    for (const TermSource& source : root.terms)
        if (&source != longest_)
            read_other(source);
    for (std::uint32_t place = 0; place < list_.payloads(); ++place) {
        of_place_.push_back(root_.strength(list_.payload(place), longest_->role));
        Tier tier = tier_of(level_of(of_place_.back()));
        if (tier == Tier::name_is_query)
            tier = Tier::name_is_literally_query;
        bounds_.push_back(
            relevance(is_exact(of_place_.back()), tier, score_of(contribution_of(of_place_.back()), 1)));
    }
}

void SingleTerm::read_other(const TermSource& source)
{
    for (PostingCursor cursor = segment_.postings(source.term); cursor.next();) {
        apart_.insert(cursor.document());
        others_.emplace_back(cursor.document(), root_.strength(cursor.packed_payload(), source.role));
    }
}

std::uint64_t SingleTerm::rank(std::uint32_t document, Strength strength) const
{
    return relevance(is_exact(strength), names_.tier(document, tier_of(level_of(strength))),
                     score_of(contribution_of(strength), 1));
}

void SingleTerm::offer(TopHits& top)
{
    apart_.intersect(matched_);
    skim(top); // first: of equal ranks, it takes earlier documents only
    if (!apart_.empty())
        offer_apart(top);
}

void SingleTerm::skim(TopHits& top)
{
    const DocumentList& documents = list_.documents();
    std::uint32_t posting = 0;
    for (std::uint32_t chunk = 0; chunk < documents.chunks(); ++chunk) {
        const std::uint32_t count = documents.chunk_count(chunk);
        if (has_place_from(posting, count, least_place(top)))
            skim_chunk(chunk, posting, top);
        posting += count;
    }
}

std::uint32_t SingleTerm::least_place(const TopHits& top) const
{
    const std::uint64_t beaten = top.beaten();
    if (beaten == 0)
        return 0;
    const auto found =
        std::ranges::find_if(bounds_, [beaten](std::uint64_t bound) { return bound > beaten; });
    return static_cast<std::uint32_t>(found - bounds_.begin());
}

bool SingleTerm::has_place_from(std::uint32_t posting, std::uint32_t count, std::uint32_t least) const
{
    if (least == 0)
        return count > 0;
    if (const std::uint8_t* const places = list_.narrow_places()) {
        std::uint8_t most = 0;
        for (std::uint32_t i = 0; i < count; ++i) // without a branch, so that many are compared at once
            most = std::max(most, places[posting + i]);
        return most >= least;
    }
    for (std::uint32_t i = 0; i < count; ++i)
        if (list_.place(posting + i) >= least)
            return true;
    return false;
}

void SingleTerm::skim_chunk(std::uint32_t chunk, std::uint32_t posting, TopHits& top)
{
    const DocumentList& documents = list_.documents();
    const std::uint32_t base = chunk * chunk_documents;
    std::uint32_t least = least_place(top);
    each_in(documents.container(chunk), documents.chunk_count(chunk), [&](std::uint32_t low) {
        const std::uint32_t place = list_.place(posting++);
        if (place < least)
            return;
        const std::uint32_t document = base + low;
        if (of_place_[place] == 0 || !matched_.contains(document) || apart_.contains(document))
            return;
        top.offer(rank(document, of_place_[place]), document);
        least = least_place(top);
    });
}

void SingleTerm::offer_apart(TopHits& top)
{
    std::unordered_map<std::uint32_t, Strength> best;
    const auto take = [&best](std::uint32_t document, Strength strength) {
        Strength& known = best[document];
        known = std::max(known, strength);
    };
    for (const auto& [document, strength] : others_)
        if (apart_.contains(document))
            take(document, strength);
    list_.each_of_long([&](std::uint32_t document, std::uint32_t place) {
        if (apart_.contains(document))
            take(document, of_place_[place]);
    });
    for (const auto& [document, strength] : best)
        if (strength != 0)
            top.offer(rank(document, strength), document);
}

} // namespace colophon::search
