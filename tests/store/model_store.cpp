// SPDX-License-Identifier: Apache-2.0
#include "store/model_store.hpp"

#include "core/json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace colophon::store::test {

namespace {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Kind = ChangeOutcome::Kind;

bool is_past(Position position, std::int64_t time_ms, const AsOf& as_of)
{
    if (const auto* at = std::get_if<Position>(&as_of))
        return position <= *at;
    if (const auto* at = std::get_if<Time>(&as_of))
        return time_ms <= at->time_since_epoch().count();
    return true;
}

std::string bucket_of(const std::string& json)
{
    const auto document = value_or_throw(parse_json(json));
    nlohmann::json parts;
    for (const char* name : {"eventGranularity", "messageId", "partitionSpec"})
        parts.push_back(document.contains(name) ? document[name] : nlohmann::json());
    return parts.dump();
}

SystemMetadata system_of(const Batch& batch, const Change& change)
{
    SystemMetadata system = change.system;
    if (system.last_observed_ms == 0)
        system.last_observed_ms = batch.now_ms;
    return system;
}

void observe(SystemMetadata& kept, const SystemMetadata& seen)
{
    kept.run_id = seen.run_id;
    kept.pipeline_name = seen.pipeline_name;
    kept.last_observed_ms = seen.last_observed_ms;
}

bool same_run(const SystemMetadata& a, const SystemMetadata& b)
{
    return a.run_id == b.run_id && a.pipeline_name == b.pipeline_name;
}

} // namespace

std::vector<BatchOutcome> ModelStore::apply(std::span<const Batch> group)
{
    std::vector<BatchOutcome> outcomes;
    for (const Batch& batch : group)
        outcomes.push_back(apply(batch));
    return outcomes;
}

BatchOutcome ModelStore::apply(const Batch& batch)
{
    for (auto& [urn, entity] : state_.entities)
        entity.made_by_batch = false;
    const State before = state_;
    BatchOutcome outcome;
    bool any_refused = false;
    for (const Change& change : batch.changes) {
        outcome.changes.push_back(apply(batch, change));
        any_refused = any_refused || outcome.changes.back().kind == Kind::refused;
        state_.runs.count(change.system, batch.now_ms, outcome.changes.back());
    }
    if (batch.atomic && any_refused) {
        state_ = before;
        for (ChangeOutcome& change : outcome.changes)
            if (change.kind != Kind::refused)
                change = {Kind::refused, 0, "undone"};
    } else {
        outcome.dangling = dangling(batch, outcome);
        for (const PipelineChange& change : batch.pipelines)
            apply(change, batch.now_ms);
    }
    outcome.position = state_.events.size();
    return outcome;
}

ChangeOutcome ModelStore::apply(const Batch& batch, const Change& change)
{
    if (change.type == ChangeType::remove)
        return remove(batch, change);
    if (std::string reason = refusal(change); !reason.empty())
        return {Kind::refused, 0, reason};
    const auto [row, is_new] = state_.entities.try_emplace(change.urn);
    if (is_new) {
        row->second.created = state_.events.size() + 1;
        row->second.created_ms = batch.now_ms;
        row->second.made_by_batch = true;
    }
    ChangeOutcome outcome = put(batch, change, row->second);
    outcome.new_entity = is_new;
    return outcome;
}

ChangeOutcome ModelStore::put(const Batch& batch, const Change& change, Entity& entity)
{
    if (change.timeseries_ms)
        return put_point(batch, change, entity);
    if (change.key_aspect) {
        if (entity.keyed)
            return {Kind::unchanged, 0, {}};
        entity.keyed = true;
        entity.edges[change.aspect.name] = change.edges;
        return log(batch, change, ChangeEvent::Kind::stored, 1);
    }
    auto& versions = entity.aspects[change.aspect.name];
    if (!versions.empty() && !versions.back().removed &&
        versions.back().stored.aspect.json == change.aspect.json) {
        observe(versions.back().stored.system, system_of(batch, change));
        return {Kind::unchanged, 0, {}};
    }
    const std::uint64_t version = versions.empty() ? 1 : versions.back().stored.version + 1;
    versions.push_back({{change.aspect, version, state_.events.size() + 1, batch.now_ms, batch.actor,
                         system_of(batch, change)}});
    keep_latest(versions);
    entity.edges[change.aspect.name] = change.edges;
    return log(batch, change, ChangeEvent::Kind::stored, version);
}

ChangeOutcome ModelStore::put_point(const Batch& batch, const Change& change, Entity& entity)
{
    auto& points = entity.points[change.aspect.name];
    const Bucket bucket{*change.timeseries_ms, bucket_of(change.aspect.json)};
    const auto known = points.find(bucket);
    if (known != points.end() && known->second.point.json == change.aspect.json) {
        SystemMetadata& kept = known->second.point.system;
        known->second.shared = known->second.shared || !same_run(kept, change.system);
        observe(kept, system_of(batch, change));
        return {Kind::unchanged, 0, {}};
    }
    points[bucket] = {{*change.timeseries_ms, change.aspect.json, system_of(batch, change)}};
    return log(batch, change, ChangeEvent::Kind::timeseries, 0);
}

ChangeOutcome ModelStore::remove(const Batch& batch, const Change& change)
{
    const auto row = state_.entities.find(change.urn);
    if (row == state_.entities.end())
        return {Kind::unchanged, 0, {}};
    if (change.key_aspect) {
        state_.entities.erase(row);
        return log(batch, change, ChangeEvent::Kind::entity_removed, 0);
    }
    Entity& entity = row->second;
    if (!change.points_of_run.empty())
        return remove_points(batch, change, entity);
    const bool had_points = entity.points.erase(change.aspect.name) > 0;
    const auto versions = entity.aspects.find(change.aspect.name);
    std::uint64_t version = 0;
    if (versions != entity.aspects.end() && !versions->second.back().removed) {
        version = versions->second.back().stored.version + 1;
        versions->second.push_back({{change.aspect, version, state_.events.size() + 1, batch.now_ms,
                                     batch.actor, system_of(batch, change)},
                                    true});
        keep_latest(versions->second);
    }
    if (version == 0 && !had_points)
        return {Kind::unchanged, 0, {}};
    entity.edges.erase(change.aspect.name);
    return log(batch, change, ChangeEvent::Kind::aspect_removed, version);
}

ChangeOutcome ModelStore::remove_points(const Batch& batch, const Change& change, Entity& entity)
{
    const auto aspect = entity.points.find(change.aspect.name);
    if (aspect == entity.points.end())
        return {Kind::unchanged, 0, {}};
    const SystemMetadata run = {0, change.points_of_run, change.system.pipeline_name, ""};
    const auto gone = std::erase_if(aspect->second, [&](const auto& row) {
        return !row.second.shared && same_run(row.second.point.system, run);
    });
    if (gone == 0)
        return {Kind::unchanged, 0, {}};
    const bool any = !aspect->second.empty();
    if (!any)
        entity.points.erase(aspect);
    return log(batch, change, any ? ChangeEvent::Kind::timeseries : ChangeEvent::Kind::aspect_removed, 0);
}

ChangeOutcome ModelStore::log(const Batch& batch, const Change& change, ChangeEvent::Kind kind,
                              std::uint64_t version)
{
    const Position position = state_.events.size() + 1;
    state_.events.push_back({position, kind, change.urn,
                             kind == ChangeEvent::Kind::entity_removed ? "" : change.aspect.name, version,
                             batch.now_ms, batch.actor, change.system.run_id});
    state_.pipeline_of[position] = change.system.pipeline_name;
    return {Kind::stored, position, {}};
}

std::string ModelStore::refusal(const Change& change) const
{
    const auto row = state_.entities.find(change.urn);
    if (row == state_.entities.end())
        return {};
    const Entity& entity = row->second;
    if (change.type == ChangeType::create_entity && !entity.made_by_batch)
        return "the entity exists already: " + change.urn.str();
    if (change.type != ChangeType::create || change.timeseries_ms)
        return {};
    const auto versions = entity.aspects.find(change.aspect.name);
    const bool there = change.key_aspect
                           ? !entity.made_by_batch || entity.keyed
                           : versions != entity.aspects.end() && !versions->second.back().removed;
    return there ? "the aspect exists already: " + change.aspect.name : "";
}

void ModelStore::apply(const PipelineChange& change, std::int64_t now_ms)
{
    state_.pipelines.apply(change);
    if (change.taken.empty() && change.released.empty() && !change.report_json)
        return;
    RunRecord* run = state_.runs.touch(change.run_id, change.pipeline, now_ms);
    if (run != nullptr && change.report_json)
        ModelRuns::report(*run, *change.report_json);
}

std::vector<Urn> ModelStore::dangling(const Batch& batch, const BatchOutcome& outcome) const
{
    std::set<Urn> gone;
    for (std::size_t i = 0; i < batch.changes.size(); ++i) {
        const Change& change = batch.changes[i];
        if (change.key_aspect && change.type == ChangeType::remove &&
            outcome.changes[i].kind == Kind::stored && !state_.entities.contains(change.urn))
            gone.insert(change.urn);
    }
    std::set<Urn> referrers;
    for (const auto& [urn, entity] : state_.entities)
        for (const auto& [aspect, edges] : entity.edges)
            for (const Edge& edge : edges)
                if (gone.contains(edge.destination))
                    referrers.insert(urn);
    std::vector<Urn> all(referrers.begin(), referrers.end());
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(all.size(), 100)), all.end());
    return all;
}

void ModelStore::keep_latest(std::vector<Version>& versions) const
{
    if (history_ != 0 && versions.size() > history_)
        versions.erase(versions.begin(), versions.end() - static_cast<std::ptrdiff_t>(history_));
}

std::optional<StoredEntity> ModelStore::read(const Urn& urn, const ReadOptions& options) const
{
    const auto row = state_.entities.find(urn);
    if (row == state_.entities.end() || !is_past(row->second.created, row->second.created_ms, options.as_of))
        return std::nullopt;
    StoredEntity entity{urn, 0, {}};
    for (const auto& [name, versions] : row->second.aspects) {
        if (!options.aspects.empty() && std::count(options.aspects.begin(), options.aspects.end(), name) == 0)
            continue;
        const auto found = std::find_if(versions.rbegin(), versions.rend(), [&](const Version& version) {
            return (options.version == 0 || version.stored.version == options.version) &&
                   is_past(version.stored.position, version.stored.created_ms, options.as_of);
        });
        if (found == versions.rend() || found->removed)
            continue;
        entity.position = std::max(entity.position, found->stored.position);
        entity.aspects.push_back(found->stored);
    }
    return entity;
}

std::vector<TimeseriesPoint> ModelStore::timeseries(const Urn& urn, std::string_view aspect,
                                                    const TimeseriesRange& range) const
{
    std::vector<TimeseriesPoint> found;
    const auto row = state_.entities.find(urn);
    if (row == state_.entities.end())
        return found;
    const auto points = row->second.points.find(std::string(aspect));
    if (points == row->second.points.end())
        return found;
    for (auto point = points->second.rbegin(); point != points->second.rend(); ++point)
        if (point->first.first >= range.from_ms && point->first.first <= range.to_ms &&
            found.size() < range.limit)
            found.push_back(point->second.point);
    return found;
}

EdgePage ModelStore::edges(const EdgeQuery& query) const
{
    std::set<std::tuple<std::string, Urn, std::string>> rows;
    for (const auto& [urn, entity] : state_.entities)
        for (const auto& [aspect, edges] : entity.edges)
            for (const Edge& edge : edges) {
                const bool out = query.direction == Direction::outgoing;
                const auto& names = query.relationships;
                if ((out ? urn : edge.destination) == query.urn &&
                    (names.empty() || std::count(names.begin(), names.end(), edge.relationship) > 0))
                    rows.emplace(edge.relationship, out ? edge.destination : urn, aspect);
            }
    EdgePage page;
    page.total = rows.size();
    std::size_t index = 0;
    for (const auto& [relationship, urn, aspect] : rows)
        if (index++ >= query.start && page.rows.size() < query.count)
            page.rows.push_back({relationship, urn, aspect});
    return page;
}

std::uint64_t ModelStore::referrers(const Urn& urn, const EdgeKinds& kinds, std::uint64_t most) const
{
    std::set<Urn> found;
    const auto has = [](const std::vector<std::string>& names, const std::string& name) {
        return std::count(names.begin(), names.end(), name) > 0;
    };
    for (const auto& [source, entity] : state_.entities)
        for (const auto& [aspect, edges] : entity.edges)
            for (const Edge& edge : edges)
                if (edge.destination == urn && has(kinds.aspects, aspect) &&
                    has(kinds.relationships, edge.relationship))
                    found.insert(source);
    return std::min<std::uint64_t>(found.size(), most);
}

std::vector<ChangeEvent> ModelStore::changes(Position since, std::size_t limit) const
{
    const auto& all = state_.events;
    const std::size_t from = std::min<std::size_t>(since, all.size());
    const std::size_t to = from + std::min(limit, all.size() - from);
    return {all.begin() + static_cast<std::ptrdiff_t>(from), all.begin() + static_cast<std::ptrdiff_t>(to)};
}

Position ModelStore::scan(const std::function<bool(const StoredEntity&)>& visit) const
{
    const ModelStore moment = *this;
    for (const auto& [urn, entity] : moment.state_.entities)
        if (!visit(*moment.read(urn, {})))
            break;
    return moment.state_.events.size();
}

std::vector<RunRecord> ModelStore::runs(std::size_t limit, std::string_view pipeline) const
{
    return state_.runs.newest(limit, pipeline);
}

std::optional<RunRecord> ModelStore::run(std::string_view run_id, std::string_view pipeline) const
{
    return state_.runs.find(run_id, pipeline);
}

std::vector<ChangeEvent> ModelStore::run_changes(std::string_view run_id, std::string_view pipeline,
                                                 Position since, std::size_t limit) const
{
    std::vector<ChangeEvent> found;
    const auto made_by = run(run_id, pipeline);
    for (const ChangeEvent& event : state_.events)
        if (made_by && event.position > since && event.run_id == made_by->run_id &&
            state_.pipeline_of.at(event.position) == made_by->pipeline_name && found.size() < limit)
            found.push_back(event);
    return found;
}

std::vector<PipelineRecord> ModelStore::pipelines() const
{
    return state_.pipelines.all();
}

std::optional<PipelineRecord> ModelStore::pipeline(std::string_view name) const
{
    for (const PipelineRecord& record : state_.pipelines.all())
        if (record.name == name)
            return record;
    return std::nullopt;
}

std::vector<Claim> ModelStore::claims(std::string_view pipeline, std::string_view after,
                                      std::size_t limit) const
{
    return state_.pipelines.claims(pipeline, after, limit);
}

std::vector<std::vector<std::string>> ModelStore::claimants(std::span<const Urn> urns) const
{
    std::vector<std::vector<std::string>> names;
    for (const Urn& urn : urns)
        names.push_back(state_.pipelines.claimants(urn));
    return names;
}

StoreStatus ModelStore::status() const
{
    return {state_.events.size(), state_.entities.size(), 0, false};
}

} // namespace colophon::store::test
