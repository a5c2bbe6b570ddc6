// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/entity_group.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace colophon::ingest {

/// Whether the aspect says what people call the entity.
bool tells_name(std::string_view aspect);

/// What people call the entity, by an aspect that tells it (empty: none does), else by its URN.
std::string entity_name(const Urn& urn, std::string_view telling_json);

/// The container that the group puts its entity into.
std::optional<Urn> container_of(const EntityGroup& group);

} // namespace colophon::ingest
