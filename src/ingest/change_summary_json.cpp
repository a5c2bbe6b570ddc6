// SPDX-License-Identifier: Apache-2.0
#include "core/printable.hpp"
#include "core/redactor.hpp"
#include "core/text.hpp"
#include "ingest/change_summary.hpp"

#include <algorithm>

namespace colophon::ingest {
namespace {

std::string shown(std::string_view text, const SummaryLimits& limits)
{
    std::string hidden = redact(text);
    if (!is_utf8(hidden))
        hidden = printable(hidden);
    return std::string(truncate_utf8(hidden, limits.text));
}

void write_counts(JsonWriter& out, const ChangeSummary::Counts& counts)
{
    using Operation = ChangeSummary::Operation;
    out.begin_object().member("added", counts[Operation::add]).member("changed", counts[Operation::change]);
    out.member("renamed", counts[Operation::rename]).member("restored", counts[Operation::restore]);
    out.member("removed", counts[Operation::remove]).member("kept", counts.kept);
    out.member("measured", counts.measured).end_object();
}

void write_value(JsonWriter& out, std::string_view name, const std::optional<std::string>& value,
                 const SummaryLimits& limits)
{
    out.key(name);
    if (value)
        out.value(shown(*value, limits));
    else
        out.null();
}

void write_note(JsonWriter& out, const ChangeSummary::AspectNote& note, const SummaryLimits& limits)
{
    out.begin_object().member("name", note.aspect).member("fields_total", note.fields_total);
    if (!note.written_by.empty())
        out.member("written_by", shown(note.written_by, limits));
    out.key("fields").begin_array();
    for (std::size_t i = 0; i < std::min(note.fields.size(), limits.fields); ++i) {
        out.begin_object().member("path", shown(note.fields[i].path, limits));
        write_value(out, "from", note.fields[i].from, limits);
        write_value(out, "to", note.fields[i].to, limits);
        out.end_object();
    }
    out.end_array().end_object();
}

} // namespace

void write_change(JsonWriter& out, const ChangeSummary::Change& change, const SummaryLimits& limits)
{
    out.begin_object().member("operation", operation_name(change.operation)).member("urn", change.urn.str());
    out.member("name", shown(change.name, limits));
    if (change.container)
        out.member("container", change.container->str());
    if (change.from) {
        out.member("from", change.from->str()).key("moved").begin_array();
        for (const std::string& aspect : change.moved)
            out.value(shown(aspect, limits));
        out.end_array();
    }
    if (!change.aspects.empty()) {
        out.key("aspects").begin_array();
        for (const ChangeSummary::AspectNote& note : change.aspects)
            write_note(out, note, limits);
        out.end_array();
    }
    out.end_object();
}

void write_summary(JsonWriter& out, const ChangeSummary& summary, const SummaryLimits& limits)
{
    const ChangeSummary::Counts total = summary.total();
    out.begin_object().key("total");
    write_counts(out, total);
    out.key("types").begin_object();
    for (const auto& [type, counts] : summary.by_type()) {
        out.key(type);
        write_counts(out, counts);
    }
    out.end_object().member("changes_total", total.changes()).key("changes").begin_array();
    for (std::size_t i = 0; i < std::min(summary.changes().size(), limits.changes); ++i)
        write_change(out, summary.changes()[i], limits);
    out.end_array().end_object();
}

} // namespace colophon::ingest
