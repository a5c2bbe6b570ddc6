// SPDX-License-Identifier: Apache-2.0
#include "ingest/comparable.hpp"

#include "core/fingerprint.hpp"

#include <algorithm>

namespace colophon::ingest {

Comparability comparability(const EntityRegistry& registry, const EntityGroup::Write& write)
{
    const AspectSpec* spec = registry.aspect(write.aspect.name);
    if (spec != nullptr && spec->key)
        return Comparability::key;
    if (spec != nullptr && spec->timeseries && !is_gauge(write.aspect.name))
        return Comparability::event;
    return write.change == ChangeType::remove ? Comparability::absence : Comparability::content;
}

ComparableAspects comparable_aspects(const EntityRegistry& registry, const EntityGroup& group)
{
    ComparableAspects compared;
    std::vector<Aspect> contents;
    for (const EntityGroup::Write& write : group.writes) {
        const Comparability how = comparability(registry, write);
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
