// SPDX-License-Identifier: Apache-2.0
#include "service/rollback_footprint.hpp"

#include <algorithm>

namespace colophon::service {
namespace {

using Kind = store::ChangeEvent::Kind;

constexpr std::string_view rollback_prefix = "rollback-";
constexpr std::size_t events_at_once = 10'000;

std::size_t hash_of(const Urn& urn, const std::string& aspect, std::uint64_t version)
{
    return std::hash<std::string>{}(urn.str() + '\n' + aspect + '\n' + std::to_string(version));
}

/// The run that a rollback took back; nothing for any other run.
std::optional<std::string_view> undone_by(const SystemMetadata& system)
{
    const std::string_view id = system.run_id;
    return id.starts_with(rollback_prefix) ? std::optional(id.substr(rollback_prefix.size())) : std::nullopt;
}

} // namespace

std::string rollback_id(std::string_view run_id)
{
    return std::string(rollback_prefix).append(run_id);
}

RunFootprint::RunFootprint(const store::CatalogStore& store, const EntityRegistry& registry,
                           const store::RunRecord& run)
    : store_(store), registry_(registry), run_(run)
{
    store::Position since = 0;
    while (true) {
        const auto events = store_.run_changes(run_.run_id, run_.pipeline_name, since, events_at_once);
        if (events.empty())
            return;
        for (const auto& event : events) {
            positions_.push_back(event.position);
            if (event.kind == Kind::aspect_removed)
                removals_.insert(hash_of(event.urn, event.aspect, event.version));
        }
        since = events.back().position;
    }
}

bool RunFootprint::wrote(store::Position position) const
{
    return std::binary_search(positions_.begin(), positions_.end(), position);
}

bool RunFootprint::is_of_run(const SystemMetadata& system) const
{
    return system.run_id == run_.run_id && system.pipeline_name == run_.pipeline_name;
}

/// A rollback puts back what was there before the run that it took back: that is what it means, not its own
/// word.
std::optional<store::StoredAspect> RunFootprint::meant_by(const Urn& urn, store::StoredAspect newest) const
{
    while (newest.system.pipeline_name == run_.pipeline_name) {
        const auto undone = undone_by(newest.system);
        if (!undone)
            break;
        auto older = version_of(store_, urn, newest.aspect.name, newest.version - 1);
        while (older && older->system.run_id == *undone)
            older = version_of(store_, urn, newest.aspect.name, older->version - 1);
        if (!older)
            return std::nullopt;
        newest = *std::move(older);
    }
    return newest;
}

/// The version of the run that the newest one is or means.
std::optional<store::StoredAspect> RunFootprint::own(const Urn& urn, const store::StoredAspect& newest) const
{
    // Whoever writes what is there already makes no version, but leaves a name: it is theirs as well.
    if (wrote(newest.position))
        return is_of_run(newest.system) ? std::optional(newest) : std::nullopt;
    auto meant = meant_by(urn, newest);
    return meant && wrote(meant->position) ? meant : std::nullopt;
}

RunFootprint::Newest RunFootprint::newest(const store::StoredEntity& entity,
                                          const store::ChangeEvent& last) const
{
    const auto now = std::find_if(entity.aspects.begin(), entity.aspects.end(),
                                  [&](const auto& stored) { return stored.aspect.name == last.aspect; });
    if (now == entity.aspects.end()) {
        const bool removed_by_run = last.kind == Kind::aspect_removed &&
                                    !version_of(store_, entity.urn, last.aspect, last.version + 1);
        return removed_by_run ? Newest::of_run : Newest::settled;
    }
    if (const auto version = own(entity.urn, *now))
        return version->position == last.position ? Newest::of_run : Newest::settled;
    if (now->system.run_id == rollback_id(run_.run_id) && now->system.pipeline_name == run_.pipeline_name)
        return Newest::settled;
    return wrote(now->position) ? Newest::repeated : Newest::of_others;
}

FormerContent RunFootprint::before(const Urn& urn, const std::string& aspect, std::uint64_t version) const
{
    const auto is_own = [&](const FormerContent& former) {
        return former.kind == FormerContent::Kind::content
                   ? wrote(former.aspect.position)
                   : removals_.contains(hash_of(urn, aspect, former.version));
    };
    auto former = content_before(store_, urn, aspect, version);
    while (former.version != 0 && is_own(former))
        former = content_before(store_, urn, aspect, former.version);
    return former;
}

bool RunFootprint::is_alone(const store::StoredEntity& entity, store::Position first) const
{
    if (store_.read(entity.urn, {.aspects = {"status"}, .as_of = first - 1}))
        return false;
    for (const auto& newest : entity.aspects) {
        const auto version = own(entity.urn, newest);
        if (!version ||
            before(entity.urn, newest.aspect.name, version->version).kind != FormerContent::Kind::absent)
            return false;
    }
    return !has_points_of_others(entity.urn);
}

bool RunFootprint::has_points_of_others(const Urn& urn) const
{
    const auto* type = registry_.entity(urn.type());
    if (type == nullptr)
        return false;
    // The run wrote no more points than it made changes: among one more there is one of others', if there is
    // any.
    const store::TimeseriesRange range{.limit = positions_.size() + 1};
    for (const auto* aspect : type->aspects)
        if (aspect->timeseries)
            for (const auto& point : store_.timeseries(urn, aspect->name, range))
                if (!is_of_run(point.system))
                    return true;
    return false;
}

} // namespace colophon::service
