// SPDX-License-Identifier: Apache-2.0
#include "search/matching/segment_search.hpp"

#include "search/matching/exact_names.hpp"
#include "search/matching/matcher.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

class PartSearch {
public:
    PartSearch(const Part& part, const SearchOrder& order)
        : part_(part), segment_(*part.segment), order_(order),
          root_(bind(order.root, segment_, {order.sort == Sort::relevance, Likeness::same}))
    {
        for (const Filter& filter : order.filters)
            filters_.push_back(bind_filter(filter, segment_));
    }

    std::uint64_t run(TopHits& top, FacetCounter& counter)
    {
        match();
        const std::uint64_t total = matched_.count();
        count_facets(counter, total);
        if (total > 0 && top.wants_any())
            offer(top);
        return total;
    }

private:
    /// Leaves the documents that count in matched_, and in unfiltered_ those that the filters on facets have
    /// not seen.
    void match()
    {
        const Matcher matcher(segment_);
        matcher.match(root_);
        unfiltered_ = root_.matched;
        unfiltered_.subtract(*part_.dead);
        if (!order_.removed)
            unfiltered_.subtract(segment_.view().removed);
        for (const NumberFilter& bounds : order_.numbers) {
            Condition within = bind_number(bounds);
            matcher.match(within);
            unfiltered_.intersect(within.matched);
        }
        matched_ = unfiltered_;
        for (Condition& filter : filters_) {
            matcher.match(filter);
            matched_.intersect(filter.matched);
        }
    }

    /// A filter does not narrow the counts of its own facet: they say what else could be chosen.
    void count_facets(FacetCounter& counter, std::uint64_t total)
    {
        if (order_.facets.empty())
            return;
        std::vector<Facet> narrowed;
        for (const Facet facet : order_.facets) {
            const bool is_filtered = std::ranges::any_of(
                order_.filters, [facet](const Filter& filter) { return filter.facet == facet; });
            if (is_filtered)
                count_beside_filter(facet, counter);
            else
                narrowed.push_back(facet);
        }
        if (total > 0)
            counter.count(part_, matched_, narrowed);
    }

    void count_beside_filter(Facet facet, FacetCounter& counter)
    {
        DocumentSet documents = unfiltered_;
        for (std::size_t i = 0; i < filters_.size(); ++i)
            if (order_.filters[i].facet != facet)
                documents.intersect(filters_[i].matched);
        counter.count(part_, documents, std::span(&facet, 1));
    }

    void offer(TopHits& top)
    {
        switch (order_.sort) {
        case Sort::relevance:
            offer_by_relevance(top);
            return;
        case Sort::name:
            offer_all(top, [this](std::uint32_t document) { return rank_by_name(segment_, document); });
            return;
        case Sort::updated:
            offer_all(top, [this](std::uint32_t document) { return rank_by_update(segment_, document); });
            return;
        case Sort::usage:
            offer_all(top, [this](std::uint32_t document) {
                return std::uint64_t{segment_.view().usage[document]};
            });
            return;
        }
    }

    template <class Rank> void offer_all(TopHits& top, Rank rank)
    {
        matched_.each([&](std::uint32_t document) { top.offer(rank(document), document); });
    }

    void offer_by_relevance(TopHits& top)
    {
        const Scorer scorer(segment_, root_);
        if (scorer.terms() == 0) {
            offer_all(top, [this](std::uint32_t document) {
                return relevance(true, Tier::words_in_texts, score_of(segment_.view().qualities[document]));
            });
            return;
        }
        const RankingQuery query{order_.parsed.literal, order_.parsed.joined, order_.parsed.joined_prefix};
        const ExactNames names(segment_, query);
        const Level best = scorer.terms() > 1 ? Level::name : Level::whole_name;
        offer_all(top, [&](std::uint32_t document) {
            const Evidence evidence = scorer.evidence(document);
            const Tier by_words = tier_of(capped(evidence.level, best));
            return relevance(evidence.exact, names.tier(document, by_words),
                             score_of(evidence.sum, scorer.terms()));
        });
    }

    const Part& part_;
    const Segment& segment_;
    const SearchOrder& order_;
    Condition root_;
    std::vector<Condition> filters_; ///< as order_.filters
    DocumentSet unfiltered_, matched_;
};

} // namespace

std::uint64_t search_part(const Part& part, const SearchOrder& order, TopHits& top, FacetCounter& counter)
{
    return part.living == 0 ? 0 : PartSearch(part, order).run(top, counter);
}

} // namespace colophon::search
