// SPDX-License-Identifier: Apache-2.0
#include "ingest/audit_aspect.hpp"

#include "core/fingerprint.hpp"
#include "core/json.hpp"
#include "core/json_writer.hpp"
#include "core/printable.hpp"
#include "core/redactor.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

namespace colophon::ingest {
namespace {

/// An account that may read ten thousand tables has as many statements to mend it; `colophon audit` prints
/// all.
constexpr std::size_t most_statements = 50;
constexpr std::size_t most_scope_lines = 1'000;
constexpr std::size_t longest_text = 2'000;

/// By Verdict and Severity: the symbols of data/colophon_registry.json.
constexpr std::array<std::string_view, 3> verdicts{"CLEAN", "OVER_PRIVILEGED", "CANNOT_TELL"};
constexpr std::array<std::string_view, 3> severities{"INFO", "WARNING", "CRITICAL"};

std::string stored(std::string_view text)
{
    std::string hidden = redact(text);
    if (!is_utf8(hidden))
        hidden = printable(hidden);
    return std::string(truncate_utf8(hidden, longest_text));
}

void write_texts(JsonWriter& out, std::string_view name, std::span<const std::string> texts, std::size_t most)
{
    out.key(name).begin_array();
    for (const std::string& text : texts.first(std::min(texts.size(), most)))
        out.value(stored(text));
    if (texts.size() > most)
        out.value("-- and " + std::to_string(texts.size() - most) + " more");
    out.end_array();
}

void write_finding(JsonWriter& out, const AuditFinding& finding)
{
    out.begin_object().member("code", stored(finding.code)).member("count", finding.count);
    out.member("explanation", stored(finding.explanation));
    write_texts(out, "mend", finding.mend, most_statements);
    write_texts(out, "samples", finding.samples, finding.samples.size());
    out.member("severity", severities.at(static_cast<std::size_t>(finding.severity))).end_object();
}

std::string document_of(const std::string& source_type, const AuditReport& audit)
{
    std::string json;
    JsonWriter out(json);
    out.begin_object().member("account", stored(audit.account)).key("findings").begin_array();
    for (const AuditFinding& finding : audit.findings)
        write_finding(out, finding);
    out.end_array();
    write_texts(out, "scope", audit.scope, most_scope_lines);
    out.member("sourceType", stored(source_type));
    out.member("verdict", verdicts.at(static_cast<std::size_t>(audit.verdict))).end_object();
    return json;
}

Urn source_urn(const std::string& pipeline_name)
{
    constexpr std::string_view type = "dataHubIngestionSource";
    try {
        Urn urn = Urn::of(type, {pipeline_name});
        if (urn.members() == std::vector{pipeline_name})
            return urn;
    } catch (const Error&) { // NOLINT(bugprone-empty-catch): answered below
    }
    return Urn::of(type, {fingerprint(pipeline_name)});
}

template <class Enum>
Enum symbol(const nlohmann::json& holder, const char* name, const std::array<std::string_view, 3>& symbols)
{
    const auto* found = std::ranges::find(symbols, holder.at(name).get<std::string>());
    if (found == symbols.end())
        throw Error(Errc::invalid_argument, "not a word that an audit has", name);
    return static_cast<Enum>(found - symbols.begin());
}

AuditFinding finding_of(const nlohmann::json& row)
{
    return {.severity = symbol<AuditFinding::Severity>(row, "severity", severities),
            .code = row.at("code"),
            .explanation = row.at("explanation"),
            .count = row.at("count"),
            .samples = row.at("samples"),
            .mend = row.at("mend")};
}

AuditReport report_of(const nlohmann::json& document)
{
    AuditReport audit;
    audit.verdict = symbol<AuditReport::Verdict>(document, "verdict", verdicts);
    audit.account = document.at("account");
    for (const auto& row : document.at("findings"))
        audit.findings.push_back(finding_of(row));
    audit.scope = document.at("scope").get<std::vector<std::string>>();
    return audit;
}

} // namespace

Proposal audit_proposal(const std::string& pipeline_name, const std::string& source_type,
                        const AuditReport& audit)
{
    return {source_urn(pipeline_name), {"accessAudit", document_of(source_type, audit)}};
}

Result<AuditReport> read_audit(std::string_view aspect_json)
{
    const auto document = parse_json(aspect_json);
    if (!document)
        return tl::unexpected<Error>(document.error());
    try {
        return report_of(*document);
    } catch (const Error& error) {
        return tl::unexpected<Error>(error);
    } catch (const nlohmann::json::exception&) {
        return failure(Errc::invalid_argument, "this is not the result of an audit");
    }
}

} // namespace colophon::ingest
