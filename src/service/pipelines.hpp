// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/aspect_diff.hpp"
#include "service/catalog.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <set>

namespace colophon::service {

/// The lease of a pipeline is held by another run.
class LeaseHeld : public Error {
public:
    explicit LeaseHeld(store::LeaseRecord by);
    const store::LeaseRecord& by() const { return by_; }

private:
    store::LeaseRecord by_;
};

struct PipelineOptions {
    /// A run that is not heard of for so long has crashed.
    std::chrono::milliseconds lease_time{45'000};
    std::function<std::chrono::steady_clock::time_point()> steady_now; ///< empty: the system's
};

/// What one entity of a source should be compared with.
struct Comparison {
    Urn urn;
    std::vector<std::string> aspects; ///< names, sorted
    std::string fingerprint;          ///< over these aspects, see core/fingerprint.hpp
};

/// An entity that is not in the catalog as the source has it.
struct Lacking {
    std::size_t index = 0; ///< into the comparisons
    bool claimed = false;  ///< the pipeline has it already
    bool exists = false;
    bool equal = false;                       ///< only the claim is missing
    std::vector<store::StoredAspect> current; ///< of the aspects asked for, those that there are; for a
                                              ///< gauge, the newest point
};

struct Removed {
    store::Position position = 0;
    std::uint64_t removed = 0;
    struct Kept {
        Urn urn;
        std::string claimed_by;
    };
    std::vector<Kept> kept; ///< other pipelines still see these
};

struct Rename {
    Urn from;
    Urn to;
    std::vector<std::string> moved = {}; ///< out: aspects that moved along
};

/// One entity among what a run changed.
struct RunChange {
    enum class Operation { add, change, remove, restore };
    struct AspectChange {
        std::string name;
        std::uint64_t version = 0; ///< 0 for a timeseries point and for a removed entity
        std::vector<FieldChange> fields;
    };
    Urn urn;
    Operation operation = Operation::change;
    std::vector<AspectChange> aspects;
    store::Position position = 0; ///< of the last change here
};

struct RolledBack {
    struct Kept {
        Urn urn;
        std::string aspect;
        std::string reason;
    };
    store::Position position = 0;
    std::string run_id;         ///< of the rollback itself
    std::uint64_t restored = 0; ///< aspects that have their former content again
    std::uint64_t removed = 0;  ///< aspects and entities that are gone again
    std::uint64_t kept_total = 0;
    std::vector<Kept> kept; ///< at most 100: others wrote after the run
};

/// What the catalog keeps for those who ingest: which run may write, which entities a pipeline answers for,
/// what runs did, and how to take one back. Safe to use from many threads. Throws Error: not_found (pipeline
/// or run), LeaseHeld (code conflict), conflict (the lease is lost), and as the catalog does.
class Pipelines {
public:
    Pipelines(Catalog& catalog, store::CatalogStore& store, PipelineOptions options = {});

    /// Takes the lease and returns its secret name. Asking again with the same run id and holder takes it
    /// over: the answer to the first call may have been lost.
    std::string take_lease(const auth::Principal& principal, const std::string& pipeline,
                           const std::string& run_id, const std::string& holder);
    /// Throws Error (conflict) when the lease was lost; otherwise it lasts for lease_time from now.
    void renew(const std::string& pipeline, const std::string& lease);
    /// The pipeline and run that hold this lease; renews it. Throws as renew().
    store::LeaseRecord holder_of(const std::string& lease);
    void free_lease(const auth::Principal& principal, const std::string& pipeline, const std::string& lease);
    std::chrono::milliseconds lease_time() const { return options_.lease_time; }

    std::vector<store::PipelineRecord> list() const;
    store::PipelineRecord find(const std::string& pipeline) const;

    /// Reads only. Entities that are as the source has them and claimed are left out of the answer.
    std::vector<Lacking> compare(const std::string& pipeline, std::span<const Comparison> entities) const;

    void claim(const auth::Principal& principal, const std::string& pipeline, const std::string& lease,
               std::vector<store::Claim> claims);
    std::vector<store::Claim> claims(const std::string& pipeline, std::string_view after,
                                     std::size_t limit) const;
    /// Soft-deletes what no other pipeline claims, and releases the claims, in one batch.
    Removed remove(const auth::Principal& principal, const std::string& pipeline, const std::string& lease,
                   const std::vector<Urn>& urns);
    /// What people and other pipelines wrote about `from` is written about `to` where `to` has nothing of it,
    /// then `from` is removed as by remove().
    store::Position rename(const auth::Principal& principal, const std::string& pipeline,
                           const std::string& lease, std::vector<Rename>& renames);
    /// Keeps the run's report and, where given, the pipeline's state; frees the lease.
    store::Position conclude(const auth::Principal& principal, const std::string& pipeline,
                             const std::string& lease, std::string report_json,
                             std::optional<std::string> state_json);

    std::vector<store::RunRecord> runs(std::size_t limit, std::string_view pipeline) const;
    store::RunRecord run(const std::string& run_id, const std::string& pipeline) const;
    /// One page of what a run changed, an entity at a time; from just after `since`.
    std::vector<RunChange> changes(const std::string& run_id, const std::string& pipeline,
                                   store::Position since, std::size_t limit) const;
    /// Makes the catalog what it would be had the run not been: each aspect whose newest version is the run's
    /// gets the content that it had before. What others wrote since stays. Takes the pipeline's lease for its
    /// time. Idempotent: a rollback that was broken off is finished by the next.
    RolledBack roll_back(const auth::Principal& principal, const std::string& run_id,
                         const std::string& pipeline);

private:
    struct Held {
        store::LeaseRecord record;
        std::string pipeline;
        std::chrono::steady_clock::time_point until;
    };

    std::chrono::steady_clock::time_point now() const;
    void require(const std::string& pipeline, const std::string& lease);

    Catalog& catalog_;
    store::CatalogStore& store_;
    PipelineOptions options_;
    mutable std::mutex mutex_;
    std::map<std::string, Held, std::less<>> held_; ///< by lease
};

} // namespace colophon::service
