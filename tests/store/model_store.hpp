// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"
#include "store/model_pipelines.hpp"
#include "store/model_runs.hpp"

#include <map>
#include <tuple>

namespace colophon::store::test {

/// A CatalogStore as plain as can be: maps in memory, copied to be undone. It passes the contract suite and
/// is what the real stores are compared with. For one thread.
class ModelStore : public CatalogStore {
public:
    explicit ModelStore(std::uint64_t history) : history_(history) {}

    std::vector<BatchOutcome> apply(std::span<const Batch> group) override;
    std::optional<StoredEntity> read(const Urn& urn, const ReadOptions& options) const override;
    std::vector<TimeseriesPoint> timeseries(const Urn& urn, std::string_view aspect,
                                            const TimeseriesRange& range) const override;
    EdgePage edges(const EdgeQuery& query) const override;
    std::uint64_t referrers(const Urn& urn, const EdgeKinds& kinds, std::uint64_t most) const override;
    std::vector<ChangeEvent> changes(Position since, std::size_t limit) const override;
    Position scan(const std::function<bool(const StoredEntity&)>& visit) const override;
    std::vector<RunRecord> runs(std::size_t limit, std::string_view pipeline) const override;
    std::optional<RunRecord> run(std::string_view run_id, std::string_view pipeline) const override;
    std::vector<ChangeEvent> run_changes(std::string_view run_id, std::string_view pipeline, Position since,
                                         std::size_t limit) const override;
    std::vector<PipelineRecord> pipelines() const override;
    std::optional<PipelineRecord> pipeline(std::string_view name) const override;
    std::vector<Claim> claims(std::string_view pipeline, std::string_view after,
                              std::size_t limit) const override;
    std::vector<std::vector<std::string>> claimants(std::span<const Urn> urns) const override;
    StoreStatus status() const override;

    void keep_versions(std::uint64_t history) { history_ = history; }

private:
    struct Version {
        StoredAspect stored;
        bool removed = false;
    };
    using Bucket = std::pair<std::int64_t, std::string>;
    struct Point {
        TimeseriesPoint point;
        bool shared = false; ///< another run found it as it was
    };
    struct Entity {
        Position created = 0;
        std::int64_t created_ms = 0;
        bool made_by_batch = false;
        bool keyed = false;
        std::map<std::string, std::vector<Version>> aspects;
        std::map<std::string, std::vector<Edge>> edges;
        std::map<std::string, std::map<Bucket, Point>> points;
    };
    struct State {
        std::map<Urn, Entity> entities;
        std::vector<ChangeEvent> events;
        ModelRuns runs;
        std::map<Position, std::string> pipeline_of; ///< of the run that made the change
        ModelPipelines pipelines;
    };

    BatchOutcome apply(const Batch& batch);
    ChangeOutcome apply(const Batch& batch, const Change& change);
    ChangeOutcome put(const Batch& batch, const Change& change, Entity& entity);
    ChangeOutcome put_point(const Batch& batch, const Change& change, Entity& entity);
    ChangeOutcome remove(const Batch& batch, const Change& change);
    ChangeOutcome remove_points(const Batch& batch, const Change& change, Entity& entity);
    ChangeOutcome log(const Batch& batch, const Change& change, ChangeEvent::Kind kind,
                      std::uint64_t version);
    std::string refusal(const Change& change) const;
    void apply(const PipelineChange& change, std::int64_t now_ms);
    std::vector<Urn> dangling(const Batch& batch, const BatchOutcome& outcome) const;
    void keep_latest(std::vector<Version>& versions) const;

    std::uint64_t history_;
    State state_;
};

} // namespace colophon::store::test
