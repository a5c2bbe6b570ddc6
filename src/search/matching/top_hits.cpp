// SPDX-License-Identifier: Apache-2.0
#include "search/matching/top_hits.hpp"

#include <algorithm>

namespace colophon::search {

TopHits::TopHits(const Segment& segment, Sort sort, const HitRange& range)
    : segment_(segment), sort_(sort), range_(range), least_(range.floor)
{
    if (!range.after)
        return;
    first_after_ = segment.lower_bound(range.after->urn);
    has_last_ = first_after_ < segment.documents() && segment.urn(first_after_) == range.after->urn;
}

std::string TopHits::name(const Entry& entry) const
{
    return sort_ == Sort::name ? sorted_name(segment_, entry.document) : std::string();
}

void TopHits::consider(const Entry& entry)
{
    if (range_.limit == 0 || (range_.after && !is_after(entry)))
        return;
    const auto order = [this](const Entry& a, const Entry& b) { return earlier(a, b); };
    if (is_full()) {
        if (!earlier(entry, entries_.front()))
            return;
        std::pop_heap(entries_.begin(), entries_.end(), order);
        entries_.pop_back();
    }
    entries_.push_back(entry);
    std::push_heap(entries_.begin(), entries_.end(), order);
    if (is_full())
        least_ = std::max(least_, entries_.front().rank);
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
    if (entry.rank != range_.after->rank)
        return entry.rank < range_.after->rank;
    if (sort_ == Sort::name)
        if (const int order = sorted_name(segment_, entry.document).compare(range_.after->name); order != 0)
            return order > 0;
    if (has_last_ && entry.document == first_after_)
        return entry.column > range_.after->column;
    return entry.document >= first_after_;
}

} // namespace colophon::search
