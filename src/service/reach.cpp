// SPDX-License-Identifier: Apache-2.0
#include "service/reach.hpp"

#include "search/document.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace colophon::service {

namespace {

constexpr std::size_t page_size = 1'000;

/// By which facet documents carry the entities of a type.
struct Carried {
    std::string_view type;
    search::Facet facet;
};
constexpr auto carried = std::to_array<Carried>({
    {"container", search::Facet::container},
    {"corpGroup", search::Facet::owner},
    {"corpuser", search::Facet::owner},
    {"domain", search::Facet::domain},
    {"glossaryNode", search::Facet::term},
    {"glossaryTerm", search::Facet::term},
    {"tag", search::Facet::tag},
});

bool removes_entity(const store::Change& change)
{
    return change.key_aspect && change.type == ChangeType::remove;
}

/// What was written is not among the reached.
Touched touched(std::set<Urn> reached, const std::set<Urn>& written)
{
    for (const Urn& urn : written)
        reached.erase(urn);
    return {{reached.begin(), reached.end()}, {written.begin(), written.end()}};
}

} // namespace

void Reach::note(const Urn& urn, std::string_view aspect, bool whole_entity)
{
    if ((whole_entity || signals_.lineage().are_stated_by(aspect)) && !upstream_.contains(urn))
        upstream_.emplace(urn, signals_.lineage().upstream(store_, urn));
    if ((whole_entity && References::is_reference(urn.type())) || References::is_told_by(urn.type(), aspect))
        references_.emplace(urn, signals_.references().find(urn));
}

void Reach::note_before(std::span<const store::Batch> group)
{
    upstream_.clear();
    references_.clear();
    for (const store::Batch& batch : group)
        for (const store::Change& change : batch.changes)
            note(change.urn, change.aspect.name, removes_entity(change));
}

Touched Reach::after(std::span<const store::Batch> group, std::span<const store::BatchOutcome> outcomes) const
{
    std::set<Urn> written;
    for (std::size_t b = 0; b < group.size(); ++b)
        for (std::size_t c = 0; c < group[b].changes.size(); ++c)
            // Timeseries count too: the first point makes the entity.
            if (outcomes[b].changes[c].kind == store::ChangeOutcome::Kind::stored)
                written.insert(group[b].changes[c].urn);
    std::set<Urn> reached;
    // Most writes of a nightly run say what was known already, and reach nobody.
    for (const auto& [urn, before] : upstream_)
        if (written.contains(urn))
            add_lineage(urn, before, reached);
    for (const auto& [urn, before] : references_) {
        if (!written.contains(urn))
            continue;
        signals_.references().forget(urn);
        if (signals_.references().find(urn) != before)
            add_carriers(urn, reached);
    }
    return touched(std::move(reached), written);
}

Touched Reach::after(std::span<const store::ChangeEvent> events)
{
    using Kind = store::ChangeEvent::Kind;
    std::set<Urn> written;
    std::set<Urn> reached;
    for (const store::ChangeEvent& event : events) {
        written.insert(event.urn);
        const bool removed = event.kind == Kind::entity_removed;
        const bool lineage = signals_.lineage().are_stated_by(event.aspect);
        if (removed || (lineage && (event.kind == Kind::aspect_removed || event.version > 1)))
            may_have_lost_edges_ = true;
        if (lineage)
            add_lineage(event.urn, {}, reached);
        if (References::is_reference(event.urn.type())) {
            signals_.references().forget(event.urn);
            if (removed || References::is_told_by(event.urn.type(), event.aspect))
                add_carriers(event.urn, reached);
        }
    }
    return touched(std::move(reached), written);
}

void Reach::add_lineage(const Urn& urn, const std::vector<Urn>& before, std::set<Urn>& reached) const
{
    const std::vector<Urn> now = signals_.lineage().upstream(store_, urn);
    std::ranges::set_symmetric_difference(before, now, std::inserter(reached, reached.end()));
}

void Reach::add_carriers(const Urn& urn, std::set<Urn>& reached) const
{
    const auto* const row = std::ranges::find(carried, urn.type(), &Carried::type);
    if (row == carried.end())
        return;
    search::SearchQuery query;
    query.filters = {{row->facet, {search::facet_value(urn)}}};
    collect(std::move(query), reached);
}

std::vector<Urn> Reach::with_downstream() const
{
    search::SearchQuery query;
    query.numbers = {{search::Number::downstream, 1, std::nullopt}};
    std::set<Urn> found;
    collect(std::move(query), found);
    return {found.begin(), found.end()};
}

void Reach::collect(search::SearchQuery query, std::set<Urn>& found) const
{
    query.removed = true;
    query.sort = search::Sort::name;
    query.limit = page_size;
    do {
        const auto page = value_or_throw(index_.search(query));
        for (const search::Hit& hit : page.hits)
            if (auto urn = Urn::parse(hit.urn))
                found.insert(std::move(*urn));
        query.cursor = page.next;
    } while (!query.cursor.empty());
}

} // namespace colophon::service
