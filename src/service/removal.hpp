// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

#include <colophon/entity_registry.hpp>
#include <optional>
#include <string_view>

namespace colophon::service {

/// Sets `removed` in the entity's status and keeps the rest of it; `entity` was read with its status alone.
/// Nothing where entities of the type have no status.
std::optional<Proposal> soft_removal(const EntityRegistry& registry, const store::StoredEntity& entity);

/// Whether a canonical status says that its entity was removed; an empty text does not.
bool says_removed(std::string_view status);

} // namespace colophon::service
