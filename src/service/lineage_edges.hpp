// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

#include <colophon/entity_registry.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::service {

/// Which edges of the graph say that one entity is made from another, by the registry. What is not searched
/// (runs of jobs) does not count. Immutable and safe to use from many threads.
class LineageEdges {
public:
    explicit LineageEdges(const EntityRegistry& registry);

    /// How many entities are made from this one directly, each counted once.
    std::uint32_t count_downstream(const store::CatalogStore& store, const Urn& urn) const;

    /// Whether an aspect says what its entity is made from.
    bool are_stated_by(std::string_view aspect) const;

    /// What an entity says that it is made from, sorted: these are the ones whose count it is part of.
    std::vector<Urn> upstream(const store::CatalogStore& store, const Urn& urn) const;

private:
    std::map<std::string, store::EdgeKinds, std::less<>> incoming_; ///< by type of the upstream end
    std::map<std::string, store::EdgeKinds, std::less<>>
        outgoing_; ///< by type of the upstream end, which states it
    std::map<std::string, store::EdgeKinds, std::less<>>
        upstream_;                      ///< by type of the downstream end, which states it
    std::vector<std::string> stating_;  ///< sorted
    std::vector<std::string> searched_; ///< types, sorted
};

} // namespace colophon::service
