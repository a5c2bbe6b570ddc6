// SPDX-License-Identifier: Apache-2.0
#include "core/printable.hpp"
#include "core/redactor.hpp"
#include "ingest/run_report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace colophon::ingest {
namespace {

/// More of them stand in the JSON report.
constexpr std::size_t shown_notes = 10;

std::string shown(std::string_view text)
{
    return printable(redact(text));
}

void line(std::string& out, std::string_view name, std::string_view text)
{
    out += name;
    out.append(name.size() < 10 ? 10 - name.size() : 1, ' ');
    out += text;
    out += '\n';
}

void write_notes(std::string& out, std::string_view name, const RunReport::Notes& notes)
{
    if (notes.total == 0)
        return;
    line(out, name, std::to_string(notes.total));
    for (std::size_t i = 0; i < std::min(notes.first.size(), shown_notes); ++i) {
        const RunReport::Note& note = notes.first[i];
        out += "  " + (note.subject.empty() ? std::string() : shown(note.subject) + ": ") +
               shown(note.message) + '\n';
    }
    if (notes.total > shown_notes)
        out += "  and " + std::to_string(notes.total - shown_notes) + " more\n";
}

void write_rejections(std::string& out, const RunReport::Rejections& rejections)
{
    if (rejections.total == 0)
        return;
    line(out, "rejected", std::to_string(rejections.total));
    for (std::size_t i = 0; i < std::min(rejections.first.size(), shown_notes); ++i) {
        const Sink::Rejected& rejected = rejections.first[i];
        out += "  " + shown(rejected.urn) + ' ' + shown(rejected.aspect);
        out +=
            (rejected.path.empty() ? "" : ", " + shown(rejected.path)) + ": " + shown(rejected.detail) + '\n';
    }
    if (rejections.total > shown_notes)
        out += "  and " + std::to_string(rejections.total - shown_notes) + " more\n";
}

std::string read_text(const RunReport& report)
{
    std::string text = std::to_string(report.read) + " proposals";
    const char* separator = ": ";
    for (const auto& [type, count] : report.entities) {
        text += separator + std::to_string(count) + ' ' + shown(type);
        separator = ", ";
    }
    return text;
}

std::string seconds_text(std::int64_t ms)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(ms) / 1000);
    return text.data();
}

std::string_view result_name(int exit_code)
{
    switch (exit_code) {
    case exit_ok:
        return "complete";
    case exit_warnings:
        return "complete, with warnings";
    case exit_partial:
        return "partial";
    case exit_not_permitted:
        return "refused";
    case exit_guarded:
        return "a person must look";
    case exit_lease_held:
        return "another run is at work";
    default:
        return exit_code > 128 ? "interrupted" : "failed";
    }
}

std::string_view plural(std::uint64_t count)
{
    return count == 1 ? "" : "s";
}

void write_excess(std::string& out, const RunReport& report, const GuardRuling::Excess& excess)
{
    std::string name = "without a container";
    if (excess.loss.container) {
        name = excess.loss.container->str();
        if (report.changes) {
            const auto known = report.changes->containers().find(*excess.loss.container);
            if (known != report.changes->containers().end() && !known->second.name.empty())
                name = known->second.name;
        }
    }
    out += "  " + shown(name) + ": " + std::to_string(excess.loss.vanished) + " of " +
           std::to_string(excess.loss.members) + " vanished, " + std::to_string(excess.allowed) + " may\n";
}

/// What became of what vanished; nothing where nothing did.
void write_removals(std::string& out, const RunReport& report)
{
    const GuardRuling& ruling = report.removals->ruling;
    if (ruling.vanished == 0)
        return;
    if (!report.removals->limits.enabled) {
        line(out, "removals",
             "none, the recipe switches them off: " + std::to_string(ruling.vanished) + " vanished");
        return;
    }
    if (!ruling.tripped())
        return;
    line(out, "guard",
         report.removals->made ? "overruled by --allow-removals"
         : report.planned      ? "would stop the removals, --allow-removals lets them through"
                               : "nothing was removed; look, and let it through with --allow-removals");
    for (const std::string& reason : ruling.reasons)
        out += "  " + reason + '\n';
    for (const GuardRuling::Excess& excess : ruling.excess)
        write_excess(out, report, excess);
    if (ruling.excess_total > ruling.excess.size())
        out += "  and " + std::to_string(ruling.excess_total - ruling.excess.size()) + " more container" +
               std::string(plural(ruling.excess_total - ruling.excess.size())) + '\n';
    for (const std::string& lost : ruling.lost_scope)
        out += "  no more: " + shown(lost) + '\n';
}

} // namespace

std::string report_text(const RunReport& report)
{
    std::string out;
    line(out, "run", shown(report.run_id) + " of " + shown(report.pipeline_name));
    line(out, "from",
         shown(report.source) + " to " + shown(report.sink) + " in " +
             seconds_text(report.ended_ms - report.started_ms));
    if (report.audit)
        out += audit_text(*report.audit);
    line(out, "read", read_text(report));
    if (!report.planned)
        line(out, "accepted",
             std::to_string(report.accepted) + " (" + std::to_string(report.unchanged) + " unchanged)" +
                 (report.position == 0 ? "" : ", position " + std::to_string(report.position)));
    if (report.changes)
        out += summary_text(*report.changes);
    if (report.removals)
        write_removals(out, report);
    write_notes(out, "differs", report.differences);
    write_rejections(out, report.rejected);
    write_notes(out, "warnings", report.warnings);
    write_notes(out, "failures", report.failures);
    line(out, "result",
         std::string(result_name(report.exit_code)) + ", exit code " + std::to_string(report.exit_code));
    return out;
}

std::string audit_text(const AuditReport& audit)
{
    static constexpr std::array<std::string_view, 3> verdicts{"clean: can read no data", "over-privileged",
                                                              "cannot tell whether it can read data"};
    std::string out;
    line(out, "account",
         (audit.account.empty() ? "" : shown(audit.account) + " ") + "- " +
             std::string(verdicts.at(static_cast<std::size_t>(audit.verdict))));
    for (const AuditFinding& finding : audit.findings) {
        out += "  " + std::string(severity_name(finding.severity)) + ' ' + shown(finding.code) + ": " +
               shown(finding.explanation);
        if (finding.count > 0)
            out += " (" + std::to_string(finding.count) + ")";
        out += '\n';
        for (const std::string& sample : finding.samples)
            out += "    e.g. " + shown(sample) + '\n';
        for (const std::string& statement : finding.mend)
            out += "    mend: " + shown(statement) + '\n';
    }
    return out;
}

} // namespace colophon::ingest
