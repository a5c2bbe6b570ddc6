// SPDX-License-Identifier: Apache-2.0
#include "core/json_writer.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"
#include "core/text.hpp"
#include "ingest/run_report.hpp"
#include "ingest/timestamp.hpp"

namespace colophon::ingest {
namespace {

/// Changed when a member changes its meaning or goes.
constexpr int report_version = 1;
constexpr std::size_t longest_text = 2'000;

/// Every text that is not ours passes here; redacting values, not the document, keeps the document whole
/// whatever a secret looks like.
std::string shown(std::string_view text)
{
    std::string hidden = redact(text);
    if (!is_utf8(hidden))
        hidden = printable(hidden);
    return std::string(truncate_utf8(hidden, longest_text));
}

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts)
{
    out.key(name).begin_array();
    for (const std::string& text : texts)
        out.value(shown(text));
    out.end_array();
}

void write_counts(JsonWriter& out, std::string_view name, const std::map<std::string, std::uint64_t>& counts)
{
    out.key(name).begin_object();
    for (const auto& [what, count] : counts)
        out.member(shown(what), count);
    out.end_object();
}

void write_notes(JsonWriter& out, std::string_view name, const RunReport::Notes& notes)
{
    out.key(name).begin_object().member("total", notes.total).key("first").begin_array();
    for (const RunReport::Note& note : notes.first)
        out.begin_object()
            .member("subject", shown(note.subject))
            .member("message", shown(note.message))
            .end_object();
    out.end_array().end_object();
}

void write_rejections(JsonWriter& out, const RunReport::Rejections& rejections)
{
    out.key("rejected").begin_object().member("total", rejections.total).key("first").begin_array();
    for (const Sink::Rejected& rejected : rejections.first) {
        out.begin_object().member("urn", shown(rejected.urn)).member("aspect", shown(rejected.aspect));
        out.member("path", shown(rejected.path)).member("detail", shown(rejected.detail)).end_object();
    }
    out.end_array().end_object();
}

void write_audit(JsonWriter& out, const AuditReport& audit)
{
    out.begin_object().member("verdict", verdict_name(audit.verdict));
    out.member("account", shown(audit.account)).key("findings").begin_array();
    for (const AuditFinding& finding : audit.findings) {
        out.begin_object().member("severity", severity_name(finding.severity));
        out.member("code", shown(finding.code)).member("explanation", shown(finding.explanation));
        out.member("count", finding.count);
        write_texts(out, "samples", finding.samples);
        write_texts(out, "mend", finding.mend);
        out.end_object();
    }
    out.end_array().end_object();
}

} // namespace

std::string report_json(const RunReport& report)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("version", report_version);
    out.member("run_id", shown(report.run_id)).member("pipeline_name", shown(report.pipeline_name));
    out.member("source", shown(report.source)).member("sink", shown(report.sink));
    out.member("started", utc_text(report.started_ms)).member("ended", utc_text(report.ended_ms));
    out.member("duration_ms", report.ended_ms - report.started_ms);
    out.member("exit_code", report.exit_code).member("read", report.read);
    write_counts(out, "aspects", report.aspects);
    write_counts(out, "entities", report.entities);
    out.member("accepted", report.accepted).member("unchanged", report.unchanged);
    write_rejections(out, report.rejected);
    write_notes(out, "warnings", report.warnings);
    write_notes(out, "failures", report.failures);
    out.key("audit");
    if (report.audit)
        write_audit(out, *report.audit);
    else
        out.null();
    out.member("position", report.position).end_object();
    return text + '\n';
}

std::string audit_json(const AuditReport& audit)
{
    std::string text;
    JsonWriter out(text);
    write_audit(out, audit);
    return text + '\n';
}

} // namespace colophon::ingest
