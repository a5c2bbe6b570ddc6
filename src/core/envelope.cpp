// SPDX-License-Identifier: Apache-2.0
#include "core/envelope.hpp"

#include "core/nearest.hpp"
#include "core/text.hpp"

#include <array>

namespace colophon {

namespace {

using simdjson::dom::element;

enum Place : std::size_t {
    aspect,
    aspect_name,
    audit_header,
    change_type,
    entity_key_aspect,
    entity_type,
    entity_urn,
    headers,
    system_metadata,
    place_count
};

constexpr std::array<std::string_view, place_count> place_names = {
    "aspect",     "aspectName", "auditHeader", "changeType",    "entityKeyAspect",
    "entityType", "entityUrn",  "headers",     "systemMetadata"};

using Places = std::array<std::optional<element>, place_count>;

struct ChangeName {
    std::string_view name;
    ChangeType change;
};

/// The first spelling of a change is the one we write. UPDATE and RESTATE are upserts to DataHub as well.
constexpr std::array<ChangeName, 6> changes = {{
    {"UPSERT", ChangeType::upsert},
    {"CREATE", ChangeType::create},
    {"CREATE_ENTITY", ChangeType::create_entity},
    {"DELETE", ChangeType::remove},
    {"UPDATE", ChangeType::upsert},
    {"RESTATE", ChangeType::upsert},
}};

Result<Places> find_places(element proposal)
{
    simdjson::dom::object members;
    if (proposal.get(members) != simdjson::SUCCESS)
        return failure(Errc::invalid_argument, "a proposal must be an object");
    Places places;
    for (const auto [key, value] : members) {
        const auto* const known = std::ranges::find(place_names, key);
        if (known == place_names.end()) {
            const std::string name(truncate_utf8(key, 80));
            return failure(Errc::invalid_argument,
                           "unknown member of a proposal: " + name + did_you_mean(key, place_names), name);
        }
        auto& place = places[static_cast<std::size_t>(known - place_names.begin())];
        if (place)
            return failure(Errc::invalid_argument, "a member is given twice: " + std::string(key),
                           std::string(key));
        if (!value.is_null())
            place = value;
    }
    return places;
}

Result<std::string_view> read_text(const Places& places, Place place)
{
    const std::string_view name = place_names[place];
    std::string_view text;
    if (!places[place])
        return failure(Errc::invalid_argument, "a required member is missing: " + std::string(name),
                       std::string(name));
    if (places[place]->get(text) != simdjson::SUCCESS)
        return failure(Errc::invalid_argument, "must be a string: " + std::string(name), std::string(name));
    return text;
}

Result<ChangeType> read_change(std::string_view text)
{
    const std::string name(place_names[change_type]);
    const auto* const known = std::ranges::find(changes, text, &ChangeName::name);
    if (known != changes.end())
        return known->change;
    if (text == "PATCH")
        return failure(Errc::invalid_argument,
                       "PATCH is not known to this version: send the whole aspect as UPSERT", name);
    std::array<std::string_view, changes.size()> names;
    std::ranges::transform(changes, names.begin(), &ChangeName::name);
    return failure(Errc::invalid_argument,
                   "unknown change type: " + std::string(truncate_utf8(text, 80)) + did_you_mean(text, names),
                   name);
}

Result<> check_headers(const std::optional<element>& given)
{
    simdjson::dom::object members;
    if (!given)
        return {};
    if (given->get(members) != simdjson::SUCCESS)
        return failure(Errc::invalid_argument, "must be an object: headers", "headers");
    for (const auto [key, value] : members)
        if (lower(key.substr(0, 3)) == "if-")
            return failure(
                Errc::invalid_argument,
                "conditional writes are not known to this version: send the proposal without its headers",
                "headers." + std::string(truncate_utf8(key, 80)));
    return {};
}

} // namespace

Result<Envelope> read_envelope(element proposal)
{
    const auto places = find_places(proposal);
    if (!places)
        return tl::unexpected<Error>(places.error());
    const auto urn = read_text(*places, entity_urn);
    const auto type = read_text(*places, entity_type);
    const auto name = read_text(*places, aspect_name);
    const auto change_text = read_text(*places, change_type);
    for (const auto* text : {&urn, &type, &name, &change_text})
        if (!*text)
            return tl::unexpected<Error>(text->error());
    const auto change = read_change(*change_text);
    if (!change)
        return tl::unexpected<Error>(change.error());
    if (auto checked = check_headers((*places)[headers]); !checked)
        return tl::unexpected<Error>(std::move(checked).error());
    return Envelope{*type, *urn, *name, *change, (*places)[aspect], (*places)[system_metadata]};
}

Result<> check_entity_type(std::string_view given, std::string_view of_urn)
{
    if (given == of_urn || lower(given) == lower(of_urn))
        return {};
    return failure(Errc::invalid_argument,
                   "the entity type is not that of the URN, which is a " + std::string(of_urn) + ": " +
                       std::string(truncate_utf8(given, 80)),
                   "entityType");
}

Result<Payload> read_payload(const Envelope& envelope)
{
    simdjson::dom::object members;
    if (!envelope.aspect)
        return failure(Errc::invalid_argument, "a required member is missing: aspect", "aspect");
    if (envelope.aspect->get(members) != simdjson::SUCCESS)
        return failure(Errc::invalid_argument, "must be an object: aspect", "aspect");
    Payload payload;
    element document;
    if (members["json"].get(document) == simdjson::SUCCESS) {
        payload.document = document;
        return payload;
    }
    if (members["value"].get(payload.text) != simdjson::SUCCESS)
        return failure(Errc::invalid_argument,
                       "the aspect needs the member json (an object) or value (its text)", "aspect");
    std::string_view content_type;
    if (members["contentType"].get(content_type) == simdjson::SUCCESS && content_type != "application/json")
        return failure(Errc::invalid_argument,
                       "unknown content type, expected application/json: " +
                           std::string(truncate_utf8(content_type, 80)),
                       "aspect.contentType");
    return payload;
}

std::string_view change_name(ChangeType change)
{
    return std::ranges::find(changes, change, &ChangeName::change)->name;
}

} // namespace colophon
