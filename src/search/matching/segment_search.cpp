// SPDX-License-Identifier: Apache-2.0
#include "search/matching/segment_search.hpp"

#include "search/matching/matcher.hpp"
#include "search/segment/term_collector.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

class PartSearch {
public:
    PartSearch(const Part& part, const SearchOrder& order)
        : part_(part), segment_(*part.segment), order_(order), matcher_(segment_)
    {
        const bool by_relevance = order.sort == Sort::relevance;
        Binding binding;
        binding.scored = by_relevance;
        if (by_relevance)
            binding.joined = order.parsed.joined;
        binding.joined_prefix = order.parsed.joined_prefix;
        root_ = bind(order.root, segment_, binding);
        for (const Filter& filter : order.filters)
            filters_.push_back(bind_filter(filter, segment_));
        for (const NumberFilter& bounds : order.numbers)
            filters_.push_back(bind_number(bounds));
        if (!binding.joined.empty() && !root_.signals)
            joined_ = bind_joined(segment_, binding);
        ranking_.literal = order.parsed.literal;
        ranking_.joined_hash = joined_hash(order.parsed.joined);
        ranking_.terms = scored_terms(order.root);
        if (order.parsed.joined_prefix)
            ranking_.set_beginning(order.parsed.joined);
    }

    std::uint64_t run(TopHits& top, FacetCounter* facets)
    {
        std::uint64_t total = 0;
        for (Window window; window.begin < segment_.documents(); window.begin = window.end) {
            window.end = std::min(segment_.documents(), window.begin + window_documents);
            if (!match(window))
                continue;
            total += matched_.count();
            if (facets != nullptr)
                facets->count(matched_, window);
            offer(window, top);
        }
        return total;
    }

private:
    /// Leaves the documents that count in matched_; false where there are none.
    bool match(Window window)
    {
        if (order_.sort == Sort::relevance)
            board_.reset(window.size());
        matched_.fill(window.size());
        for (Condition& filter : filters_) {
            matcher_.match(filter, window, board_);
            matched_.intersect(filter.matched);
        }
        matched_.subtract(*part_.dead, window);
        if (!order_.removed)
            matched_.subtract(segment_.view().removed, window);
        if (matched_.empty())
            return false;
        matcher_.match(root_, window, board_);
        matched_.intersect(root_.matched);
        if (matched_.empty())
            return false;
        if (joined_)
            matcher_.match(*joined_, window, board_);
        return true;
    }

    void offer(Window window, TopHits& top)
    {
        matched_.each([&](std::uint32_t place) {
            const std::uint32_t document = window.begin + place;
            top.offer(rank(document, place), document);
        });
    }

    std::uint64_t rank(std::uint32_t document, std::uint32_t place) const
    {
        switch (order_.sort) {
        case Sort::name:
            return rank_by_name(segment_, document);
        case Sort::updated:
            return rank_by_update(segment_, document);
        case Sort::usage:
            return segment_.view().usage[document];
        default:
            return relevance(segment_, document, board_, place, ranking_);
        }
    }

    const Part& part_;
    const Segment& segment_;
    const SearchOrder& order_;
    Matcher matcher_;
    Condition root_;
    std::optional<Condition> joined_;
    std::vector<Condition> filters_;
    RankingQuery ranking_;
    ScoreBoard board_;
    DocumentSet matched_;
};

} // namespace

std::uint64_t search_part(const Part& part, const SearchOrder& order, TopHits& top, FacetCounter* facets)
{
    if (part.living == 0)
        return 0;
    if (facets != nullptr)
        facets->begin(*part.segment);
    const std::uint64_t total = PartSearch(part, order).run(top, facets);
    if (facets != nullptr)
        facets->end();
    return total;
}

} // namespace colophon::search
