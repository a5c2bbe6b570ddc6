// SPDX-License-Identifier: Apache-2.0
#include "ingest/comparable.hpp"

#include "core/fingerprint.hpp"

#include <algorithm>

namespace colophon::ingest {
namespace {

auto points(const EntityGroup& group, const EntityGroup::Write& write)
{
    return std::count_if(group.writes.begin(), group.writes.end(), [&](const EntityGroup::Write& other) {
        return other.aspect.name == write.aspect.name;
    });
}

} // namespace

Comparability comparability(const EntityRegistry& registry, const EntityGroup& group,
                            const EntityGroup::Write& write)
{
    const AspectSpec* spec = registry.aspect(write.aspect.name);
    if (spec != nullptr && spec->key)
        return Comparability::key;
    if (spec != nullptr && spec->timeseries && (!is_gauge(write.aspect.name) || points(group, write) > 1))
        return Comparability::event;
    return write.change == ChangeType::remove ? Comparability::absence : Comparability::content;
}

ComparableAspects comparable_aspects(const EntityRegistry& registry, const EntityGroup& group)
{
    ComparableAspects compared;
    std::vector<Aspect> contents;
    for (const EntityGroup::Write& write : group.writes) {
        const Comparability how = comparability(registry, group, write);
        if (how == Comparability::content)
            contents.push_back(write.aspect);
        if (how == Comparability::content || how == Comparability::absence)
            compared.names.push_back(write.aspect.name);
    }
    std::sort(compared.names.begin(), compared.names.end());
    compared.fingerprint = fingerprint(contents);
    return compared;
}

} // namespace colophon::ingest
