// SPDX-License-Identifier: Apache-2.0
#include "search/matching/segment_search.hpp"

#include "search/matching/best_quality.hpp"
#include "search/matching/column_finder.hpp"
#include "search/matching/exact_names.hpp"
#include "search/matching/judged_hits.hpp"
#include "search/matching/known_base.hpp"
#include "search/matching/matcher.hpp"
#include "search/matching/single_term.hpp"

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
        if (order_.target == Target::columns)
            return run_for_columns(top, counter);
        const std::uint64_t total = matched_.count();
        count_facets(counter, total);
        if (total > 0 && top.wants_any())
            offer(top);
        return total;
    }

private:
    /// Facets count the datasets that have a column among the hits.
    std::uint64_t run_for_columns(TopHits& top, FacetCounter& counter)
    {
        ColumnFinder finder(segment_, order_.root, order_.parsed);
        const std::uint64_t total = finder.find(matched_, order_.sort, top);
        TopHits none(segment_, order_.sort, {});
        if (std::ranges::any_of(order_.filters,
                                [this](const Filter& filter) { return counts(filter.facet); }))
            finder.find(unfiltered_, order_.sort, none);
        count_facets(counter, matched_.count());
        return total;
    }

    bool counts(Facet facet) const { return std::ranges::find(order_.facets, facet) != order_.facets.end(); }

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
        if (total == 0)
            return;
        counter.count(part_, matched_, narrowed, find_base(segment_, matched_, total, root_, filters_));
    }

    void count_beside_filter(Facet facet, FacetCounter& counter)
    {
        DocumentSet documents = unfiltered_;
        for (std::size_t i = 0; i < filters_.size(); ++i)
            if (order_.filters[i].facet != facet)
                documents.intersect(filters_[i].matched);
        counter.count(part_, documents, std::span(&facet, 1),
                      find_base(segment_, documents, documents.count(), root_, filters_));
    }

    void offer(TopHits& top)
    {
        if (order_.sort == Sort::relevance)
            offer_by_relevance(top);
        else
            offer_all(top,
                      [this](std::uint32_t document) { return rank_by(order_.sort, segment_, document); });
    }

    template <class Rank> void offer_all(TopHits& top, Rank rank)
    {
        matched_.each([&](std::uint32_t document) { top.offer(rank(document), document); });
    }

    void offer_by_relevance(TopHits& top)
    {
        const std::uint32_t terms = scored_terms(root_);
        if (terms == 0) {
            offer_by_quality(segment_, matched_, top);
            return;
        }
        const RankingQuery query{order_.parsed.literal, order_.parsed.joined, order_.parsed.joined_prefix};
        const bool is_one_term = root_.kind == Node::Kind::term && order_.root.text == query.joined;
        const ExactNames names(segment_, query, is_one_term);
        if (is_one_term && SingleTerm::fits(root_, segment_))
            SingleTerm(segment_, root_, matched_, names).offer(top);
        else
            JudgedHits(segment_, root_, matched_, names).offer(top);
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
