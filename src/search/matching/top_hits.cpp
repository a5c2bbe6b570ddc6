// SPDX-License-Identifier: Apache-2.0
#include "search/matching/top_hits.hpp"

#include <algorithm>

namespace colophon::search {

TopHits::TopHits(const Segment& segment, Sort sort, std::size_t limit, const std::optional<SortKey>& after)
    : segment_(segment), sort_(sort), limit_(limit), after_(after)
{
    if (!after)
        return;
    first_after_ = segment.lower_bound(after->urn);
    has_last_ = first_after_ < segment.documents() && segment.urn(first_after_) == after->urn;
}

SortKey TopHits::key(const Entry& entry) const
{
    return {entry.rank, sort_ == Sort::name ? sorted_name(segment_, entry.document) : std::string(),
            std::string(segment_.urn(entry.document)), entry.column};
}

void TopHits::consider(const Entry& entry)
{
    if (limit_ == 0 || (after_ && !is_after(entry)))
        return;
    const auto order = [this](const Entry& a, const Entry& b) { return earlier(a, b); };
    if (entries_.size() == limit_) {
        if (!earlier(entry, entries_.front()))
            return;
        std::pop_heap(entries_.begin(), entries_.end(), order);
        entries_.pop_back();
    }
    entries_.push_back(entry);
    std::push_heap(entries_.begin(), entries_.end(), order);
}

bool TopHits::earlier(const Entry& a, const Entry& b) const
{
    if (a.rank != b.rank)
        return a.rank > b.rank;
    if (sort_ == Sort::name)
        if (const int order = sorted_name(segment_, a.document).compare(sorted_name(segment_, b.document));
            order != 0)
            return order < 0;
    if (a.document != b.document)
        return a.document < b.document; // the order of URNs
    return a.column < b.column;
}

bool TopHits::is_after(const Entry& entry) const
{
    if (entry.rank != after_->rank)
        return entry.rank < after_->rank;
    if (sort_ == Sort::name)
        if (const int order = sorted_name(segment_, entry.document).compare(after_->name); order != 0)
            return order > 0;
    if (has_last_ && entry.document == first_after_)
        return entry.column > after_->column;
    return entry.document >= first_after_;
}

} // namespace colophon::search
