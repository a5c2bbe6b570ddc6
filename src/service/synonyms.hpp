// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "store/catalog_store.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::service {

using SynonymGroups = std::vector<search::SynonymGroup>;

/// The administrator's list as it is stored.
struct SynonymList {
    SynonymGroups groups;
    std::string tag;             ///< of its content: two lists with one tag are the same
    std::int64_t updated_ms = 0; ///< 0: nobody has written one
    std::string actor;           ///< who wrote it
};

/// Where a group stands in what its writer sees: `groups[3]`, `line 7`.
using PlaceOfGroup = std::function<std::string(std::size_t group)>;

/// The members without the spaces around them, in the order given. Throws Error (invalid_argument or
/// too_large, the path being the place of the group, and `[1]` behind it for its second member) for what
/// search::check_synonyms refuses, a word that comes twice in its group, and what the text form could not
/// hold.
SynonymGroups checked_synonyms(SynonymGroups groups, const PlaceOfGroup& place);

/// The entity that keeps the list. Its type is in no registry, so that nothing but the catalog writes it; the
/// change log, replicas and backups carry it like any other.
const Urn& synonyms_urn();

SynonymList stored_synonyms(const store::CatalogStore& store);

/// The change that puts a list in place of the stored one.
store::Change synonyms_change(const SynonymGroups& groups);

} // namespace colophon::service
