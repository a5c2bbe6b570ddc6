// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_writer.hpp"

#include <colophon/proposal.hpp>
#include <optional>
#include <simdjson.h>
#include <string_view>

/// What stands around the aspect in a proposal. Views point into the document that was read.
namespace colophon {

struct Envelope {
    std::string_view entity_type;
    std::string_view entity_urn;
    std::string_view aspect_name;
    ChangeType change = ChangeType::upsert;
    std::optional<simdjson::dom::element> aspect;
    std::optional<simdjson::dom::element> system_metadata;
};

/// The aspect as it was sent: a document, or the text of one.
struct Payload {
    std::optional<simdjson::dom::element> document;
    std::string_view text;
};

/// Refuses unknown members (naming the nearest), missing and mistyped ones, change types that this version
/// does not know, and conditions in `headers`, which would be ignored otherwise.
Result<Envelope> read_envelope(simdjson::dom::element proposal);

/// Entity types are compared without regard to case, as DataHub does; the URN's spelling counts.
Result<> check_entity_type(std::string_view given, std::string_view of_urn);

/// Reads `{"json": {…}}` and rest.li's `{"value": "<text>", "contentType": "application/json"}`.
Result<Payload> read_payload(const Envelope& envelope);

/// Reads the object, or the string that holds one, which `datahub put` sends.
Result<SystemMetadata> read_system_metadata(const Envelope& envelope);
void write_system_metadata(JsonWriter& out, const SystemMetadata& system);

std::string_view change_name(ChangeType change);

} // namespace colophon
