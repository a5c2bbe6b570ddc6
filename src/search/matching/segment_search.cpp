// SPDX-License-Identifier: Apache-2.0
#include "search/matching/segment_search.hpp"

#include "search/matching/column_finder.hpp"
#include "search/matching/exact_names.hpp"
#include "search/matching/matcher.hpp"
#include "search/matching/scorer.hpp"
#include "search/matching/single_term.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

/// Fewer documents are counted sooner than compared.
constexpr std::uint64_t fewest_counted_by_difference = 2048;

const std::optional<SortKey> no_cursor;

/// Makes ranks of evidence.
class Ranking {
public:
    explicit Ranking(std::uint32_t terms) : terms_(terms), best_(terms > 1 ? Level::name : Level::whole_name)
    {
    }

    /// Several words, each of them a whole name, are not the name that was asked for.
    Evidence limited(Evidence evidence) const
    {
        const Level level = capped(level_of_evidence(evidence), best_);
        return (evidence & ~evidence_level_mask) | static_cast<Evidence>(level) << evidence_level_shift;
    }
    std::uint64_t rank(Evidence evidence, Tier tier) const
    {
        return relevance(is_exact_evidence(evidence), tier, score_of(sum_of_evidence(evidence), terms_));
    }
    /// No evidence below this reaches the rank by its words alone.
    Evidence least(std::uint64_t worst) const
    {
        if (worst == 0)
            return 0;
        const Tier tier = tier_of(worst);
        const auto level = static_cast<Evidence>(std::min(tier, Tier::name_begins_with_query));
        // Above that, names decide, and sums say nothing.
        const std::uint32_t sum =
            tier > Tier::name_begins_with_query ? evidence_sum_mask : least_sum(worst, terms_);
        return evidence_any | (is_exact(worst) ? evidence_exact : 0U) | level << evidence_level_shift | sum;
    }

private:
    std::uint32_t terms_;
    Level best_;
};

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
        TopHits none(segment_, order_.sort, 0, no_cursor);
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
        const std::optional<FacetCounter::Known> known = find_known(matched_, total);
        counter.count(part_, matched_, narrowed, known ? &*known : nullptr);
    }

    void count_beside_filter(Facet facet, FacetCounter& counter)
    {
        DocumentSet documents = unfiltered_;
        for (std::size_t i = 0; i < filters_.size(); ++i)
            if (order_.filters[i].facet != facet)
                documents.intersect(filters_[i].matched);
        const std::optional<FacetCounter::Known> known = find_known(documents, documents.count());
        counter.count(part_, documents, std::span(&facet, 1), known ? &*known : nullptr);
    }

    /// Documents whose counts are known and that differ from these in less than a half of them.
    std::optional<FacetCounter::Known> find_known(const DocumentSet& documents, std::uint64_t total) const
    {
        if (total < fewest_counted_by_difference)
            return std::nullopt;
        FacetCounter::Known best;
        std::uint64_t least = total / 2;
        const auto try_out = [&](std::size_t place, const DocumentList* list) {
            DocumentSet known = part_set(list);
            const std::uint64_t difference = known.difference(documents);
            if (difference >= least)
                return;
            least = difference;
            best = {place, std::move(known)};
        };
        try_out(0, nullptr);
        for (const auto& [place, list] : known_lists(total))
            try_out(place, &list);
        if (least == total / 2)
            return std::nullopt;
        return best;
    }

    /// All documents that are not soft-deleted, or those of a list.
    DocumentSet part_set(const DocumentList* list) const
    {
        DocumentSet set;
        if (list == nullptr) {
            set.fill(segment_.documents());
        } else {
            set.reset(segment_.documents());
            list->unite_into(set.words());
        }
        set.subtract(segment_.view().removed);
        return set;
    }

    /// The most frequent of the terms and values that were asked for, as far as their counts are known.
    std::vector<std::pair<std::size_t, DocumentList>> known_lists(std::uint64_t total) const
    {
        std::vector<std::pair<std::size_t, DocumentList>> lists;
        const auto offer = [&](std::optional<std::size_t> place, const DocumentList& list) {
            if (!place || list.count() < total / 2)
                return;
            if (lists.empty())
                lists.emplace_back(*place, list);
            else if (lists.front().second.count() < list.count())
                lists.front() = {*place, list};
        };
        root_.each_term([&](const TermSource& source) {
            offer(segment_.known_counts_of_term(source.term), segment_.posting_list(source.term).documents());
        });
        for (const Condition& filter : filters_)
            for (const std::uint32_t value : filter.values)
                offer(segment_.known_counts_of_value(value), segment_.value_list(value));
        return lists;
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
            offer_all(top, [this](std::uint32_t document) {
                return relevance(true, Tier::words_in_texts, score_of(segment_.view().qualities[document]));
            });
            return;
        }
        const RankingQuery query{order_.parsed.literal, order_.parsed.joined, order_.parsed.joined_prefix};
        const bool is_one_term = root_.kind == Node::Kind::term && order_.root.text == query.joined;
        const ExactNames names(segment_, query, is_one_term);
        if (is_one_term && SingleTerm::fits(root_, segment_))
            SingleTerm(segment_, root_, matched_, names).offer(top);
        else
            offer_judged(top, names);
    }

    void offer_judged(TopHits& top, const ExactNames& names)
    {
        Scorer scorer(segment_, root_);
        const Ranking ranking(scorer.terms());
        std::vector<std::uint32_t> documents;
        const auto offer_these = [&] {
            const JudgedBlock& judged = scorer.judge(documents);
            const Evidence least = ranking.least(top.worst());
            for (std::size_t i = 0; i < documents.size(); ++i) {
                const Evidence evidence = ranking.limited(judged[i]);
                const Level level = level_of_evidence(evidence);
                if (evidence < least && level != Level::whole_name && !names.knows(documents[i]))
                    continue;
                const Tier tier = names.tier(documents[i], tier_of(level));
                top.offer(ranking.rank(evidence, tier), documents[i]);
            }
            documents.clear();
        };
        matched_.each([&](std::uint32_t document) {
            documents.push_back(document);
            if (documents.size() == judged_documents)
                offer_these();
        });
        offer_these();
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
