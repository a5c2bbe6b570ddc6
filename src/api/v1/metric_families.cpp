// SPDX-License-Identifier: Apache-2.0
#include "api/v1/exposition.hpp"

#include <array>

namespace colophon::api {
namespace {

constexpr auto table = std::to_array<MetricFamily>({
    {"colophon_build_info", "gauge", "version", "Always 1; the label says which version runs."},
    {"colophon_draining", "gauge", "", "1 from the signal to stop until the process ends."},

    {"colophon_http_requests_total", "counter", "route method status",
     "Requests answered. The route is a pattern, or `unmatched` with method `any`; HEAD counts as GET."},
    {"colophon_http_request_duration_seconds", "histogram", "route method",
     "From the head of a request until its answer was made; sending it is left out."},
    {"colophon_http_request_bytes_total", "counter", "route method", "Bytes of request bodies."},
    {"colophon_http_response_bytes_total", "counter", "route method", "Bytes of the bodies of answers."},
    {"colophon_http_requests_in_flight", "gauge", "", "Requests being read, worked on or answered."},
    {"colophon_http_connections", "gauge", "", "Open connections."},
    {"colophon_http_connections_total", "counter", "", "Connections accepted."},
    {"colophon_http_turned_away_total", "counter", "reason",
     "Connections and requests refused before any handler saw them."},
    {"colophon_http_workers", "gauge", "lane", "Threads that run handlers; streams have their own."},
    {"colophon_http_workers_busy", "gauge", "lane", "Those at work."},
    {"colophon_http_requests_waiting", "gauge", "lane", "Requests that wait for a worker."},
    {"colophon_tls_certificate_expiry_timestamp_seconds", "gauge", "",
     "When the server's certificate ends; only with TLS."},
    {"colophon_auth_failures_total", "counter", "reason", "Requests refused for want of a right."},
    {"colophon_tokens", "gauge", "state", "Tokens that the server knows; none with --auth off."},

    {"colophon_store_position", "gauge", "", "Position of the last committed change."},
    {"colophon_store_entities", "gauge", "", "Entities in the store."},
    {"colophon_store_bytes", "gauge", "part", "Bytes of the store on disk: its database and its log."},
    {"colophon_store_disk_free_bytes", "gauge", "", "Bytes that the disk below the store has for it."},
    {"colophon_store_disk_size_bytes", "gauge", "", "Size of that disk."},
    {"colophon_store_full", "gauge", "", "1 while the disk has no space for writes."},
    {"colophon_store_failed", "gauge", "", "1 once the disk has failed."},
    {"colophon_store_changes_total", "counter", "outcome", "Proposals that came to the store."},
    {"colophon_store_transaction_duration_seconds", "histogram", "", "Writing a group of batches."},
    {"colophon_store_commit_duration_seconds", "histogram", "",
     "The commit alone, which waits for the disk."},
    {"colophon_store_transaction_failures_total", "counter", "",
     "Groups that were not stored: no space, or the disk failed."},
    {"colophon_store_checkpoints_total", "counter", "outcome",
     "Moves of the log into the database; `held_up` were stopped by a reader and are tried again."},

    {"colophon_write_queue_batches", "gauge", "", "Batches that wait to be written."},
    {"colophon_write_queue_changes", "gauge", "", "Their changes."},
    {"colophon_write_queue_bytes", "gauge", "", "Bytes of their documents."},
    {"colophon_write_queue_wait_seconds", "histogram", "", "How long batches waited."},
    {"colophon_write_queue_refused_total", "counter", "", "Batches refused because too many waited."},
    {"colophon_write_group_changes", "histogram", "", "How many changes shared a transaction."},

    {"colophon_search_position", "gauge", "", "Position that search has reached."},
    {"colophon_search_lag_positions", "gauge", "", "By how many changes search is behind the store."},
    {"colophon_search_lag_seconds", "gauge", "", "How long search has been behind the store."},
    {"colophon_search_documents", "gauge", "", "Documents that can be found."},
    {"colophon_search_dead_documents", "gauge", "", "Replaced documents that no merge has taken away yet."},
    {"colophon_search_segments", "gauge", "", "Segments of the index."},
    {"colophon_search_bytes", "gauge", "", "Bytes of the segments."},
    {"colophon_search_refresh_duration_seconds", "histogram", "", "Bringing search up to a group of writes."},
    {"colophon_search_query_duration_seconds", "histogram", "", "Answering a search."},
    {"colophon_search_queries_total", "counter", "reading",
     "Searches by the reading that answered: `exact`, or a looser one because that found nothing."},
    {"colophon_search_empty_queries_total", "counter", "", "Searches that found nothing."},
    {"colophon_search_refused_queries_total", "counter", "", "Searches that could not be read."},
    {"colophon_search_synonym_groups", "gauge", "", "Groups of synonyms that the administrator keeps."},
    {"colophon_search_snapshot_position", "gauge", "", "Position of the snapshot on disk."},
    {"colophon_search_snapshot_bytes", "gauge", "", "Its bytes."},
    {"colophon_search_snapshot_timestamp_seconds", "gauge", "", "When it was written, if since the start."},
    {"colophon_search_snapshot_duration_seconds", "gauge", "", "How long that took."},

    {"colophon_verifications_total", "counter", "", "Comparisons of store, search and graph."},
    {"colophon_verify_timestamp_seconds", "gauge", "", "When the last one ended, if since the start."},
    {"colophon_verify_differences", "gauge", "", "What it found; anything but 0 is wrong."},

    {"colophon_runs_total", "counter", "outcome", "Runs that reported since the start."},
    {"colophon_run_last_end_timestamp_seconds", "gauge", "pipeline",
     "When the pipeline's last run reported. At most 100 pipelines: those heard of last."},
    {"colophon_run_last_success_timestamp_seconds", "gauge", "pipeline",
     "When a run of it ended well (ok or warnings)."},
    {"colophon_run_last_exit_code", "gauge", "pipeline", "Exit code of its last run."},
    {"colophon_run_last_duration_seconds", "gauge", "pipeline", "How long that took."},
    {"colophon_run_last_guard_tripped", "gauge", "pipeline", "1: the guard kept it from removing."},
    {"colophon_run_last_removed_entities", "gauge", "pipeline", "What it removed."},
    {"colophon_run_last_changed_aspects", "gauge", "pipeline", "What it changed."},
    {"colophon_leases_held", "gauge", "", "Pipelines that a run is at work on."},

    {"colophon_backups_total", "counter", "outcome", "Backups taken since the start."},
    {"colophon_backup_last_timestamp_seconds", "gauge", "",
     "When the last good one ended, if there was one."},
    {"colophon_backup_last_bytes", "gauge", "", "Its bytes."},
    {"colophon_backup_last_duration_seconds", "gauge", "", "How long it took."},
    {"colophon_backup_last_position", "gauge", "", "Position that it holds."},

    {"process_cpu_seconds_total", "counter", "", "Processor time, user and system."},
    {"process_resident_memory_bytes", "gauge", "", "Resident memory."},
    {"process_virtual_memory_bytes", "gauge", "", "Virtual memory."},
    {"process_open_fds", "gauge", "", "Open file descriptors."},
    {"process_max_fds", "gauge", "", "How many it may open."},
    {"process_start_time_seconds", "gauge", "", "When the process started."},
});

constexpr std::string_view preface = R"(# Metrics

What `GET /metrics` answers, with a token that may read. Made from the table in `src/api/v1/metric_families.cpp`; a test
compares the two. Every label has a bounded number of values: routes are patterns, never paths, and pipelines are the 100 that
reported last. What watching with them looks like is in the guide ([English](guide/en/watch.md), [한국어](guide/ko/watch.md)).

| name | type | labels | says |
|---|---|---|---|
)";

} // namespace

std::span<const MetricFamily> metric_families()
{
    return table;
}

std::string metric_families_page()
{
    std::string page(preface);
    for (const MetricFamily& family : table) {
        page.append("| `").append(family.name).append("` | ").append(family.type).append(" | ");
        page.append(family.labels).append(family.labels.empty() ? "| " : " | ");
        page.append(family.help).append(" |\n");
    }
    return page;
}

} // namespace colophon::api
