// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/figures.hpp"

#include <chrono>
#include <colophon/proposal.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace colophon::store {

/// The number of a committed change: strictly increasing, without gaps, in the order of commits. 0 is the
/// empty store.
using Position = std::uint64_t;

/// An edge of the graph, owned by the aspect that states it: a new version of the aspect replaces its edges.
struct Edge {
    std::string relationship; ///< as in `IsPartOf`
    Urn destination;

    friend bool operator==(const Edge&, const Edge&) = default;
};

/// One validated proposal, ready to be stored.
struct Change {
    Urn urn;
    Aspect aspect; ///< canonical JSON; empty json for a removal
    ChangeType type = ChangeType::upsert;
    SystemMetadata system = {};
    std::vector<Edge> edges = {};
    std::optional<std::int64_t> timeseries_ms = {}; ///< set for a timeseries aspect: its timestampMillis
    bool key_aspect = false; ///< a removal of it is the hard removal of the whole entity
    /// Removal of a timeseries aspect: only of the points that this run (of `system.pipeline_name`) wrote and
    /// that no other run found as they were.
    std::string points_of_run = {};
};

/// That a pipeline saw an entity in its source, and answers for whether it is still there.
struct Claim {
    Urn urn;
    std::optional<Urn> container = {};
    std::string stable_id = {}; ///< the source's own name of it, empty where it has none

    friend bool operator==(const Claim&, const Claim&) = default;
};

/// The right of one run to write for its pipeline.
struct LeaseRecord {
    std::string run_id;
    std::string holder; ///< for people: where the run runs
    std::int64_t since_ms = 0;
    std::string secret_hash = {}; ///< by which the run is known again after the server restarted

    friend bool operator==(const LeaseRecord&, const LeaseRecord&) = default;
};

/// What a batch changes about a pipeline, which is known from then on. It makes no position: pipelines are
/// bookkeeping, not metadata. Of one URN what is taken comes before what is released, that before what is
/// forgotten.
struct PipelineChange {
    std::string pipeline;
    std::string run_id;              ///< of whom the claims are remembered
    std::vector<Claim> taken = {};   ///< new ones, and known ones with another container or stable id
    std::vector<Urn> released = {};  ///< what the pipeline no longer answers for
    std::vector<Urn> forgotten = {}; ///< claims that go as if they had never been taken
    /// Takes back what `run_id` took and released; nothing else of the change may be set beside it.
    bool undo = false;
    bool free_lease = false;
    std::optional<LeaseRecord> lease = {};
    std::optional<std::string> state_json = {};  ///< what the pipeline wants to find again next time
    std::optional<std::string> report_json = {}; ///< of the run, which it makes where nothing else has
};

/// What one caller wants written.
struct Batch {
    std::vector<Change> changes;
    std::string actor;                          ///< URN of who writes
    std::int64_t now_ms = 0;                    ///< the time of the write, epoch milliseconds
    bool atomic = false;                        ///< any refusal undoes the whole batch
    std::vector<PipelineChange> pipelines = {}; ///< applied after `changes`, unless those were undone
};

struct ChangeOutcome {
    enum class Kind {
        stored,
        unchanged, ///< equal content: run and last-observed time are refreshed, nothing else
        refused    ///< `create` of what exists; `undone` says that a sibling of an atomic batch was refused
    };
    Kind kind = Kind::stored;
    Position position = 0;   ///< of the change, for stored
    std::string reason;      ///< for refused
    bool new_entity = false; ///< the entity exists since this change
};

struct BatchOutcome {
    std::vector<ChangeOutcome> changes; ///< one for each of the batch's
    Position position = 0;              ///< of the store once the batch is in
    std::vector<Urn> dangling =
        {}; ///< after a hard removal: at most 100 entities that still refer to what is gone
};

struct StoredAspect {
    Aspect aspect;
    std::uint64_t version = 1; ///< 1 is the oldest
    Position position = 0;     ///< of the change that made this version
    std::int64_t created_ms = 0;
    std::string actor;
    SystemMetadata system;
};

struct StoredEntity {
    Urn urn;
    Position position = 0;             ///< of the newest change among `aspects`
    std::vector<StoredAspect> aspects; ///< by name; the key aspect is not stored
};

/// Which moment of the past is meant; by default the present.
using AsOf = std::variant<std::monostate, Position, std::chrono::sys_time<std::chrono::milliseconds>>;

struct ReadOptions {
    std::vector<std::string> aspects = {}; ///< empty: all
    std::uint64_t version = 0;             ///< 0: the latest; otherwise exactly that version of each aspect
    AsOf as_of = {};
};

struct TimeseriesPoint {
    std::int64_t timestamp_ms = 0;
    std::string json;
    SystemMetadata system;
};

struct TimeseriesRange {
    std::int64_t from_ms = INT64_MIN; ///< inclusive
    std::int64_t to_ms = INT64_MAX;   ///< inclusive
    std::size_t limit = 100;          ///< newest first
};

enum class Direction { outgoing, incoming };

struct EdgeQuery {
    Urn urn;
    Direction direction = Direction::outgoing;
    std::vector<std::string> relationships = {}; ///< empty: any
    std::size_t start = 0;
    std::size_t count = 100;
};

struct EdgePage {
    struct Row {
        std::string relationship;
        Urn urn;            ///< the other end
        std::string aspect; ///< that states it
    };
    std::uint64_t total = 0;
    std::vector<Row> rows; ///< by relationship, then URN
};

/// Edges of any of these relationships that any of these aspects states. An empty list is none.
struct EdgeKinds {
    std::vector<std::string> relationships;
    std::vector<std::string> aspects;
};

/// One line of the change log.
struct ChangeEvent {
    /// `timeseries`: a point was written, or some were removed and others left.
    enum class Kind { stored, aspect_removed, entity_removed, timeseries };
    Position position = 0;
    Kind kind = Kind::stored;
    Urn urn;
    std::string aspect;
    std::uint64_t version = 0;
    std::int64_t time_ms = 0;
    std::string actor;
    std::string run_id;
};

struct RunRecord {
    std::string run_id;
    std::string pipeline_name;
    std::int64_t first_ms = 0;
    std::int64_t last_ms = 0;
    Position first_position = 0; ///< 0 where the run changed nothing
    Position last_position = 0;
    std::uint64_t changed = 0;
    std::uint64_t unchanged = 0;
    std::string report_json = {}; ///< empty where the run has told none; runs() leaves it out
    std::string outcome = {};     ///< the report's top-level "outcome", empty where there is none
};

struct PipelineRecord {
    std::string name;
    std::uint64_t claims = 0; ///< that are not released
    std::string state_json;   ///< empty where there is none
    std::optional<LeaseRecord> lease;
};

/// What a store did since it was opened; see core/figures.hpp.
struct StoreFigures {
    Histogram apply_seconds; ///< a whole transaction
    Histogram sync_seconds;  ///< its commit alone, which waits for the disk
    Counter changes;         ///< that made a version or an event
    Counter unchanged;       ///< that were known already
    Counter refused;
    Counter failures; ///< transactions that were not kept: no space, or the disk
    Counter checkpoints;
    Counter checkpoints_held_up; ///< by a reader; tried again later
};

struct StoreStatus {
    Position position = 0;
    std::uint64_t entities = 0;
    std::uint64_t bytes = 0;               ///< on disk
    bool full = false;                     ///< the last write found no space
    std::uint64_t log_bytes = 0;           ///< of `bytes`: written ahead of the database
    std::uint64_t free_bytes = 0;          ///< that the disk below the store has for us
    std::uint64_t capacity_bytes = 0;      ///< of that disk; 0: not known
    const StoreFigures* figures = nullptr; ///< live as long as the store; null: it keeps none
};

/// The record: what the catalog knows, with its history. Search and graph are views of it.
///
/// Safe to call from many threads; apply() is called by one thread at a time. Reads see the last committed
/// state and never wait for a writer. Throws Error: storage_full (nothing of the group was kept; later writes
/// may succeed), internal (the disk failed: the store takes no further write).
class CatalogStore {
public:
    virtual ~CatalogStore() = default;

    /// Stores a group of batches in one durable transaction; when it returns, they survive a power cut.
    /// Inside the group batches follow each other in order. A batch is all-or-nothing towards a crash in any
    /// case.
    virtual std::vector<BatchOutcome> apply(std::span<const Batch> group) = 0;

    /// Nothing for an entity that was never there, that was removed for good, or that did not exist yet at
    /// `as_of`. With `aspects` named, an entity that exists but has none of them comes back without aspects.
    virtual std::optional<StoredEntity> read(const Urn& urn, const ReadOptions& options) const = 0;

    virtual std::vector<TimeseriesPoint> timeseries(const Urn& urn, std::string_view aspect,
                                                    const TimeseriesRange& range) const = 0;

    virtual EdgePage edges(const EdgeQuery& query) const = 0;

    /// How many entities state edges of these kinds to this one, each counted once; `most` where there are
    /// more. Cheap for an entity to which no edge leads.
    virtual std::uint64_t referrers(const Urn& urn, const EdgeKinds& kinds, std::uint64_t most) const = 0;

    /// The change log from just after `since`, oldest first.
    virtual std::vector<ChangeEvent> changes(Position since, std::size_t limit) const = 0;

    /// Visits the latest state of every entity in URN order, as of one moment, until the visitor says false.
    /// Returns the position of that moment. Bounded memory.
    virtual Position scan(const std::function<bool(const StoredEntity&)>& visit) const = 0;

    /// Newest first; of one pipeline, or of all where `pipeline` is empty.
    virtual std::vector<RunRecord> runs(std::size_t limit, std::string_view pipeline = {}) const = 0;

    /// With its report. Where several pipelines have a run of that name and `pipeline` is empty, the newest.
    virtual std::optional<RunRecord> run(std::string_view run_id, std::string_view pipeline) const = 0;

    /// The part of the change log that one run made, from just after `since`, oldest first.
    virtual std::vector<ChangeEvent> run_changes(std::string_view run_id, std::string_view pipeline,
                                                 Position since, std::size_t limit) const = 0;

    /// By name.
    virtual std::vector<PipelineRecord> pipelines() const = 0;
    virtual std::optional<PipelineRecord> pipeline(std::string_view name) const = 0;

    /// The claims of a pipeline that are not released, by URN, from just after `after` (empty: from the
    /// first).
    virtual std::vector<Claim> claims(std::string_view pipeline, std::string_view after,
                                      std::size_t limit) const = 0;

    /// For each URN the names of the pipelines that claim it, by name.
    virtual std::vector<std::vector<std::string>> claimants(std::span<const Urn> urns) const = 0;

    virtual StoreStatus status() const = 0;
};

} // namespace colophon::store
