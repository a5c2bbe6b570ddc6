// SPDX-License-Identifier: Apache-2.0
#include "service/rollback.hpp"

#include <algorithm>
#include <map>

namespace colophon::service {
namespace {

using Kind = store::ChangeEvent::Kind;

/// Other writers wait while a page is undone: some tens of milliseconds.
constexpr std::size_t events_at_once = 2'000;
constexpr std::size_t max_kept = 100;

/// The last event of each aspect.
std::map<std::string, const store::ChangeEvent*> last_by_aspect(const std::vector<store::ChangeEvent>& events)
{
    std::map<std::string, const store::ChangeEvent*> last;
    for (const auto& event : events)
        if (event.kind != Kind::entity_removed)
            last[event.aspect] = &event;
    return last;
}

} // namespace

Rollback::Rollback(const Catalog& catalog, const store::CatalogStore& store, const store::RunRecord& run)
    : catalog_(catalog), store_(store), run_(run),
      footprint_(store, catalog.registry(), run), system_{0, rollback_id(run.run_id), run.pipeline_name, {}}
{
    result_.run_id = system_.run_id;
}

bool Rollback::fill(store::Batch& batch)
{
    const auto events = store_.run_changes(run_.run_id, run_.pipeline_name, since_, events_at_once);
    std::map<Urn, Events> by_entity;
    for (const auto& event : events)
        by_entity[event.urn].push_back(event);
    std::vector<Urn> urns;
    urns.reserve(by_entity.size());
    for (const auto& entity : by_entity)
        urns.push_back(entity.first);
    const auto claimants = store_.claimants(urns);
    for (std::size_t i = 0; i < urns.size(); ++i)
        undo_entity(urns[i], by_entity.at(urns[i]), claimants[i]);

    batch.changes = catalog_.changes_of(std::exchange(undoing_, {}));
    std::move(points_.begin(), points_.end(), std::back_inserter(batch.changes));
    points_.clear();
    meanings_.clear();
    for (const auto& change : batch.changes)
        meanings_.push_back(change.type == ChangeType::remove ? Meaning::removes
                            : change.key_aspect               ? Meaning::neither
                                                              : Meaning::restores);
    if (!events.empty())
        since_ = events.back().position;
    return !events.empty();
}

void Rollback::written(const store::BatchOutcome& outcome)
{
    for (std::size_t i = 0; i < outcome.changes.size(); ++i) {
        if (outcome.changes[i].kind != store::ChangeOutcome::Kind::stored)
            continue;
        result_.restored += meanings_[i] == Meaning::restores ? 1 : 0;
        result_.removed += meanings_[i] == Meaning::removes ? 1 : 0;
    }
}

void Rollback::undo_entity(const Urn& urn, const Events& events, const std::vector<std::string>& claimants)
{
    const auto entity = store_.read(urn, {});
    if (!entity) {
        if (events.back().kind == Kind::entity_removed)
            keep(urn, "", "it was removed for good, with its history");
        return;
    }
    const auto other = std::find_if(claimants.begin(), claimants.end(),
                                    [&](const auto& name) { return name != run_.pipeline_name; });
    const auto claimant = other == claimants.end() ? std::string() : *other;
    if (claimant.empty() && footprint_.is_alone(*entity, events))
        return remove(urn, catalog_.registry().entity(urn.type())->key->name);
    for (const auto& [aspect, last] : last_by_aspect(events)) {
        const auto* spec = catalog_.registry().aspect(aspect);
        if (spec != nullptr && spec->timeseries)
            undo_points(*last);
        else if (spec != nullptr && !spec->key) // a key goes with its entity
            undo_aspect(*entity, *last, claimant);
    }
}

void Rollback::undo_aspect(const store::StoredEntity& entity, const store::ChangeEvent& last,
                           const std::string& claimant)
{
    switch (footprint_.newest(entity, last)) {
    case RunFootprint::Newest::of_run:
        return put_back(last, claimant);
    case RunFootprint::Newest::repeated:
        return keep(entity.urn, last.aspect, "others have since written the same");
    case RunFootprint::Newest::of_others:
        return keep(entity.urn, last.aspect, "others have written it since");
    case RunFootprint::Newest::settled:
        return;
    }
}

void Rollback::put_back(const store::ChangeEvent& last, const std::string& claimant)
{
    auto former = footprint_.before(last.urn, last.aspect, last.version);
    switch (former.kind) {
    case FormerContent::Kind::unknown:
        return keep(last.urn, last.aspect, "its history is not kept so far back");
    case FormerContent::Kind::content:
        undoing_.push_back({last.urn, std::move(former.aspect.aspect), ChangeType::upsert, system_});
        undoing_.back().system.properties_json = says_again(former.version);
        return;
    case FormerContent::Kind::absent:
        // The other pipeline saw the entity as the run had written it, and wrote nothing for that reason
        // alone.
        if (!claimant.empty())
            return keep(last.urn, last.aspect, "another pipeline claims the entity: " + claimant);
        return remove(last.urn, last.aspect);
    }
}

void Rollback::undo_points(const store::ChangeEvent& event)
{
    store::Change removal{event.urn, {event.aspect, {}}, ChangeType::remove, system_};
    removal.points_of_run = run_.run_id;
    points_.push_back(std::move(removal));
}

void Rollback::remove(const Urn& urn, const std::string& aspect)
{
    undoing_.push_back({urn, {aspect, {}}, ChangeType::remove, system_});
}

void Rollback::keep(const Urn& urn, const std::string& aspect, std::string reason)
{
    ++result_.kept_total;
    if (result_.kept.size() < max_kept)
        result_.kept.push_back({urn, aspect, std::move(reason)});
}

} // namespace colophon::service
