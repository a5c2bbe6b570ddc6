// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/change_log.hpp"
#include "store/claim_table.hpp"
#include "store/dictionary.hpp"
#include "store/edge_table.hpp"
#include "store/pipeline_table.hpp"
#include "store/run_table.hpp"
#include "store/timeseries_table.hpp"
#include "store/urn_table.hpp"

#include <chrono>
#include <set>

namespace colophon::store {

/// Applies groups of batches on the one connection that writes. Used from one thread at a time.
class Writer {
public:
    /// The database's schema is prepared. `history` as in SqliteOptions.
    Writer(sqlite::Database& database, std::uint64_t history);

    /// As CatalogStore::apply, the durable commit included; on failure nothing of the group is kept.
    std::vector<BatchOutcome> apply(std::span<const Batch> group);
    /// How long the commit of the last one took.
    std::chrono::nanoseconds last_commit() const { return last_commit_; }

private:
    /// What is known while a batch is being applied.
    struct Current {
        const Batch& batch;
        std::int64_t actor = 0;
        std::set<std::int64_t> created = {}; ///< entities made by this batch
        std::set<std::int64_t> removed = {}; ///< entities that this batch removed for good
        RunTable::Tallies tallies = {};
    };
    using Kind = ChangeOutcome::Kind;
    using Known = std::optional<UrnTable::Entry>;

    BatchOutcome apply(const Batch& batch);
    void apply_all(Current& current, BatchOutcome& outcome);
    ChangeOutcome apply(Current& current, const Change& change);
    ChangeOutcome write(Current& current, const Change& change, const Known& known);
    ChangeOutcome write_key(Current& current, const Change& change, const Known& known);
    ChangeOutcome remove_entity(Current& current, const Change& change, const Known& known);
    ChangeOutcome remove_aspect(Current& current, const Change& change, const Known& known);

    ChangeOutcome remove_points(Current& current, const Change& change, std::int64_t key);
    void apply(const PipelineChange& change, std::int64_t now_ms);
    std::int64_t apply_claims(const PipelineChange& change, std::int64_t pipeline, std::int64_t now_ms);
    std::int64_t run_of(const PipelineChange& change, std::int64_t now_ms);

    std::string refusal(const Current& current, const Change& change, const Known& known);
    UrnTable::Entry ensure_entity(Current& current, const Change& change, const Known& known);
    std::int64_t aspect_number(const std::string& name);
    Stamp stamp(const Current& current, const Change& change);
    ChangeOutcome stored(ChangeEvent::Kind kind, std::int64_t key, std::uint64_t version, const Stamp& stamp);
    std::vector<Urn> dangling(const Current& current);
    void forget();

    sqlite::Database& database_;
    Dictionary aspect_names_;
    Dictionary relationships_;
    Dictionary actors_;
    UrnTable urns_;
    AspectTable aspects_;
    EdgeTable edges_;
    TimeseriesTable timeseries_;
    ChangeLog changes_;
    RunTable runs_;
    PipelineTable pipelines_;
    ClaimTable claims_;
    sqlite::Statement count_entities_;
    Position position_;
    std::int64_t new_entities_ = 0; ///< by the current transaction; negative where more were removed
    std::chrono::nanoseconds last_commit_{};
};

} // namespace colophon::store
