// SPDX-License-Identifier: Apache-2.0
#include "store/contract_graph.hpp"
#include "store/contract_pipelines.hpp"
#include "store/contract_reading.hpp"
#include "store/contract_runs.hpp"
#include "store/model_store.hpp"

namespace colophon::store::test {

namespace {

/// The model lives in memory: it is handed out through a store that only forwards, so that it outlives the
/// one that a test closes.
class Borrowed final : public CatalogStore {
public:
    explicit Borrowed(ModelStore& model) : model_(model) {}

    std::vector<BatchOutcome> apply(std::span<const Batch> group) override { return model_.apply(group); }
    std::optional<StoredEntity> read(const Urn& urn, const ReadOptions& options) const override
    {
        return model_.read(urn, options);
    }
    std::vector<TimeseriesPoint> timeseries(const Urn& urn, std::string_view aspect,
                                            const TimeseriesRange& range) const override
    {
        return model_.timeseries(urn, aspect, range);
    }
    EdgePage edges(const EdgeQuery& query) const override { return model_.edges(query); }
    std::uint64_t referrers(const Urn& urn, const EdgeKinds& kinds, std::uint64_t most) const override
    {
        return model_.referrers(urn, kinds, most);
    }
    std::vector<ChangeEvent> changes(Position since, std::size_t limit) const override
    {
        return model_.changes(since, limit);
    }
    Position scan(const std::function<bool(const StoredEntity&)>& visit) const override
    {
        return model_.scan(visit);
    }
    std::vector<RunRecord> runs(std::size_t limit, std::string_view pipeline) const override
    {
        return model_.runs(limit, pipeline);
    }
    std::optional<RunRecord> run(std::string_view run_id, std::string_view pipeline) const override
    {
        return model_.run(run_id, pipeline);
    }
    std::vector<ChangeEvent> run_changes(std::string_view run_id, std::string_view pipeline, Position since,
                                         std::size_t limit) const override
    {
        return model_.run_changes(run_id, pipeline, since, limit);
    }
    std::vector<PipelineRecord> pipelines() const override { return model_.pipelines(); }
    std::optional<PipelineRecord> pipeline(std::string_view name) const override
    {
        return model_.pipeline(name);
    }
    std::vector<Claim> claims(std::string_view pipeline, std::string_view after,
                              std::size_t limit) const override
    {
        return model_.claims(pipeline, after, limit);
    }
    std::vector<std::vector<std::string>> claimants(std::span<const Urn> urns) const override
    {
        return model_.claimants(urns);
    }
    StoreStatus status() const override { return model_.status(); }

private:
    ModelStore& model_;
};

class ModelKind {
public:
    std::unique_ptr<CatalogStore> open(std::uint64_t history)
    {
        model_.keep_versions(history);
        return std::make_unique<Borrowed>(model_);
    }

private:
    ModelStore model_{0};
};

} // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Model, CatalogStoreWriting, ModelKind);
INSTANTIATE_TYPED_TEST_SUITE_P(Model, CatalogStoreReading, ModelKind);
INSTANTIATE_TYPED_TEST_SUITE_P(Model, CatalogStoreGraph, ModelKind);
INSTANTIATE_TYPED_TEST_SUITE_P(Model, CatalogStorePipelines, ModelKind);
INSTANTIATE_TYPED_TEST_SUITE_P(Model, CatalogStoreRuns, ModelKind);

} // namespace colophon::store::test
