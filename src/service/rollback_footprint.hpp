// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/former_content.hpp"

#include <colophon/entity_registry.hpp>
#include <span>
#include <unordered_set>
#include <vector>

namespace colophon::service {

/// Where a run wrote, and whether its words still stand there. Takes eight bytes for each change of the run.
/// For one thread at a time; the run outlives it.
class RunFootprint {
public:
    RunFootprint(const store::CatalogStore& store, const EntityRegistry& registry,
                 const store::RunRecord& run);

    enum class Newest {
        of_run,   ///< and can be taken back
        repeated, ///< by others, who have since written the same
        of_others,
        settled ///< rolled back already, removed since, or a later change of the run decides
    };
    /// Who has the last word on an aspect of `entity`, as it is now; `last` is the last change among those
    /// that are looked at.
    Newest newest(const store::StoredEntity& entity, const store::ChangeEvent& last) const;

    /// What the aspect said before the changes of the run that end with `version`.
    FormerContent before(const Urn& urn, const std::string& aspect, std::uint64_t version) const;

    /// Whether nobody but the run has said anything of the entity; `events` are the run's first ones there.
    bool is_alone(const store::StoredEntity& entity, std::span<const store::ChangeEvent> events) const;

private:
    bool wrote(store::Position position) const;
    bool is_of_run(const SystemMetadata& system) const;
    std::optional<store::StoredAspect> own(const Urn& urn, const store::StoredAspect& newest) const;
    bool is_own(const store::StoredAspect& version) const;
    bool is_removal(const store::ChangeEvent& event) const;
    bool has_points_of_others(const Urn& urn) const;

    const store::CatalogStore& store_;
    const EntityRegistry& registry_;
    const store::RunRecord& run_;
    std::vector<store::Position> positions_;   ///< of the run's changes, in order
    std::unordered_set<std::size_t> removals_; ///< hashes of the versions that say "removed"
};

} // namespace colophon::service
