// SPDX-License-Identifier: Apache-2.0
#include "search/search_role.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

struct Row {
    std::string_view field;
    Role role;
    int rank = 0;
};

constexpr std::array<Row, 36> roles = {{
    {"assertionDescription", Role::description, 2},
    {"browsePathV2", Role::path},
    {"container", Role::container},
    {"customProperties", Role::properties},
    {"definition", Role::description, 2},
    {"description", Role::description, 1},
    {"displayName", Role::name, 1},
    {"domains", Role::domain},
    {"editedDescription", Role::description, 0},
    {"editedFieldDescriptions", Role::column_description},
    {"editedFieldGlossaryTerms", Role::term},
    {"editedFieldTags", Role::tag},
    {"editedName", Role::name, 0},
    {"env", Role::env},
    {"fieldDescriptions", Role::column_description},
    {"fieldGlossaryTerms", Role::term},
    {"fieldLabels", Role::column_description},
    {"fieldPaths", Role::column},
    {"fieldTags", Role::tag},
    {"fullName", Role::name, 4},
    {"glossaryTerms", Role::term},
    {"name", Role::name, 2},
    {"origin", Role::env},
    {"originalFileName", Role::name, 3},
    {"outputFields_description", Role::column_description},
    {"outputFields_fieldPath", Role::column},
    {"outputFields_label", Role::column_description},
    {"owners", Role::owner},
    {"platform", Role::platform},
    {"platformInstance", Role::instance},
    {"qualifiedName", Role::qualified_name},
    {"slackDisplayName", Role::name, 5},
    {"tags", Role::tag},
    {"text", Role::description, 3}, // what a document says
    {"title", Role::name, 3},
    {"typeNames", Role::sub_type},
}};
static_assert(std::ranges::is_sorted(roles, {}, &Row::field));

constexpr std::array<std::string_view, 18> unsearched = {"dataHubFile",
                                                         "dataHubPageModule",
                                                         "dataHubPageTemplate",
                                                         "dataHubRole",
                                                         "dataHubView",
                                                         "dataPlatform",
                                                         "dataProcessInstance",
                                                         "dataType",
                                                         "entityType",
                                                         "lifecycleStageType",
                                                         "ownershipType",
                                                         "platformResource",
                                                         "post",
                                                         "query",
                                                         "schemaField",
                                                         "searchTemplate",
                                                         "test",
                                                         "versionSet"};

bool is_text(std::string_view type)
{
    return type == "TEXT" || type == "TEXT_PARTIAL" || type == "WORD_GRAM";
}

bool has_annotations(const AspectSpec* aspect)
{
    return !aspect->searchable.empty();
}

} // namespace

RoleOf role_of(const SearchableSpec& searchable)
{
    const auto row = std::ranges::lower_bound(roles, std::string_view(searchable.field), {}, &Row::field);
    const bool text = is_text(searchable.type);
    if (row != roles.end() && row->field == searchable.field && (row->role != Role::name || text))
        return {row->role, row->rank};
    return {text && searchable.in_default_query ? Role::other_text : Role::none, 0};
}

bool is_searched(const EntitySpec& entity)
{
    if (entity.category == "internal" || std::ranges::binary_search(unsearched, entity.name))
        return false;
    return has_annotations(entity.key) || std::ranges::any_of(entity.aspects, has_annotations);
}

} // namespace colophon::search
