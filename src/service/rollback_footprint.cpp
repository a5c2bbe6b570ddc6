// SPDX-License-Identifier: Apache-2.0
#include "service/rollback_footprint.hpp"

#include <algorithm>

namespace colophon::service {
namespace {

using Kind = store::ChangeEvent::Kind;

constexpr std::size_t events_at_once = 10'000;

std::size_t hash_of(const Urn& urn, const std::string& aspect, std::uint64_t version)
{
    return std::hash<std::string>{}(urn.str() + '\n' + aspect + '\n' + std::to_string(version));
}

} // namespace

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

/// Whoever writes what is there already makes no version, but leaves a name: from then on it is not the run's
/// alone.
bool RunFootprint::is_own(const store::StoredAspect& version) const
{
    return wrote(version.position) && is_of_run(version.system);
}

/// The version of the run that the newest one is or says again.
std::optional<store::StoredAspect> RunFootprint::own(const Urn& urn, const store::StoredAspect& newest) const
{
    if (wrote(newest.position))
        return is_own(newest) ? std::optional(newest) : std::nullopt;
    auto spoken = spoken_by(store_, urn, newest);
    return spoken && is_own(*spoken) ? spoken : std::nullopt;
}

/// Whether the event removed an aspect of the entity that is there now, and not of one that went for good
/// since.
bool RunFootprint::is_removal(const store::ChangeEvent& event) const
{
    return event.kind == Kind::aspect_removed &&
           store_.read(event.urn, {.aspects = {"status"}, .as_of = event.position});
}

RunFootprint::Newest RunFootprint::newest(const store::StoredEntity& entity,
                                          const store::ChangeEvent& last) const
{
    const auto now = std::find_if(entity.aspects.begin(), entity.aspects.end(),
                                  [&](const auto& stored) { return stored.aspect.name == last.aspect; });
    if (now == entity.aspects.end())
        return is_removal(last) && !version_of(store_, entity.urn, last.aspect, last.version + 1)
                   ? Newest::of_run
                   : Newest::settled;
    if (const auto version = own(entity.urn, *now))
        return version->position == last.position ? Newest::of_run : Newest::settled;
    if (now->system.run_id == rollback_id(run_.run_id) && now->system.pipeline_name == run_.pipeline_name)
        return Newest::settled;
    return wrote(now->position) ? Newest::repeated : Newest::of_others;
}

FormerContent RunFootprint::before(const Urn& urn, const std::string& aspect, std::uint64_t version) const
{
    const auto of_run = [&](const FormerContent& former) {
        return former.kind == FormerContent::Kind::content
                   ? is_own(former.aspect)
                   : removals_.contains(hash_of(urn, aspect, former.version));
    };
    auto former = content_before(store_, urn, aspect, version);
    while (former.version != 0 && of_run(former))
        former = content_before(store_, urn, aspect, former.version);
    return former;
}

bool RunFootprint::is_alone(const store::StoredEntity& entity,
                            std::span<const store::ChangeEvent> events) const
{
    const auto was_absent = [&](const std::string& aspect, std::uint64_t version) {
        return before(entity.urn, aspect, version).kind == FormerContent::Kind::absent;
    };
    if (store_.read(entity.urn, {.aspects = {"status"}, .as_of = events.front().position - 1}))
        return false;
    for (const auto& newest : entity.aspects) {
        const auto version = own(entity.urn, newest);
        if (!version || !was_absent(newest.aspect.name, version->version))
            return false;
    }
    for (const auto& event : events) // others may have repeated what the run removed afterwards
        if (is_removal(event) && !was_absent(event.aspect, event.version))
            return false;
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
