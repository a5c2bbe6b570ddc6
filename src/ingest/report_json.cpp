// SPDX-License-Identifier: Apache-2.0
#include "core/json_writer.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"
#include "core/text.hpp"
#include "ingest/run_report.hpp"
#include "ingest/timestamp.hpp"

#include <algorithm>
#include <array>

namespace colophon::ingest {
namespace {

/// Changed when a member changes its meaning or goes.
constexpr int report_version = 1;

/// How much of everything that may be long is written.
struct ReportLimits {
    std::size_t list = RunReport::kept;
    std::size_t text = 2'000;
    SummaryLimits summary = {};
};
/// From the most to the least: the first that fits is taken.
constexpr std::array<ReportLimits, 6> steps{{{},
                                             {50, 500, {100, 10, 200}},
                                             {20, 300, {50, 10, 200}},
                                             {10, 200, {20, 5, 100}},
                                             {3, 100, {5, 3, 50}},
                                             {0, 50, {0, 0, 0}}}};

class ReportWriter {
public:
    ReportWriter(std::string& text, const ReportLimits& limits) : out_(text), limits_(limits) {}

    void write(const RunReport& report);
    void write_audit(const AuditReport& audit);

private:
    /// Every text that is not ours passes here; redacting values, not the document, keeps the document whole
    /// whatever a secret looks like.
    std::string shown(std::string_view text) const
    {
        std::string hidden = redact(text);
        if (!is_utf8(hidden))
            hidden = printable(hidden);
        return std::string(truncate_utf8(hidden, limits_.text));
    }

    std::size_t first(std::size_t size) const { return std::min(size, limits_.list); }

    void write_texts(std::string_view name, const std::vector<std::string>& texts)
    {
        out_.key(name).begin_array();
        for (std::size_t i = 0; i < first(texts.size()); ++i)
            out_.value(shown(texts[i]));
        out_.end_array();
    }

    void write_counts(std::string_view name, const std::map<std::string, std::uint64_t>& counts)
    {
        out_.key(name).begin_object();
        for (const auto& [what, count] : counts)
            out_.member(shown(what), count);
        out_.end_object();
    }

    void write_notes(std::string_view name, const RunReport::Notes& notes)
    {
        out_.key(name).begin_object().member("total", notes.total).key("first").begin_array();
        for (std::size_t i = 0; i < first(notes.first.size()); ++i)
            out_.begin_object()
                .member("subject", shown(notes.first[i].subject))
                .member("message", shown(notes.first[i].message))
                .end_object();
        out_.end_array().end_object();
    }

    void write_rejections(const RunReport::Rejections& rejections)
    {
        out_.key("rejected").begin_object().member("total", rejections.total).key("first").begin_array();
        for (std::size_t i = 0; i < first(rejections.first.size()); ++i) {
            const Sink::Rejected& rejected = rejections.first[i];
            out_.begin_object().member("urn", shown(rejected.urn)).member("aspect", shown(rejected.aspect));
            out_.member("path", shown(rejected.path)).member("detail", shown(rejected.detail)).end_object();
        }
        out_.end_array().end_object();
    }

    void write_limits(const RemovalLimits& limits)
    {
        out_.key("limits").begin_object().member("share", limits.share).member("count", limits.count);
        if (limits.total)
            out_.member("total", *limits.total);
        if (limits.percent)
            out_.member("percent", *limits.percent);
        out_.end_object();
    }

    void write_removals(const RemovalReport& removals)
    {
        const GuardRuling& ruling = removals.ruling;
        out_.begin_object().member("enabled", removals.limits.enabled).member("vanished", ruling.vanished);
        out_.member("removed", removals.removed).member("guarded", ruling.tripped() && !removals.made);
        out_.member("forced", removals.forced);
        write_limits(removals.limits);
        write_texts("reasons", ruling.reasons);
        if (ruling.tripped() && !removals.made)
            out_.member("flag", "--allow-removals");
        out_.member("containers_total", ruling.excess_total).key("containers").begin_array();
        for (std::size_t i = 0; i < first(ruling.excess.size()); ++i)
            write_excess(ruling.excess[i]);
        out_.end_array().member("lost_scope_total", ruling.lost_scope_total);
        write_texts("lost_scope", ruling.lost_scope);
        out_.end_object();
    }

    void write_excess(const GuardRuling::Excess& excess)
    {
        out_.begin_object().key("container");
        if (excess.loss.container)
            out_.value(excess.loss.container->str());
        else
            out_.null();
        out_.member("members", excess.loss.members).member("vanished", excess.loss.vanished);
        out_.member("allowed", excess.allowed).end_object();
    }

    JsonWriter out_;
    const ReportLimits& limits_;
};

void ReportWriter::write_audit(const AuditReport& audit)
{
    out_.begin_object().member("verdict", verdict_name(audit.verdict));
    out_.member("account", shown(audit.account)).key("findings").begin_array();
    for (std::size_t i = 0; i < first(audit.findings.size()); ++i) {
        const AuditFinding& finding = audit.findings[i];
        out_.begin_object().member("severity", severity_name(finding.severity));
        out_.member("code", shown(finding.code)).member("explanation", shown(finding.explanation));
        out_.member("count", finding.count);
        write_texts("samples", finding.samples);
        write_texts("mend", finding.mend);
        out_.end_object();
    }
    out_.end_array().end_object();
}

void ReportWriter::write(const RunReport& report)
{
    out_.begin_object().member("version", report_version).member("outcome", outcome_name(report));
    out_.member("run_id", shown(report.run_id)).member("pipeline_name", shown(report.pipeline_name));
    out_.member("source", shown(report.source)).member("sink", shown(report.sink));
    out_.member("started", utc_text(report.started_ms)).member("ended", utc_text(report.ended_ms));
    out_.member("duration_ms", report.ended_ms - report.started_ms);
    out_.member("exit_code", report.exit_code).member("read", report.read);
    write_counts("aspects", report.aspects);
    write_counts("entities", report.entities);
    out_.member("sent", report.sent).member("accepted", report.accepted);
    out_.member("unchanged", report.unchanged).member("planned", report.planned);
    if (report.changes) {
        out_.key("summary");
        write_summary(out_, *report.changes, limits_.summary);
    }
    if (report.removals) {
        out_.key("removals");
        write_removals(*report.removals);
    }
    if (report.differences.total > 0)
        write_notes("differences", report.differences);
    write_rejections(report.rejected);
    write_notes("warnings", report.warnings);
    write_notes("failures", report.failures);
    out_.key("audit");
    if (report.audit)
        write_audit(*report.audit);
    else
        out_.null();
    out_.member("position", report.position).end_object();
}

} // namespace

std::string report_json(const RunReport& report, std::size_t most)
{
    std::string text;
    for (const ReportLimits& limits : steps) {
        text.clear();
        ReportWriter(text, limits).write(report);
        if (text.size() < most)
            break;
    }
    return text + '\n';
}

std::string audit_json(const AuditReport& audit)
{
    constexpr std::size_t all = SIZE_MAX;
    constexpr ReportLimits limits{all, all, {}};
    std::string text;
    ReportWriter(text, limits).write_audit(audit);
    return text + '\n';
}

} // namespace colophon::ingest
