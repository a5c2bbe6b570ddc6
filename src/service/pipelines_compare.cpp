// SPDX-License-Identifier: Apache-2.0
#include "core/fingerprint.hpp"
#include "service/pipelines.hpp"

#include <algorithm>

namespace colophon::service {
namespace {

bool is_timeseries(const EntityRegistry& registry, const std::string& aspect)
{
    const auto* spec = registry.aspect(aspect);
    return spec != nullptr && spec->timeseries;
}

/// The newest point, as if it were a version.
void add_newest_point(const store::CatalogStore& store, const std::string& aspect,
                      store::StoredEntity& entity)
{
    for (auto& point : store.timeseries(entity.urn, aspect, {.limit = 1})) {
        store::StoredAspect stored;
        stored.aspect = {aspect, std::move(point.json)};
        stored.system = std::move(point.system);
        entity.aspects.push_back(std::move(stored));
    }
}

/// The entity with the aspects asked for, those that there are; nothing where there is no such entity.
std::optional<store::StoredEntity> read(const EntityRegistry& registry, const store::CatalogStore& store,
                                        const Comparison& asked)
{
    store::ReadOptions options;
    std::vector<std::string> timeseries;
    for (const auto& aspect : asked.aspects)
        (is_timeseries(registry, aspect) ? timeseries : options.aspects).push_back(aspect);
    const bool existence_only = options.aspects.empty();
    if (existence_only)
        options.aspects = {"status"}; // to name none would mean all
    auto entity = store.read(asked.urn, options);
    if (!entity)
        return std::nullopt;
    if (existence_only)
        entity->aspects.clear();
    for (const auto& aspect : timeseries)
        add_newest_point(store, aspect, *entity);
    return entity;
}

bool is_equal(const store::StoredEntity& entity, const Comparison& asked)
{
    std::vector<Aspect> aspects;
    aspects.reserve(entity.aspects.size());
    for (const auto& stored : entity.aspects)
        aspects.push_back(stored.aspect);
    return fingerprint(aspects) == asked.fingerprint;
}

} // namespace

std::vector<Lacking> Pipelines::compare(const std::string& pipeline,
                                        std::span<const Comparison> entities) const
{
    std::vector<Urn> urns;
    urns.reserve(entities.size());
    for (const auto& asked : entities)
        urns.push_back(asked.urn);
    const auto claimants = store_.claimants(urns);
    std::vector<Lacking> all;
    for (std::size_t i = 0; i < entities.size(); ++i) {
        Lacking lacking;
        lacking.index = i;
        lacking.claimed = std::binary_search(claimants[i].begin(), claimants[i].end(), pipeline);
        auto entity = read(catalog_.registry(), store_, entities[i]);
        lacking.exists = entity.has_value();
        lacking.equal = entity && is_equal(*entity, entities[i]);
        if (lacking.equal && lacking.claimed)
            continue;
        if (entity && !lacking.equal)
            lacking.current = std::move(entity->aspects);
        all.push_back(std::move(lacking));
    }
    return all;
}

} // namespace colophon::service
