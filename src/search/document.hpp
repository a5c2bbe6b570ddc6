// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "store/catalog_store.hpp"

#include <colophon/entity_registry.hpp>
#include <optional>

namespace colophon::search {

/// What search shall know of an entity, by the registry's annotations; nothing for an entity type that is not
/// searched. Aspects of people (`editable…`) win over those of machines where both have a description.
std::optional<SearchDocument> make_document(const EntityRegistry& registry,
                                            const store::StoredEntity& entity);

/// Whether a change of this aspect can change the document.
bool concerns_search(const AspectSpec& aspect);

} // namespace colophon::search
