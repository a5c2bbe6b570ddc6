// SPDX-License-Identifier: Apache-2.0
#include "core/proposal_codec.hpp"

#include "core/aspect_validator.hpp"
#include "core/entity_key.hpp"
#include "core/envelope.hpp"
#include "core/json_parser.hpp"
#include "core/nearest.hpp"

namespace colophon {

namespace {

constexpr std::string_view document_path = "aspect.json";

/// Room that a thread keeps for the next aspect.
constexpr std::size_t largest_kept = std::size_t{256} * 1024;

Error placed(const Error& error, std::string_view path)
{
    return {error.code(), error.what(), std::string(path)};
}

Error unknown_aspect(const EntityRegistry& registry, const EntitySpec& entity, std::string_view name)
{
    if (registry.aspect(name) != nullptr)
        return {Errc::invalid_argument,
                "a " + entity.name + " does not carry the aspect: " + std::string(name), "aspectName"};
    std::vector<std::string_view> known{entity.key->name};
    for (const AspectSpec* aspect : entity.aspects)
        known.push_back(aspect->name);
    return {Errc::invalid_argument, "unknown aspect: " + std::string(name) + did_you_mean(name, known),
            "aspectName"};
}

/// Checks one document of an aspect; `root` begins the paths of complaints.
Result<Aspect> checked(const AspectSpec& spec, simdjson::dom::element document, std::string_view root)
{
    thread_local AspectValidator validator;
    thread_local std::string canonical; // grows once, so that every aspect gets a text of just its size
    canonical.clear();
    if (!validator.write(*spec.record, document, canonical))
        return tl::unexpected<Error>(validator.error(root));
    if (auto fault = find_field_path_fault(spec.name, document, root))
        return tl::unexpected<Error>(std::move(*fault));
    if (canonical.size() > largest_kept)
        return Aspect{spec.name, std::exchange(canonical, {})};
    return Aspect{spec.name, canonical};
}

Result<Aspect> checked_text(const AspectSpec& spec, std::string_view json, std::string_view root)
{
    thread_local JsonParser parser;
    const auto document = parser.parse(json);
    if (!document)
        return tl::unexpected<Error>(placed(document.error(), root));
    return checked(spec, *document, root);
}

Result<Aspect> read_aspect(const AspectSpec& spec, const Envelope& envelope)
{
    const auto payload = read_payload(envelope);
    if (!payload)
        return tl::unexpected<Error>(payload.error());
    if (payload->document)
        return checked(spec, *payload->document, document_path);
    return checked_text(spec, payload->text, "aspect.value");
}

} // namespace

Result<Proposal> decode_proposal(const EntityRegistry& registry, simdjson::dom::element element)
{
    const auto envelope = read_envelope(element);
    if (!envelope)
        return tl::unexpected<Error>(envelope.error());
    auto urn = Urn::parse(envelope->entity_urn);
    if (!urn)
        return tl::unexpected<Error>(placed(urn.error(), "entityUrn"));
    const auto entity = entity_of(registry, *urn);
    if (!entity)
        return tl::unexpected<Error>(placed(entity.error(), "entityUrn"));
    if (auto matched = check_entity_type(envelope->entity_type, (*entity)->name); !matched)
        return tl::unexpected<Error>(std::move(matched).error());
    const AspectSpec* spec = (*entity)->aspect(envelope->aspect_name);
    if (spec == nullptr)
        return tl::unexpected<Error>(unknown_aspect(registry, **entity, envelope->aspect_name));
    if (spec->timeseries && envelope->change != ChangeType::upsert)
        return failure(Errc::invalid_argument, "a timeseries aspect takes UPSERT only: " + spec->name,
                       "changeType");
    Proposal proposal{std::move(*urn), {spec->name, {}}, envelope->change, {}};
    if (auto system = read_system_metadata(*envelope))
        proposal.system = std::move(*system);
    else
        return tl::unexpected<Error>(std::move(system).error());
    if (envelope->change == ChangeType::remove)
        return proposal;
    // What a key says follows from the URN, whatever was sent.
    auto aspect = spec->key ? key_aspect_json(registry, proposal.urn).map([&](std::string json) {
        return Aspect{spec->name, std::move(json)};
    })
                            : read_aspect(*spec, *envelope);
    if (!aspect)
        return tl::unexpected<Error>(std::move(aspect).error());
    proposal.aspect = std::move(*aspect);
    return proposal;
}

Result<Aspect> canonical_aspect(const EntityRegistry& registry, const Urn& urn, const Aspect& aspect)
{
    const auto entity = entity_of(registry, urn);
    if (!entity)
        return tl::unexpected<Error>(placed(entity.error(), "entityUrn"));
    const AspectSpec* spec = (*entity)->aspect(aspect.name);
    if (spec == nullptr)
        return tl::unexpected<Error>(unknown_aspect(registry, **entity, aspect.name));
    return checked_text(*spec, aspect.json, document_path);
}

void encode_proposal(JsonWriter& out, const Proposal& proposal)
{
    out.begin_object();
    out.member("entityType", proposal.urn.type()).member("entityUrn", proposal.urn.str());
    out.member("changeType", change_name(proposal.change)).member("aspectName", proposal.aspect.name);
    if (!proposal.aspect.json.empty())
        out.key("aspect").begin_object().key("json").raw(proposal.aspect.json).end_object();
    if (proposal.system != SystemMetadata())
        write_system_metadata(out.key("systemMetadata"), proposal.system);
    out.end_object();
}

std::int64_t timeseries_timestamp(std::string_view json)
{
    thread_local JsonParser parser;
    std::int64_t timestamp = 0;
    const auto document = parser.parse(json);
    if (!document || (*document)["timestampMillis"].get(timestamp) != simdjson::SUCCESS)
        return 0;
    return timestamp;
}

} // namespace colophon
