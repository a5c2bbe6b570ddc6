// SPDX-License-Identifier: Apache-2.0
#include "service/catalog.hpp"

#include <algorithm>

namespace colophon::service {
namespace {

/// Values of a facet that are looked through by what people call them.
constexpr std::size_t most_values_looked_through = 1'000;

search::FacetCounts* counts_of(search::SearchPage& page, search::Facet facet)
{
    const auto found = std::find_if(page.facets.begin(), page.facets.end(),
                                    [&](const auto& counts) { return counts.facet == facet; });
    return found == page.facets.end() ? nullptr : &*found;
}

} // namespace

Result<search::SearchPage> Catalog::search(const search::SearchQuery& query) const
{
    const Stopwatch stopwatch(figures_.query_seconds);
    auto page = query.facet_text.empty() ? index_.search(query) : search_within_facets(query);
    count_query(page);
    if (page) {
        labels_.add(page->facets);
        search_log_.note(query, *page);
    }
    return page;
}

/// The index knows values only. A container's value is a number: what people look for is its label, which the
/// store has, so the most frequent values of such facets are all fetched and looked through here.
Result<search::SearchPage> Catalog::search_within_facets(const search::SearchQuery& query) const
{
    auto plain = query;
    std::erase_if(plain.facets, has_labels);
    auto page = index_.search(plain);
    if (!page)
        return page;
    auto labelled = query;
    std::erase_if(labelled.facets, [](search::Facet facet) { return !has_labels(facet); });
    if (labelled.facets.empty())
        return page;
    labelled.limit = 0;
    labelled.cursor.clear();
    labelled.facet_text.clear();
    labelled.facet_limit = most_values_looked_through;
    auto looked_through = index_.search(labelled);
    if (!looked_through)
        return looked_through;
    labels_.add(looked_through->facets);
    std::vector<search::FacetCounts> facets;
    for (const auto facet : query.facets) {
        if (auto* counts = counts_of(*page, facet))
            facets.push_back(std::move(*counts));
        else if (auto* found = counts_of(*looked_through, facet))
            facets.push_back(narrowed(std::move(*found), query.facet_text, query.facet_limit));
    }
    page->facets = std::move(facets);
    return page;
}

void Catalog::count_query(const Result<search::SearchPage>& page) const
{
    if (!page)
        return figures_.refused_queries.add();
    const std::string_view name =
        page->relaxed.empty() ? exact_reading_name : std::string_view(page->relaxed);
    const auto reading = std::find_if(figures_.readings.begin(), figures_.readings.end(),
                                      [&](const auto& each) { return each.name == name; });
    if (reading != figures_.readings.end())
        reading->queries.add();
    if (page->total == 0)
        figures_.empty_queries.add();
}

std::vector<search::Suggestion> Catalog::suggest(std::string_view prefix, std::size_t limit) const
{
    return index_.suggest(prefix, limit);
}

SynonymList Catalog::synonyms() const
{
    return stored_synonyms(store_);
}

Result<SynonymList> Catalog::replace_synonyms(const auth::Principal& principal, const SynonymGroups& groups,
                                              const std::optional<std::string>& expected)
{
    bool stale = false;
    SynonymList now;
    // Nobody writes another list between the look at the tag and the write; and what is told is what is
    // there.
    write_alone(principal, [&](store::Batch& batch) {
        now = stored_synonyms(store_);
        stale = expected && *expected != now.tag;
        if (!stale)
            batch.changes.push_back(synonyms_change(groups));
    });
    if (stale)
        return failure(Errc::conflict, "the list was changed meanwhile, its tag is \"" + now.tag +
                                           "\"; read it again and put your change into it");
    return synonyms();
}

/// On the writing thread, like everything that changes the index.
void Catalog::adopt_synonyms()
{
    auto list = stored_synonyms(store_);
    figures_.synonym_groups.set(static_cast<std::int64_t>(list.groups.size()));
    index_.set_synonyms(std::move(list.groups));
}

} // namespace colophon::service
