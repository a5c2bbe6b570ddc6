// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/pipelines.hpp"
#include "service/rollback_footprint.hpp"

namespace colophon::service {

/// Takes one run back, a page of its changes at a time. For one rollback, on one thread at a time; the run
/// outlives it.
class Rollback {
public:
    Rollback(const Catalog& catalog, const store::CatalogStore& store, const store::RunRecord& run);

    /// Puts what undoes the next changes into the batch; false when there are no more. Nobody may write
    /// between what this reads and that batch.
    bool fill(store::Batch& batch);
    /// What became of the batch.
    void written(const store::BatchOutcome& outcome);

    const RolledBack& result() const { return result_; }

private:
    using Events = std::vector<store::ChangeEvent>;

    void undo_entity(const Urn& urn, const Events& events, const std::vector<std::string>& claimants);
    void undo_aspect(const store::StoredEntity& entity, const store::ChangeEvent& last,
                     const std::string& claimant);
    void put_back(const store::ChangeEvent& last, const std::string& claimant);
    void undo_points(const store::ChangeEvent& event);
    void remove(const Urn& urn, const std::string& aspect);
    void keep(const Urn& urn, const std::string& aspect, std::string reason);

    const Catalog& catalog_;
    const store::CatalogStore& store_;
    const store::RunRecord& run_;
    RunFootprint footprint_;
    SystemMetadata system_; ///< of what the rollback writes
    store::Position since_ = 0;
    // Of the batch that is being filled or written.
    std::vector<Proposal> undoing_;
    std::vector<store::Change> points_;
    enum class Meaning : char { restores, removes, neither };
    std::vector<Meaning> meanings_;
    RolledBack result_;
};

} // namespace colophon::service
