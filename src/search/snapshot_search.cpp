// SPDX-License-Identifier: Apache-2.0
#include "search/snapshot_search.hpp"

#include <algorithm>
#include <queue>

namespace colophon::search {

namespace {

/// In the order of hits.
bool earlier(const Found& a, const Found& b)
{
    if (a.rank != b.rank)
        return a.rank > b.rank;
    if (const int order = a.name.compare(b.name); order != 0)
        return order < 0;
    if (a.segment == b.segment && a.document != b.document)
        return a.document < b.document; // the order of URNs
    if (const int order = a.segment->urn(a.document).compare(b.segment->urn(b.document)); order != 0)
        return order < 0;
    return a.column < b.column;
}

/// The first hits of the parts that were searched so far.
class BestHits {
public:
    explicit BestHits(std::size_t limit) : limit_(limit) {}

    /// No hit of lower rank can be among them.
    std::uint64_t floor() const { return hits_.size() == limit_ && limit_ > 0 ? hits_.back().rank : 0; }

    void add(const Segment& segment, const TopHits& top)
    {
        for (const TopHits::Entry& entry : top.entries())
            hits_.push_back({&segment, entry.document, entry.column, entry.rank, top.name(entry)});
        const auto kept = static_cast<std::ptrdiff_t>(std::min(limit_, hits_.size()));
        std::partial_sort(hits_.begin(), hits_.begin() + kept, hits_.end(), earlier);
        hits_.resize(static_cast<std::size_t>(kept));
    }

    std::vector<Found> take() { return std::move(hits_); }

private:
    std::size_t limit_;
    std::vector<Found> hits_; ///< in order
};

} // namespace

SortKey key_of(const Found& found)
{
    return {found.rank, found.name, found.segment->urn(found.document), found.column};
}

FoundPage search_snapshot(const Snapshot& snapshot, const SearchOrder& order, const PageRequest& request)
{
    FoundPage page;
    FacetCounter counter(order.facets.empty() ? 0 : snapshot.values);
    const std::size_t wanted = request.limit + 1;
    BestHits best(wanted);
    for (const Part& part : snapshot.parts) {
        TopHits top(*part.segment, order.sort, {wanted, best.floor(), request.after});
        page.total += search_part(part, order, top, counter);
        best.add(*part.segment, top);
    }
    page.hits = best.take();
    page.facets = counter.top(order.facets, request.facet_limit, request.facet_text);
    return page;
}

void scan_snapshot(const Snapshot& snapshot, const std::function<bool(const SearchDocument&)>& visit)
{
    struct Place {
        const Part* part;
        std::uint32_t document;
        std::string urn = {};
        bool find_living()
        {
            while (document < part->segment->documents() && !part->lives(document))
                ++document;
            if (document == part->segment->documents())
                return false;
            urn = part->segment->urn(document);
            return true;
        }
    };
    const auto later = [](const Place& a, const Place& b) { return a.urn > b.urn; };
    std::priority_queue<Place, std::vector<Place>, decltype(later)> places(later);
    for (const Part& part : snapshot.parts)
        if (Place place{&part, 0}; place.find_living())
            places.push(place);
    while (!places.empty()) {
        Place place = places.top();
        places.pop();
        if (!visit(place.part->segment->document(place.document)))
            return;
        ++place.document;
        if (place.find_living())
            places.push(place);
    }
}

} // namespace colophon::search
