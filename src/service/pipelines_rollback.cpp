// SPDX-License-Identifier: Apache-2.0
#include "core/json_writer.hpp"
#include "service/rollback.hpp"

#include <memory>

namespace colophon::service {
namespace {

std::string report_of(const std::string& run_id, const RolledBack& result)
{
    std::string report;
    JsonWriter(report)
        .begin_object()
        .member("outcome", "ok")
        .member("rolled_back", run_id)
        .member("restored", result.restored)
        .member("removed", result.removed)
        .member("kept", result.kept_total)
        .end_object();
    return report;
}

/// The claims are taken back last: a rollback that is broken off finds them as they were.
void add_conclusion(const store::RunRecord& run, const RolledBack& result, store::Batch& batch)
{
    store::PipelineChange claims{run.pipeline_name, run.run_id};
    claims.undo = true;
    store::PipelineChange rollback{run.pipeline_name, result.run_id};
    rollback.report_json = report_of(run.run_id, result);
    rollback.free_lease = true; // a run that was late when this began must not go on
    batch.pipelines = {std::move(claims), std::move(rollback)};
}

} // namespace

RolledBack Pipelines::roll_back(const auth::Principal& principal, const std::string& run_id,
                                const std::string& pipeline)
{
    const auto record = run(run_id, pipeline);
    const auto& name = record.pipeline_name;
    Leases::Taken lease;
    catalog_.write_alone(principal, [&](store::Batch& batch) {
        lease =
            leases_.take(name, {rollback_id(run_id), principal.actor, batch.now_ms}, Leases::SameRun::waits);
    });
    const std::shared_ptr<void> free(nullptr, [&](void*) { leases_.free(name, lease.secret); });

    Rollback rollback(catalog_, store_, record);
    for (bool more = true; more;)
        rollback.written(catalog_.write_alone(principal, [&](store::Batch& batch) {
            leases_.renew(name, lease.secret);
            more = rollback.fill(batch);
        }));
    auto result = rollback.result();
    const bool known =
        store_.pipeline(name).has_value(); // one without claims and leases is only a word in runs
    result.position = catalog_
                          .write_alone(principal,
                                       [&](store::Batch& batch) {
                                           if (known)
                                               add_conclusion(record, result, batch);
                                       })
                          .position;
    return result;
}

} // namespace colophon::service
