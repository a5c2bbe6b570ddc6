// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/entity_registry.hpp>
#include <colophon/urn.hpp>
#include <string>

namespace colophon {

/// The entity type that a URN names. Refuses (invalid_argument) a type that is not registered, naming the
/// nearest, and a key that does not fit it: another number of members, a member that is not among the symbols
/// of its enumeration, or not a URN where one belongs.
Result<const EntitySpec*> entity_of(const EntityRegistry& registry, const Urn& urn);

/// The key aspect that follows from a URN, canonical:
/// `{"name":"ops.trip","origin":"PROD","platform":"urn:…"}`. Refuses what entity_of refuses.
Result<std::string> key_aspect_json(const EntityRegistry& registry, const Urn& urn);

} // namespace colophon
