// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/change_log.hpp"
#include "store/claim_pages.hpp"
#include "store/dictionary.hpp"
#include "store/edge_pages.hpp"
#include "store/pipeline_table.hpp"
#include "store/run_table.hpp"
#include "store/timeseries_table.hpp"

#include <functional>

namespace colophon::store {

/// The reading half of the store on one connection. Each call sees one moment; its functions mean what
/// CatalogStore's of the same name mean. Used from one thread at a time.
class Reader {
public:
    explicit Reader(const std::filesystem::path& file);

    std::optional<StoredEntity> read(const Urn& urn, const ReadOptions& options);
    std::vector<TimeseriesPoint> timeseries(const Urn& urn, std::string_view aspect,
                                            const TimeseriesRange& range);
    EdgePage edges(const EdgeQuery& query);
    std::uint64_t referrers(const Urn& urn, const EdgeKinds& kinds, std::uint64_t most);
    std::vector<ChangeEvent> changes(Position since, std::size_t limit);
    Position scan(const std::function<bool(const StoredEntity&)>& visit);
    std::vector<RunRecord> runs(std::size_t limit, std::string_view pipeline);
    std::optional<RunRecord> run(std::string_view run_id, std::string_view pipeline);
    std::vector<ChangeEvent> run_changes(std::string_view run_id, std::string_view pipeline, Position since,
                                         std::size_t limit);
    std::vector<PipelineRecord> pipelines();
    std::optional<PipelineRecord> pipeline(std::string_view name);
    std::vector<Claim> claims(std::string_view pipeline, std::string_view after, std::size_t limit);
    std::vector<std::vector<std::string>> claimants(std::span<const Urn> urns);
    StoreStatus status(); ///< position and entities only

private:
    std::optional<std::int64_t> run_number(std::string_view run_id, std::string_view pipeline);
    void collect(std::int64_t first, std::int64_t last, const ReadOptions& options, StoredEntity& into);
    void collect_before(std::int64_t key, const ReadOptions& options, StoredEntity& into);
    void take(const sqlite::Rows& row, StoredEntity& into);

    sqlite::Database database_;
    Dictionary aspect_names_;
    Dictionary relationships_;
    Dictionary actors_;
    EdgePages edges_;
    TimeseriesTable timeseries_;
    ChangeLog changes_;
    RunTable runs_;
    PipelineTable pipelines_;
    ClaimPages claims_;
    sqlite::Statement by_urn_;
    sqlite::Statement entities_;
    sqlite::Statement latest_;
    sqlite::Statement by_version_;
    sqlite::Statement by_position_;
    sqlite::Statement by_time_;
};

} // namespace colophon::store
