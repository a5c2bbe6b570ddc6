// SPDX-License-Identifier: Apache-2.0
#include "api/v1/handlers.hpp"
#include "api/v1/query.hpp"
#include "api/v1/timestamp.hpp"
#include "core/json_writer.hpp"

#include <algorithm>

namespace colophon::api {
namespace {

std::string_view state_of(const Phase& phase)
{
    return phase.draining ? "draining" : phase.started ? "serving" : "starting";
}

void write_store(JsonWriter& out, const service::CatalogStatus& status)
{
    const auto& store = status.store;
    out.key("store").begin_object();
    out.member("state", status.failed ? "failed" : store.full ? "full" : "ok");
    out.member("position", store.position).member("entities", store.entities);
    out.member("bytes", store.bytes).member("log_bytes", store.log_bytes);
    out.member("disk_free_bytes", store.free_bytes).member("disk_size_bytes", store.capacity_bytes);
    out.end_object();
}

void write_search(JsonWriter& out, const service::CatalogStatus& status)
{
    const auto& index = status.index;
    out.key("search").begin_object().member("position", status.searchable);
    out.member("lag_positions", status.store.position - std::min(status.searchable, status.store.position));
    out.member("lag_seconds", status.lag.count()).member("documents", index.documents);
    out.member("segments", index.segments).member("bytes", index.bytes).end_object();
}

void write_work(JsonWriter& out, const service::QueueStatus& queue, const http::Traffic& traffic)
{
    out.key("queue").begin_object().member("batches", queue.batches);
    out.member("changes", queue.changes).member("bytes", queue.bytes).end_object();
    out.key("requests").begin_object().member("in_flight", traffic.in_flight.value());
    out.member("connections", traffic.open_connections.value()).key("lanes").begin_array();
    const std::pair<std::string_view, const http::Traffic::Lane&> lanes[] = {{"plain", traffic.plain},
                                                                             {"stream", traffic.streams}};
    for (const auto& [name, lane] : lanes)
        out.begin_object()
            .member("lane", name)
            .member("workers", lane.workers.value())
            .member("in_hand", lane.in_hand.value())
            .end_object();
    out.end_array().end_object();
}

void write_runs(JsonWriter& out, const service::Pipelines& pipelines, std::size_t most)
{
    out.member("leases_held", pipelines.leases_held()).key("runs").begin_array();
    auto runs = pipelines.board().newest();
    runs.resize(std::min(runs.size(), most));
    for (const auto& run : runs) {
        out.begin_object().member("pipeline", run.pipeline).member("run", run.run_id);
        out.member("outcome", run.outcome).member("exit_code", run.exit_code);
        out.member("ended", rfc3339(run.ended_ms)).member("succeeded", rfc3339(run.success_ms));
        out.member("seconds", run.seconds).member("guarded", run.guarded);
        out.member("removed", run.removed).member("changed", run.changed).end_object();
    }
    out.end_array();
}

void write_checks(JsonWriter& out, const service::CatalogFigures& figures,
                  const std::optional<LastBackup>& backup)
{
    out.key("verify");
    if (const auto at = figures.verified_at.value(); at != 0)
        out.begin_object()
            .member("time", rfc3339(at * 1000))
            .member("differences", figures.differences.value())
            .end_object();
    else
        out.null();
    out.key("backup");
    if (backup)
        out.begin_object()
            .member("time", rfc3339(backup->ended_ms))
            .member("position", backup->position)
            .member("bytes", backup->bytes)
            .member("seconds", backup->seconds)
            .end_object();
    else
        out.null();
}

} // namespace

http::Response get_status(const Context& context, const Call& call)
{
    using namespace std::chrono;
    const auto limit = integer_parameter(call.request, "limit", 20, 1, service::RunBoard::max_pipelines);
    const auto status = context.catalog.status();
    const auto started = duration_cast<milliseconds>(context.metrics.started_at().time_since_epoch());
    http::Response response;
    JsonWriter out(response.body);
    out.begin_object().member("version", COLOPHON_VERSION).member("state", state_of(context.phase));
    out.member("started", rfc3339(started.count()));
    out.member("uptime_seconds", duration_cast<seconds>(context.metrics.uptime()).count());
    write_store(out, status);
    write_search(out, status);
    write_work(out, status.queue, *context.metrics.traffic());
    write_runs(out, context.pipelines, limit);
    write_checks(out, context.catalog.figures(), context.metrics.last_backup());
    out.end_object();
    return response;
}

} // namespace colophon::api
