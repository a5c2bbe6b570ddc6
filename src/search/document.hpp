// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "search/signals.hpp"
#include "store/catalog_store.hpp"

#include <colophon/entity_registry.hpp>
#include <optional>

namespace colophon::search {

/// What search shall know of an entity, by the registry's annotations; nothing for an entity type that is not
/// searched. Aspects of people (`editable…`) win over those of machines where both have a description. Of
/// what the entity lies in (container, domain, term), all that stands above is a value as well; people, tags
/// and terms are found by what they are called too.
std::optional<SearchDocument> make_document(const EntityRegistry& registry, const store::StoredEntity& entity,
                                            const Signals& signals);

/// How an entity that others name stands among their facets' values: by its short form, but for a node of the
/// glossary, which may be called as one of the terms is.
std::string facet_value(const Urn& urn);

/// Whether a change of this aspect can change the document.
bool concerns_search(const AspectSpec& aspect);

} // namespace colophon::search
