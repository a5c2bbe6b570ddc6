// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/aspect_diff.hpp"
#include "service/catalog.hpp"
#include "service/leases.hpp"
#include "service/run_board.hpp"

namespace colophon::service {

struct PipelineOptions {
    /// A run that is not heard of for so long has crashed.
    std::chrono::milliseconds lease_time{45'000};
    std::function<Leases::Clock::time_point()> steady_now; ///< empty: the system's
};

/// What one entity of a source should be compared with.
struct Comparison {
    Urn urn;
    std::vector<std::string> aspects; ///< names, sorted
    std::string fingerprint;          ///< over those of them that there should be, see core/fingerprint.hpp
};

/// An entity that is not in the catalog as the source has it.
struct Lacking {
    std::size_t index = 0; ///< into the comparisons
    bool claimed = false;  ///< the pipeline has it already
    bool exists = false;
    bool equal = false;                       ///< only the claim is missing
    std::vector<store::StoredAspect> current; ///< unless equal: of the aspects asked for, those that there
                                              ///< are; of a timeseries, the newest point
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
        std::uint64_t version = 0;       ///< 0 for a timeseries point
        std::vector<FieldChange> fields; ///< none for a timeseries, and where the history was trimmed
    };
    Urn urn;
    Operation operation = Operation::change;
    std::vector<AspectChange> aspects; ///< none where the entity was removed for good
    store::Position position = 0;      ///< of the last change here
};

struct RunChangePage {
    std::vector<RunChange> changes;
    std::optional<store::Position> next = {}; ///< `since` of the next page; nothing at the end
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
    std::vector<Kept>
        kept; ///< at most 100: others wrote after the run, or what was there before is not known
};

/// What the catalog keeps for those who ingest: which run may write, which entities a pipeline answers for,
/// what runs did, and how to take one back. What is written under a lease is checked and written in one
/// piece: nobody else writes in between. Safe to use from many threads. Throws Error: not_found (pipeline or
/// run), LeaseHeld and LeaseLost (code conflict), and as the catalog does.
class Pipelines {
public:
    Pipelines(Catalog& catalog, store::CatalogStore& store, PipelineOptions options = {});

    /// Takes the lease and returns its secret name. Asking again with the same run id and holder takes it
    /// over: the answer to the first call may have been lost.
    std::string take_lease(const auth::Principal& principal, const std::string& pipeline,
                           const std::string& run_id, const std::string& holder);
    /// Throws LeaseLost; otherwise the lease lasts for lease_time from now. One that was late is renewed too,
    /// as long as no other run has taken it.
    void renew(const std::string& pipeline, const std::string& lease);
    /// The run that holds this lease; renews it. Throws as renew().
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
    /// What people and other pipelines wrote about `from` is written about `to`, unless they wrote that about
    /// `to` as well; then `from` is removed as by remove(). Says in each of `renames` what moved.
    store::Position rename(const auth::Principal& principal, const std::string& pipeline,
                           const std::string& lease, std::vector<Rename>& renames);
    /// Keeps the run's report and, where given, the pipeline's state; frees the lease. Throws Error
    /// (too_large) beyond these many bytes.
    store::Position conclude(const auth::Principal& principal, const std::string& pipeline,
                             const std::string& lease, std::string report_json,
                             std::optional<std::string> state_json);
    static constexpr std::size_t max_report_bytes = 48u << 10;
    static constexpr std::size_t max_state_bytes = 1u << 20;

    /// How the pipelines' last runs ended.
    const RunBoard& board() const { return board_; }
    std::size_t leases_held() const { return leases_.held(); }

    std::vector<store::RunRecord> runs(std::size_t limit, std::string_view pipeline) const;
    store::RunRecord run(const std::string& run_id, const std::string& pipeline) const;
    /// One page of what a run changed, an entity at a time; from just after `since`. At most `limit`
    /// entities, fewer where there is much to say of them.
    RunChangePage changes(const std::string& run_id, const std::string& pipeline, store::Position since,
                          std::size_t limit) const;
    /// Makes the catalog what it would be had the run not been: each aspect whose newest version is the run's
    /// gets the content that it had before. What others wrote since stays. Takes the pipeline's lease for its
    /// time. Idempotent: a rollback that was broken off is finished by the next.
    RolledBack roll_back(const auth::Principal& principal, const std::string& run_id,
                         const std::string& pipeline);

private:
    using Fill = std::function<void(store::Batch&, store::PipelineChange&)>;

    /// Writes under the lease, which it renews, what `fill` puts together. The change names pipeline and run.
    store::BatchOutcome write(const auth::Principal& principal, const std::string& pipeline,
                              const std::string& lease, const Fill& fill);
    void add_removals(const std::vector<Urn>& urns, store::Batch& batch, store::PipelineChange& change,
                      Removed& result) const;
    bool is_own(const Urn& urn, const store::StoredAspect& aspect, const std::string& pipeline) const;
    void move_aspects(Rename& rename, const store::PipelineChange& by, std::vector<Proposal>& moved) const;
    store::PipelineRecord with_live_lease(store::PipelineRecord record) const;

    Catalog& catalog_;
    store::CatalogStore& store_;
    PipelineOptions options_;
    Leases leases_;
    RunBoard board_;
};

} // namespace colophon::service
