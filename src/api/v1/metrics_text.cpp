// SPDX-License-Identifier: Apache-2.0
#include "api/v1/api.hpp"
#include "api/v1/exposition.hpp"
#include "api/v1/process_figures.hpp"

#include <algorithm>

namespace colophon::api {
namespace {

using http::Traffic;

/// What a route's first request makes appear, so that a rate over errors does not miss the first of them.
constexpr std::array always_shown{200, 500};

struct RouteLabels {
    std::string_view route;
    std::string_view method;
    explicit RouteLabels(const Traffic::Row& row)
        : route(row.pattern.empty() ? "unmatched" : std::string_view(row.pattern)),
          method(row.pattern.empty() ? "any" : http::method_name(row.method))
    {
    }
};

template <class Write> void for_each_used_row(const Traffic& traffic, Write write)
{
    for (const auto& row : traffic.rows())
        if (row.seconds.read().count > 0)
            write(row, RouteLabels(row));
}

void write_answers(Exposition& out, const Traffic::Row& row, const RouteLabels& labels)
{
    for (std::size_t i = 0; i < Traffic::status_count; ++i) {
        const int status = Traffic::status_at(i);
        const auto count = row.answers[i].value();
        if (count > 0 || std::find(always_shown.begin(), always_shown.end(), status) != always_shown.end())
            out.sample({{"route", labels.route},
                        {"method", labels.method},
                        {"status", status == 0 ? "other" : std::to_string(status)}},
                       count);
    }
}

void write_routes(Exposition& out, const Traffic& traffic)
{
    out.family("colophon_http_requests_total");
    for_each_used_row(traffic, [&](const auto& row, const auto& labels) { write_answers(out, row, labels); });
    out.family("colophon_http_request_duration_seconds");
    for_each_used_row(traffic, [&](const auto& row, const auto& labels) {
        out.histogram({{"route", labels.route}, {"method", labels.method}}, row.seconds.read());
    });
    out.family("colophon_http_request_bytes_total");
    for_each_used_row(traffic, [&](const auto& row, const auto& labels) {
        out.sample({{"route", labels.route}, {"method", labels.method}}, row.request_bytes.value());
    });
    out.family("colophon_http_response_bytes_total");
    for_each_used_row(traffic, [&](const auto& row, const auto& labels) {
        out.sample({{"route", labels.route}, {"method", labels.method}}, row.response_bytes.value());
    });
}

void write_lanes(Exposition& out, const Traffic& traffic)
{
    const std::pair<std::string_view, const Traffic::Lane&> lanes[] = {{"plain", traffic.plain},
                                                                       {"stream", traffic.streams}};
    out.family("colophon_http_workers");
    for (const auto& [name, lane] : lanes)
        out.sample({{"lane", name}}, lane.workers.value());
    out.family("colophon_http_workers_busy");
    for (const auto& [name, lane] : lanes)
        out.sample({{"lane", name}}, std::min(lane.in_hand.value(), lane.workers.value()));
    out.family("colophon_http_requests_waiting");
    for (const auto& [name, lane] : lanes)
        out.sample({{"lane", name}}, std::max<std::int64_t>(lane.in_hand.value() - lane.workers.value(), 0));
}

void write_http(Exposition& out, const Traffic& traffic)
{
    write_routes(out, traffic);
    out.single("colophon_http_requests_in_flight", traffic.in_flight.value());
    out.single("colophon_http_connections", traffic.open_connections.value());
    out.single("colophon_http_connections_total", traffic.connections);
    out.family("colophon_http_turned_away_total");
    for (std::size_t i = 0; i < http::turned_away_count; ++i) {
        const auto reason = static_cast<http::TurnedAway>(i);
        out.sample({{"reason", http::turned_away_name(reason)}}, traffic.turned_away(reason).value());
    }
    write_lanes(out, traffic);
    out.family("colophon_tls_certificate_expiry_timestamp_seconds");
    if (traffic.certificate_expires.value() != 0)
        out.sample({}, traffic.certificate_expires.value());
}

void write_auth(Exposition& out, const Context& context)
{
    out.family("colophon_auth_failures_total");
    for (std::size_t i = 0; i < auth_failure_names.size(); ++i)
        out.sample({{"reason", auth_failure_names[i]}},
                   context.metrics.auth_failures(static_cast<AuthFailure>(i)).value());
    out.family("colophon_tokens");
    if (context.tokens != nullptr) {
        const auto count = context.tokens->count();
        out.sample({{"state", "valid"}}, count.valid).sample({{"state", "expired"}}, count.expired);
    }
}

void write_store_figures(Exposition& out, const store::StoreFigures& figures)
{
    out.family("colophon_store_changes_total");
    out.sample({{"outcome", "stored"}}, figures.changes.value());
    out.sample({{"outcome", "unchanged"}}, figures.unchanged.value());
    out.sample({{"outcome", "refused"}}, figures.refused.value());
    out.single("colophon_store_transaction_duration_seconds", figures.apply_seconds);
    out.single("colophon_store_commit_duration_seconds", figures.sync_seconds);
    out.single("colophon_store_transaction_failures_total", figures.failures);
    out.family("colophon_store_checkpoints_total");
    out.sample({{"outcome", "done"}}, figures.checkpoints.value());
    out.sample({{"outcome", "held_up"}}, figures.checkpoints_held_up.value());
}

void write_store(Exposition& out, const service::CatalogStatus& status)
{
    const auto& store = status.store;
    out.single("colophon_store_position", store.position);
    out.single("colophon_store_entities", store.entities);
    out.family("colophon_store_bytes");
    out.sample({{"part", "database"}}, store.bytes - store.log_bytes);
    out.sample({{"part", "log"}}, store.log_bytes);
    out.single("colophon_store_disk_free_bytes", store.free_bytes);
    out.single("colophon_store_disk_size_bytes", store.capacity_bytes);
    out.single("colophon_store_full", store.full ? 1 : 0);
    out.single("colophon_store_failed", status.failed ? 1 : 0);
    static const store::StoreFigures none;
    write_store_figures(out, store.figures != nullptr ? *store.figures : none);
}

void write_queue(Exposition& out, const service::QueueStatus& queue, const service::CatalogFigures& figures)
{
    out.single("colophon_write_queue_batches", queue.batches);
    out.single("colophon_write_queue_changes", queue.changes);
    out.single("colophon_write_queue_bytes", queue.bytes);
    out.single("colophon_write_queue_wait_seconds", figures.wait_seconds);
    out.single("colophon_write_queue_refused_total", figures.refused_writes);
    out.single("colophon_write_group_changes", figures.group_changes);
}

/// Search publishes before the store's position is read here, or after: behind, never ahead.
std::uint64_t lag_of(const service::CatalogStatus& status)
{
    return status.store.position - std::min(status.searchable, status.store.position);
}

void write_search(Exposition& out, const service::CatalogStatus& status,
                  const service::CatalogFigures& figures)
{
    const auto& index = status.index;
    out.single("colophon_search_position", status.searchable);
    out.single("colophon_search_lag_positions", lag_of(status));
    out.single("colophon_search_lag_seconds", status.lag.count());
    out.single("colophon_search_documents", index.documents);
    out.single("colophon_search_dead_documents", index.dead);
    out.single("colophon_search_segments", index.segments);
    out.single("colophon_search_bytes", index.bytes);
    out.single("colophon_search_refresh_duration_seconds", figures.refresh_seconds);
    out.single("colophon_search_query_duration_seconds", figures.query_seconds);
    out.family("colophon_search_queries_total");
    for (const auto& reading : figures.readings)
        if (!reading.name.empty())
            out.sample({{"reading", reading.name}}, reading.queries.value());
    out.single("colophon_search_empty_queries_total", figures.empty_queries);
    out.single("colophon_search_refused_queries_total", figures.refused_queries);
    out.single("colophon_search_synonym_groups", figures.synonym_groups.value());
    out.single("colophon_search_snapshot_position", index.saved_position);
    out.single("colophon_search_snapshot_bytes", index.saved_bytes);
    out.family("colophon_search_snapshot_timestamp_seconds");
    if (index.saved_at != 0)
        out.sample({}, index.saved_at);
    out.family("colophon_search_snapshot_duration_seconds");
    if (index.saved_at != 0)
        out.sample({}, index.save_seconds);
}

void write_verify(Exposition& out, const service::CatalogFigures& figures)
{
    out.single("colophon_verifications_total", figures.verifications);
    const auto at = figures.verified_at.value();
    out.family("colophon_verify_timestamp_seconds");
    if (at != 0)
        out.sample({}, at);
    out.family("colophon_verify_differences");
    if (at != 0)
        out.sample({}, figures.differences.value());
}

double seconds_of(std::int64_t milliseconds)
{
    return static_cast<double>(milliseconds) / 1000;
}

void write_runs(Exposition& out, const service::Pipelines& pipelines)
{
    out.family("colophon_runs_total");
    for (std::size_t i = 0; i < service::run_outcomes.size(); ++i)
        out.sample({{"outcome", service::run_outcomes[i]}}, pipelines.board().ended()[i].value());
    const auto runs = pipelines.board().newest();
    const auto each = [&](std::string_view name, auto value) {
        out.family(name);
        for (const auto& run : runs)
            out.sample({{"pipeline", run.pipeline}}, value(run));
    };
    using Run = service::LastRun;
    each("colophon_run_last_end_timestamp_seconds", [](const Run& run) { return seconds_of(run.ended_ms); });
    out.family("colophon_run_last_success_timestamp_seconds");
    for (const auto& run : runs)
        if (run.success_ms != 0)
            out.sample({{"pipeline", run.pipeline}}, seconds_of(run.success_ms));
    each("colophon_run_last_exit_code", [](const Run& run) { return run.exit_code; });
    each("colophon_run_last_duration_seconds", [](const Run& run) { return run.seconds; });
    each("colophon_run_last_guard_tripped", [](const Run& run) { return run.guarded ? 1 : 0; });
    each("colophon_run_last_removed_entities", [](const Run& run) { return run.removed; });
    each("colophon_run_last_changed_aspects", [](const Run& run) { return run.changed; });
    out.single("colophon_leases_held", pipelines.leases_held());
}

void write_backups(Exposition& out, const Metrics& metrics)
{
    out.family("colophon_backups_total");
    out.sample({{"outcome", "ok"}}, metrics.good_backups().value());
    out.sample({{"outcome", "failed"}}, metrics.failed_backups().value());
    const auto last = metrics.last_backup();
    const auto one = [&](std::string_view name, auto value) {
        out.family(name);
        if (last)
            out.sample({}, value);
    };
    const auto backup = last.value_or(LastBackup{});
    one("colophon_backup_last_timestamp_seconds", seconds_of(backup.ended_ms));
    one("colophon_backup_last_bytes", backup.bytes);
    one("colophon_backup_last_duration_seconds", backup.seconds);
    one("colophon_backup_last_position", backup.position);
}

void write_process(Exposition& out)
{
    const auto figures = process_figures();
    out.single("process_cpu_seconds_total", figures.cpu_seconds);
    out.single("process_resident_memory_bytes", figures.resident_bytes);
    out.single("process_virtual_memory_bytes", figures.virtual_bytes);
    out.single("process_open_fds", figures.open_files);
    out.single("process_max_fds", figures.max_files);
    out.single("process_start_time_seconds", figures.started_at);
}

} // namespace

std::string metrics_text(const Context& context)
{
    std::string text;
    text.reserve(32u << 10);
    Exposition out(text);
    out.family("colophon_build_info").sample({{"version", COLOPHON_VERSION}}, 1);
    out.single("colophon_draining", context.phase.draining ? 1 : 0);
    write_http(out, *context.metrics.traffic());
    write_auth(out, context);
    const auto status = context.catalog.status();
    const auto& figures = context.catalog.figures();
    write_store(out, status);
    write_queue(out, status.queue, figures);
    write_search(out, status, figures);
    write_verify(out, figures);
    write_runs(out, context.pipelines);
    write_backups(out, context.metrics);
    write_process(out);
    return text;
}

} // namespace colophon::api
