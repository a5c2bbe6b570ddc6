// SPDX-License-Identifier: Apache-2.0
#include "ingest/bundle.hpp"

#include "core/json.hpp"
#include "core/json_writer.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"
#include "core/text.hpp"
#include "ingest/run_report.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;
using Verdict = AuditReport::Verdict;
using Severity = AuditFinding::Severity;

constexpr std::array verdicts{Verdict::clean, Verdict::over_privileged, Verdict::cannot_tell};
constexpr std::array severities{Severity::info, Severity::warning, Severity::critical};

std::string shown(std::string_view text)
{
    std::string hidden = redact(text);
    return is_utf8(hidden) ? hidden : printable(hidden);
}

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts)
{
    out.key(name).begin_array();
    for (const std::string& text : texts)
        out.value(shown(text));
    out.end_array();
}

void write_finding(JsonWriter& out, const AuditFinding& finding)
{
    out.begin_object().member("severity", severity_name(finding.severity));
    out.member("code", shown(finding.code)).member("explanation", shown(finding.explanation));
    out.member("count", finding.count);
    write_texts(out, "samples", finding.samples);
    write_texts(out, "mend", finding.mend);
    out.end_object();
}

/// The value that has the name; `otherwise` for a name that we do not know, which promises nothing.
template <class Values, class Name>
auto value_of(const Values& values, Name name, const std::string& word, typename Values::value_type otherwise)
{
    const auto found = std::ranges::find_if(values, [&](auto value) { return name(value) == word; });
    return found == values.end() ? otherwise : *found;
}

std::vector<std::string> texts(const json& holder, const char* name)
{
    return holder.at(name).get<std::vector<std::string>>();
}

AuditFinding finding_of(const json& value)
{
    return {value_of(severities, severity_name, value.at("severity").get<std::string>(), Severity::critical),
            value.at("code").get<std::string>(),
            value.at("explanation").get<std::string>(),
            value.at("count").get<std::uint64_t>(),
            texts(value, "samples"),
            texts(value, "mend")};
}

AuditReport audit_of(const json& header)
{
    const json& audit = header.at("audit");
    AuditReport report;
    report.verdict =
        value_of(verdicts, verdict_name, audit.at("verdict").get<std::string>(), Verdict::cannot_tell);
    report.account = audit.at("account").get<std::string>();
    for (const json& finding : audit.at("findings"))
        report.findings.push_back(finding_of(finding));
    report.scope = texts(header, "scope");
    return report;
}

tl::unexpected<Error> not_a_bundle(const std::string& what)
{
    return failure(Errc::invalid_argument, "the bundle cannot be read, " + what);
}

} // namespace

std::string to_line(const BundleHeader& header)
{
    std::string line;
    JsonWriter out(line);
    out.begin_object().member("colophon_bundle", bundle_version);
    out.member("pipeline", shown(header.pipeline)).member("source", shown(header.source));
    out.member("run", shown(header.run)).member("created", header.created);
    out.key("audit").begin_object().member("verdict", verdict_name(header.audit.verdict));
    out.member("account", shown(header.audit.account)).key("findings").begin_array();
    for (const AuditFinding& finding : header.audit.findings)
        write_finding(out, finding);
    out.end_array().end_object();
    write_texts(out, "scope", header.audit.scope);
    out.end_object();
    return line;
}

std::string open_trailer(const BundleTrailer& trailer)
{
    std::string line(bundle_end_mark);
    line += "\"records\":" + std::to_string(trailer.records);
    line += ",\"failures\":" + std::to_string(trailer.failures);
    return line + ",\"sha256\":\"";
}

Result<BundleHeader> parse_bundle_header(std::string_view line)
{
    const auto document = parse_json(line);
    if (!document)
        return not_a_bundle("its first line is damaged");
    try {
        const json& version = document->at("colophon_bundle");
        if (version != bundle_version)
            return not_a_bundle("its version is " + version.dump() + ", this program reads " +
                                std::to_string(bundle_version));
        BundleHeader header;
        header.pipeline = document->at("pipeline").get<std::string>();
        header.source = document->at("source").get<std::string>();
        header.run = document->at("run").get<std::string>();
        header.created = document->at("created").get<std::string>();
        header.audit = audit_of(*document);
        return header;
    } catch (const json::exception&) {
        return not_a_bundle("its first line is not as it must be");
    }
}

Result<BundleTrailer> parse_bundle_trailer(std::string_view line)
{
    const auto document = parse_json(line);
    if (!document)
        return not_a_bundle("its last line is damaged");
    try {
        return BundleTrailer{document->at("records").get<std::uint64_t>(),
                             document->at("failures").get<std::uint64_t>(),
                             document->at("sha256").get<std::string>()};
    } catch (const json::exception&) {
        return not_a_bundle("its last line is not as it must be");
    }
}

} // namespace colophon::ingest
