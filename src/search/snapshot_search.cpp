// SPDX-License-Identifier: Apache-2.0
#include "search/snapshot_search.hpp"

#include <algorithm>
#include <queue>

namespace colophon::search {

FoundPage search_snapshot(const Snapshot& snapshot, const SearchOrder& order, const PageRequest& request)
{
    FoundPage page;
    FacetCounter counter(order.facets.empty() ? 0 : snapshot.values);
    const std::size_t wanted = request.limit + 1;
    for (const Part& part : snapshot.parts) {
        TopHits top(*part.segment, order.sort, wanted, request.after);
        page.total += search_part(part, order, top, counter);
        for (const TopHits::Entry& entry : top.entries())
            page.hits.push_back({part.segment.get(), entry.document, top.key(entry)});
    }
    const auto kept = static_cast<std::ptrdiff_t>(std::min(wanted, page.hits.size()));
    std::partial_sort(page.hits.begin(), page.hits.begin() + kept, page.hits.end(),
                      [](const Found& a, const Found& b) { return a.key < b.key; });
    page.hits.resize(static_cast<std::size_t>(kept));
    page.facets = counter.top(order.facets, request.facet_limit, request.facet_text);
    return page;
}

void scan_snapshot(const Snapshot& snapshot, const std::function<bool(const SearchDocument&)>& visit)
{
    struct Place {
        const Part* part;
        std::uint32_t document;
        std::string_view urn() const { return part->segment->urn(document); }
        bool find_living()
        {
            while (document < part->segment->documents() && !part->lives(document))
                ++document;
            return document < part->segment->documents();
        }
    };
    const auto later = [](const Place& a, const Place& b) { return a.urn() > b.urn(); };
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
