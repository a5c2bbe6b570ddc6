// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/entity_registry.hpp>
#include <string_view>

namespace colophon::search {

/// What a member that the registry calls searchable means to a document.
enum class Role {
    none, ///< dates, counts, people who attributed: neither text nor facet here
    name,
    qualified_name,
    description,
    column,
    column_description,
    tag,
    term,
    owner,
    path,
    platform,
    instance,
    env,
    container,
    domain,
    sub_type,
    properties, ///< a map of a source's own words
    other_text  ///< text that DataHub would search by default, and that has no field of its own
};

struct RoleOf {
    Role role = Role::none;
    int rank = 0; ///< among several names or descriptions of one entity the lowest is shown
};

/// By DataHub's name of the search field, which is the same wherever the same thing is meant.
RoleOf role_of(const SearchableSpec& searchable);

/// Whether entities of this type are found. Those that the server keeps for itself are not, nor the catalog's
/// own vocabulary, nor what would drown everything else: runs and statements, and columns, which are found
/// as parts of their dataset.
bool is_searched(const EntitySpec& entity);

} // namespace colophon::search
