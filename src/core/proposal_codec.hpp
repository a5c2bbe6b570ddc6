// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_writer.hpp"

#include <colophon/entity_registry.hpp>
#include <colophon/proposal.hpp>
#include <simdjson.h>

namespace colophon {

/// Reads one proposal in the form of DataHub's file sink and checks it against the registry:
/// `{"entityType", "entityUrn", "changeType", "aspectName", "aspect": {"json": {…}}, "systemMetadata": {…}}`.
/// The aspect comes out canonical: members in the order of the alphabet, nulls dropped, numbers in one
/// spelling, so that equal content is equal text. Members that the registry does not know are kept as they
/// are.
///
/// Refuses (invalid_argument) with the path of the offending member, which begins with `entityUrn`, `aspect`,
/// …; the message names the nearest known entity type or aspect. Strings and documents are checked for UTF-8
/// and depth by the parser that made `element`.
Result<Proposal> decode_proposal(const EntityRegistry& registry, simdjson::dom::element element);

/// The same check for an aspect that our own code made.
Result<Aspect> canonical_aspect(const EntityRegistry& registry, const Urn& urn, const Aspect& aspect);

/// Writes the form that decode_proposal reads.
void encode_proposal(JsonWriter& out, const Proposal& proposal);

/// The timestampMillis of a canonical timeseries aspect.
std::int64_t timeseries_timestamp(std::string_view json);

} // namespace colophon
