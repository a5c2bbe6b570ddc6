// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/entity_group.hpp"

#include <colophon/entity_registry.hpp>

namespace colophon::ingest {

/// How a write is brought in line with what the catalog has.
enum class Comparability {
    content, ///< is sent where the catalog's content differs
    absence, ///< removes the aspect, where the catalog has it
    event, ///< a point of a timeseries that tells what happened, or one of several: sent as it is, the server
           ///< knows equal ones
    key    ///< follows from the URN: sent where the entity does not exist
};
Comparability comparability(const EntityRegistry& registry, const EntityGroup& group,
                            const EntityGroup::Write& write);

/// What is compared as a whole: the names of the aspects, sorted, and the fingerprint of their contents, of
/// which a removed one has none.
struct ComparableAspects {
    std::vector<std::string> names;
    std::string fingerprint;
};
ComparableAspects comparable_aspects(const EntityRegistry& registry, const EntityGroup& group);

} // namespace colophon::ingest
