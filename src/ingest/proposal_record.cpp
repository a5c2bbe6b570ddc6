// SPDX-License-Identifier: Apache-2.0
#include "ingest/proposal_record.hpp"

#include "core/json_writer.hpp"
#include "core/proposal_codec.hpp"

namespace colophon::ingest {
namespace {

using simdjson::dom::element;

constexpr std::size_t longest_stable_id = 512;

std::string_view text_of(element record, std::string_view pointer)
{
    std::string_view text;
    return record.at_pointer(pointer).get(text) == simdjson::SUCCESS ? text : std::string_view();
}

void identify(Emitter& out, element record, std::string_view where)
{
    const std::string_view stable_id = text_of(record, "/identify/stable_id");
    const auto urn = Urn::parse(text_of(record, "/identify/urn"));
    if (!urn)
        fail_record(out, record, where, {urn.error().code(), urn.error().what(), "identify.urn"});
    else if (stable_id.empty() || stable_id.size() > longest_stable_id)
        fail_record(
            out, record, where,
            {Errc::invalid_argument, "must be a text of 1 to 512 bytes, not given", "identify.stable_id"});
    else
        out.identify(*urn, stable_id);
}

} // namespace

void emit_record(Emitter& out, element record, std::string_view where)
{
    if (record.at_key("identify").error() == simdjson::SUCCESS) {
        identify(out, record, where);
        return;
    }
    auto proposal = decode_proposal(EntityRegistry::builtin(), record);
    if (proposal)
        out.emit(std::move(*proposal));
    else
        fail_record(out, record, where, proposal.error());
}

void fail_record(Emitter& out, element record, std::string_view where, const Error& error)
{
    std::string subject(text_of(record, "/entityUrn"));
    if (const std::string_view aspect = text_of(record, "/aspectName"); !subject.empty() && !aspect.empty())
        subject.append(", ").append(aspect);
    std::string message = error.what();
    if (!error.path().empty())
        message += ", at " + error.path();
    if (subject.empty())
        out.fail(where, message);
    else
        out.fail(subject, message.append(": ").append(where));
}

std::string identify_record(const Urn& urn, std::string_view stable_id)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().key("identify").begin_object();
    out.member("urn", urn.str()).member("stable_id", stable_id).end_object().end_object();
    return text;
}

} // namespace colophon::ingest
