// SPDX-License-Identifier: Apache-2.0
#include "ingest/run_report.hpp"

#include "ingest/atomic_file.hpp"

namespace colophon::ingest {

void RunReport::Notes::add(std::string_view subject, std::string_view message)
{
    if (++total <= kept)
        first.push_back({std::string(subject), std::string(message)});
}

void RunReport::Rejections::add(Sink::Rejected refusal)
{
    ++total;
    if (first.size() < kept)
        first.push_back(std::move(refusal));
}

std::string_view verdict_name(AuditReport::Verdict verdict)
{
    switch (verdict) {
    case AuditReport::Verdict::clean:
        return "clean";
    case AuditReport::Verdict::over_privileged:
        return "over_privileged";
    case AuditReport::Verdict::cannot_tell:
        return "cannot_tell";
    }
    return "cannot_tell";
}

std::string_view severity_name(AuditFinding::Severity severity)
{
    switch (severity) {
    case AuditFinding::Severity::info:
        return "info";
    case AuditFinding::Severity::warning:
        return "warning";
    case AuditFinding::Severity::critical:
        return "critical";
    }
    return "critical";
}

std::string_view outcome_name(const RunReport& report)
{
    switch (report.exit_code) {
    case exit_ok:
        return report.warnings.total > 0 ? "warnings" : "ok";
    case exit_warnings:
        return "warnings";
    case exit_partial:
        return "partial";
    case exit_guarded:
        return "guarded";
    default:
        return report.exit_code > 128 ? "interrupted" : "failed";
    }
}

void write_report(const RunReport& report, const std::filesystem::path& file)
{
    AtomicFile out(file);
    out.write(report_json(report));
    out.commit();
}

} // namespace colophon::ingest
