// SPDX-License-Identifier: Apache-2.0
#include "search/matching/known_base.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

/// Fewer documents are counted sooner than compared.
constexpr std::uint64_t fewest_counted_by_difference = 2048;
constexpr std::size_t most_lists = 8;

/// A list that the query reads.
struct Known {
    std::size_t place = 0;
    DocumentList list;
};

std::vector<Known> known_lists(const Segment& segment, const Condition& root,
                               std::span<const Condition> filters)
{
    std::vector<Known> lists;
    const auto offer = [&lists](std::optional<std::size_t> place, const DocumentList& list) {
        const auto is_same = [&place](const Known& known) { return known.place == *place; };
        if (place && std::ranges::none_of(lists, is_same))
            lists.push_back({*place, list});
    };
    root.each_term([&](const TermSource& source) {
        offer(segment.known_counts_of_term(source.term), segment.posting_list(source.term).documents());
    });
    for (const Condition& filter : filters)
        for (const std::uint32_t value : filter.values)
            offer(segment.known_counts_of_value(value), segment.value_list(value));
    std::ranges::stable_sort(lists, std::greater<>(), [](const Known& known) { return known.list.count(); });
    if (lists.size() > most_lists)
        lists.erase(lists.begin() + most_lists, lists.end());
    return lists;
}

/// Known counts leave out what is soft-deleted.
DocumentSet documents_of(const Segment& segment, const DocumentList* list)
{
    DocumentSet set;
    if (list == nullptr) {
        set.fill(segment.documents());
    } else {
        set.reset(segment.documents());
        list->unite_into(set.words());
    }
    set.subtract(segment.view().removed);
    return set;
}

/// Adds lists to a base as long as less is left to count.
class BaseSearch {
public:
    BaseSearch(const Segment& segment, const DocumentSet& documents, std::uint64_t total)
        : segment_(segment), documents_(documents), cost_(total)
    {
        base_.documents.reset(segment.documents());
    }

    std::uint64_t cost() const { return cost_; }
    KnownBase take() { return std::move(base_); }

    void try_out(std::size_t place, const DocumentList* list)
    {
        DocumentSet united = documents_of(segment_, list);
        DocumentSet again = united;
        again.intersect(base_.documents);
        united.unite(base_.documents);
        const std::uint64_t counted = again_ + again.count();
        const std::uint64_t cost = counted + united.difference(documents_);
        if (cost >= cost_)
            return;
        cost_ = cost;
        again_ = counted;
        base_.places.push_back(place);
        base_.documents = std::move(united);
        if (!again.empty())
            base_.counted_again.push_back(std::move(again));
    }

private:
    const Segment& segment_;
    const DocumentSet& documents_;
    KnownBase base_;
    std::uint64_t cost_;      ///< documents that are still to be counted
    std::uint64_t again_ = 0; ///< of them, those of base_.counted_again
};

} // namespace

std::optional<KnownBase> find_base(const Segment& segment, const DocumentSet& documents, std::uint64_t total,
                                   const Condition& root, std::span<const Condition> filters)
{
    if (total < fewest_counted_by_difference)
        return std::nullopt;
    BaseSearch everything(segment, documents, total);
    everything.try_out(0, nullptr);
    BaseSearch lists(segment, documents, total);
    for (const Known& known : known_lists(segment, root, filters))
        lists.try_out(known.place, &known.list);
    BaseSearch& best = lists.cost() < everything.cost() ? lists : everything;
    return best.cost() < total / 2 ? std::optional(best.take()) : std::nullopt;
}

} // namespace colophon::search
