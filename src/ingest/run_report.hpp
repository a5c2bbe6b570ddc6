// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/change_summary.hpp"
#include "ingest/exit_code.hpp"
#include "ingest/removal_guard.hpp"

#include <colophon/connector.hpp>
#include <colophon/sink.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::ingest {

/// What became of what the source has no more.
struct RemovalReport {
    RemovalLimits limits;
    GuardRuling ruling;
    bool forced = false;       ///< the guard was overruled
    bool made = false;         ///< otherwise nothing was removed
    std::uint64_t removed = 0; ///< the others are still seen by other pipelines
};

/// What a run did, for people and for machines.
struct RunReport {
    /// How many of a list are kept; the rest are counted.
    static constexpr std::size_t kept = 100;

    struct Note {
        std::string subject;
        std::string message;
    };
    struct Notes {
        std::uint64_t total = 0;
        std::vector<Note> first = {};

        void add(std::string_view subject, std::string_view message);
    };
    struct Rejections {
        std::uint64_t total = 0;
        std::vector<Sink::Rejected> first = {};

        void add(Sink::Rejected refusal);
    };

    std::string run_id;
    std::string pipeline_name;
    std::string source;
    std::string sink;
    std::int64_t started_ms = 0;
    std::int64_t ended_ms = 0;
    std::uint64_t read = 0;                        ///< proposals that the source gave
    std::map<std::string, std::uint64_t> aspects;  ///< the same by name of aspect
    std::map<std::string, std::uint64_t> entities; ///< by type; proposals of one entity in a row count once
    std::uint64_t sent = 0;                        ///< proposals that went to the sink
    std::uint64_t accepted = 0;                    ///< of those, and what the catalog had already
    std::uint64_t unchanged = 0;                   ///< counted in accepted as well
    Rejections rejected;
    Notes warnings;
    Notes failures;
    std::optional<AuditReport> audit;
    bool planned = false;                  ///< nothing was written: the changes are what would be
    std::optional<ChangeSummary> changes;  ///< unset where the sink cannot tell
    std::optional<RemovalReport> removals; ///< unset where the run was not complete
    Notes differences;                     ///< from the plan that was to be applied
    std::uint64_t position = 0;            ///< of the last batch that the server acknowledged
    int exit_code = exit_ok;
};

/// `ok`, `warnings`, `partial`, `guarded`, `failed`, `interrupted`.
std::string_view outcome_name(const RunReport& report);

/// How long a report may be: what carries it on (XCom, the catalog) takes no more.
constexpr std::size_t longest_report = 48u << 10;

/// All of these hide remembered secrets and escape what could move a cursor. The JSON has at most `most`
/// bytes: lists are cut, never counts.
std::string report_json(const RunReport& report, std::size_t most = longest_report);
std::string report_text(const RunReport& report);
std::string audit_json(const AuditReport& audit);
std::string audit_text(const AuditReport& audit);

std::string_view verdict_name(AuditReport::Verdict verdict);
std::string_view severity_name(AuditFinding::Severity severity);

/// Puts the JSON into its place whole. Throws Error.
void write_report(const RunReport& report, const std::filesystem::path& file);

} // namespace colophon::ingest
