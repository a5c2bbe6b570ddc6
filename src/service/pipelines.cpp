// SPDX-License-Identifier: Apache-2.0
#include "service/pipelines.hpp"

#include "service/run_changes.hpp"

#include <memory>

namespace colophon::service {

Pipelines::Pipelines(Catalog& catalog, store::CatalogStore& store, PipelineOptions options)
    : catalog_(catalog), store_(store), options_(std::move(options)),
      leases_(options_.lease_time, options_.steady_now)
{
    for (auto& record : store_.pipelines())
        if (record.lease)
            leases_.restore(record.name, *std::move(record.lease));
    board_.restore(store_);
}

store::BatchOutcome Pipelines::write(const auth::Principal& principal, const std::string& pipeline,
                                     const std::string& lease, const Fill& fill)
{
    return catalog_.write_alone(principal, [&](store::Batch& batch) {
        store::PipelineChange change{pipeline, leases_.renew(pipeline, lease).run_id};
        fill(batch, change);
        batch.pipelines.push_back(std::move(change));
    });
}

std::string Pipelines::take_lease(const auth::Principal& principal, const std::string& pipeline,
                                  const std::string& run_id, const std::string& holder)
{
    Leases::Taken taken;
    bool stored = false;
    const std::shared_ptr<void> unless_stored(nullptr, [&](void*) {
        if (!stored) // nobody will be told of it
            leases_.free(pipeline, taken.secret);
    });
    catalog_.write_alone(principal, [&](store::Batch& batch) {
        taken = leases_.take(pipeline, {run_id, holder, batch.now_ms}, Leases::SameRun::takes_over);
        store::PipelineChange change{pipeline, run_id};
        change.lease = taken.record;
        batch.pipelines.push_back(std::move(change));
    });
    stored = true;
    return taken.secret;
}

void Pipelines::renew(const std::string& pipeline, const std::string& lease)
{
    leases_.renew(pipeline, lease);
}

store::LeaseRecord Pipelines::holder_of(const std::string& lease)
{
    return leases_.renew(lease);
}

void Pipelines::free_lease(const auth::Principal& principal, const std::string& pipeline,
                           const std::string& lease)
{
    write(principal, pipeline, lease,
          [](store::Batch&, store::PipelineChange& change) { change.free_lease = true; });
    leases_.free(pipeline, lease);
}

store::PipelineRecord Pipelines::with_live_lease(store::PipelineRecord record) const
{
    record.lease = leases_.holder(record.name);
    return record;
}

std::vector<store::PipelineRecord> Pipelines::list() const
{
    std::vector<store::PipelineRecord> all;
    for (auto& record : store_.pipelines())
        all.push_back(with_live_lease(std::move(record)));
    return all;
}

store::PipelineRecord Pipelines::find(const std::string& pipeline) const
{
    auto record = store_.pipeline(pipeline);
    if (!record)
        throw Error(Errc::not_found, "no such pipeline: " + pipeline, "name");
    return with_live_lease(*std::move(record));
}

void Pipelines::claim(const auth::Principal& principal, const std::string& pipeline, const std::string& lease,
                      std::vector<store::Claim> claims)
{
    write(principal, pipeline, lease,
          [&](store::Batch&, store::PipelineChange& change) { change.taken = std::move(claims); });
}

std::vector<store::Claim> Pipelines::claims(const std::string& pipeline, std::string_view after,
                                            std::size_t limit) const
{
    return store_.claims(pipeline, after, limit);
}

store::Position Pipelines::conclude(const auth::Principal& principal, const std::string& pipeline,
                                    const std::string& lease, std::string report_json,
                                    std::optional<std::string> state_json)
{
    if (report_json.size() > max_report_bytes)
        throw Error(Errc::too_large, "the report may have 48 KiB", "report");
    if (state_json && state_json->size() > max_state_bytes)
        throw Error(Errc::too_large, "the state may have 1 MiB", "state");
    std::string run_id;
    const auto outcome = write(principal, pipeline, lease, [&](store::Batch&, store::PipelineChange& change) {
        run_id = change.run_id;
        change.report_json = std::move(report_json);
        change.state_json = std::move(state_json);
        change.free_lease = true;
    });
    leases_.free(pipeline, lease);
    if (const auto record = store_.run(run_id, pipeline))
        board_.add(*record);
    return outcome.position;
}

std::vector<store::RunRecord> Pipelines::runs(std::size_t limit, std::string_view pipeline) const
{
    return store_.runs(limit, pipeline);
}

store::RunRecord Pipelines::run(const std::string& run_id, const std::string& pipeline) const
{
    auto record = store_.run(run_id, pipeline);
    if (!record)
        throw Error(Errc::not_found, "no such run: " + run_id, "id");
    return *std::move(record);
}

RunChangePage Pipelines::changes(const std::string& run_id, const std::string& pipeline,
                                 store::Position since, std::size_t limit) const
{
    return run_changes(store_, catalog_.registry(), run(run_id, pipeline), since, limit);
}

} // namespace colophon::service
