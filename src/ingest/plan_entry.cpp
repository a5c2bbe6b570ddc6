// SPDX-License-Identifier: Apache-2.0
#include "ingest/plan_entry.hpp"

#include "core/fingerprint.hpp"
#include "core/json.hpp"
#include "core/redactor.hpp"
#include "core/text.hpp"
#include "ingest/answer_json.hpp"

namespace colophon::ingest {
namespace {

/// A plan is for reading, too: what differs beyond these is counted.
constexpr std::size_t most_fields = 100;
constexpr std::size_t longest_value = 2'000;

std::string operation_word(EntityChange::Operation operation)
{
    switch (operation) {
    case EntityChange::Operation::keep:
        return "keep";
    case EntityChange::Operation::measure:
        return "measure";
    case EntityChange::Operation::add:
        return "add";
    case EntityChange::Operation::change:
        return "change";
    case EntityChange::Operation::restore:
        return "restore";
    }
    return "change";
}

std::string fingerprint_of(const std::string& aspect, const std::string& json)
{
    return json.empty() ? std::string() : fingerprint(is_gauge(aspect) ? without_timestamp(json) : json);
}

void write_fingerprint(JsonWriter& out, std::string_view name, const std::string& text)
{
    out.key(name);
    if (text.empty())
        out.null();
    else
        out.value(text);
}

std::string shown(std::string_view text)
{
    return std::string(truncate_utf8(redact(text), longest_value));
}

void write_value(JsonWriter& out, std::string_view name, const std::optional<std::string>& value)
{
    out.key(name);
    if (value)
        out.value(shown(*value));
    else
        out.null();
}

void write_fields(JsonWriter& out, const ChangeSummary::AspectNote& note)
{
    if (!note.written_by.empty())
        out.member("written_by", shown(note.written_by));
    out.member("fields_total", note.fields_total).key("fields").begin_array();
    for (const FieldChange& field : note.fields) {
        out.begin_object().member("path", shown(field.path));
        write_value(out, "from", field.from);
        write_value(out, "to", field.to);
        out.end_object();
    }
    out.end_array();
}

const ChangeSummary::AspectNote* note_of(const std::vector<ChangeSummary::AspectNote>& notes,
                                         const std::string& aspect)
{
    for (const ChangeSummary::AspectNote& note : notes)
        if (note.aspect == aspect)
            return &note;
    return nullptr;
}

} // namespace

PlanEntry PlanEntry::of(const EntityChange& change)
{
    PlanEntry entry{operation_word(change.operation), change.urn.str(), {}, {}};
    for (const AspectChange& aspect : change.aspects) {
        if (is_gauge(aspect.to.name) || aspect.to.name == "accessAudit")
            continue;
        const auto [row, is_new] = entry.aspects.try_emplace(aspect.to.name);
        const std::string to = fingerprint_of(aspect.to.name, aspect.to.json);
        row->second.from = fingerprint_of(aspect.to.name, aspect.from.value_or(""));
        row->second.to = is_new ? to : colophon::fingerprint(row->second.to + to); // points of a timeseries
    }
    return entry;
}

PlanEntry PlanEntry::of(const RenamedEntity& rename)
{
    return {"rename", rename.to.str(), rename.from.str(), {}};
}

PlanEntry PlanEntry::of(const ClaimedEntity& removal)
{
    return {"remove", removal.urn.str(), {}, {}};
}

std::string PlanEntry::fingerprint() const
{
    std::string text = operation + '\n' + urn + '\n' + from + '\n';
    for (const auto& [name, aspect] : aspects)
        text += name + '\n' + aspect.from + '\n' + aspect.to + '\n';
    return colophon::fingerprint(text);
}

void write_entry(JsonWriter& out, const EntityChange& change)
{
    const PlanEntry entry = PlanEntry::of(change);
    out.begin_object()
        .member("op", entry.operation)
        .member("urn", entry.urn)
        .member("name", shown(change.name));
    if (change.container)
        out.member("container", change.container->str());
    const auto notes = change.operation == EntityChange::Operation::add
                           ? std::vector<ChangeSummary::AspectNote>()
                           : note_aspects(change, most_fields);
    out.key("aspects").begin_object();
    for (const auto& [name, aspect] : entry.aspects) {
        out.key(name).begin_object();
        write_fingerprint(out, "from", aspect.from);
        write_fingerprint(out, "to", aspect.to);
        if (const ChangeSummary::AspectNote* note = note_of(notes, name))
            write_fields(out, *note);
        out.end_object();
    }
    out.end_object().end_object();
}

void write_entry(JsonWriter& out, const RenamedEntity& rename)
{
    out.begin_object().member("op", "rename").member("urn", rename.to.str());
    out.member("from", rename.from.str()).end_object();
}

void write_entry(JsonWriter& out, const ClaimedEntity& removal)
{
    out.begin_object().member("op", "remove").member("urn", removal.urn.str());
    if (removal.container)
        out.member("container", removal.container->str());
    out.end_object();
}

Result<PlanEntry> read_entry(std::string_view json)
{
    const auto document = parse_json(json);
    if (!document)
        return tl::unexpected(document.error());
    if (!document->is_object())
        return failure(Errc::invalid_argument, "must be an object");
    PlanEntry entry{text_of(*document, "op"), text_of(*document, "urn"), text_of(*document, "from"), {}};
    if (entry.operation.empty() || entry.urn.empty())
        return failure(Errc::invalid_argument, "must have the members op and urn");
    const auto aspects = document->find("aspects");
    if (aspects == document->end())
        return entry;
    if (!aspects->is_object())
        return failure(Errc::invalid_argument, "must be an object: aspects", "aspects");
    for (const auto& [name, aspect] : aspects->items()) {
        if (!aspect.is_object())
            return failure(Errc::invalid_argument, "must be an object: aspects." + name, "aspects." + name);
        entry.aspects[name] = {text_of(aspect, "from"), text_of(aspect, "to")};
    }
    return entry;
}

} // namespace colophon::ingest
