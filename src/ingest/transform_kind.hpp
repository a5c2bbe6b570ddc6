// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/transform_rules.hpp"
#include "ingest/transformers.hpp"

#include <span>

/// What the kinds of transformers have in common: one row a kind, with the rows of its settings.
namespace colophon::ingest {

/// One entry of the recipe, its settings checked.
struct TransformConfig {
    Settings settings;
    PatternRules rules; ///< of the kind's option that ends in `.rules`
    std::string where;  ///< as in `transformers[1].config`

    bool merges() const { return settings.text("semantics") == "PATCH"; }
    Error refusal(const std::string& what, std::string_view member) const;
};

using MadeTransformer = Result<std::unique_ptr<Transformer>>;

struct TransformKind {
    TransformerKind described;
    MadeTransformer (*make)(const TransformConfig& config);
};

std::span<const TransformKind> ownership_transforms();
std::span<const TransformKind> association_transforms();
std::span<const TransformKind> property_transforms();
std::span<const TransformKind> browse_path_transforms();
std::span<const TransformKind> column_transforms();
std::span<const TransformKind> drop_columns_transforms();

inline constexpr std::string_view rules_suffix = ".rules";

inline constexpr Option replace_existing_option{
    .name = "replace_existing",
    .type = Option::Type::boolean,
    .fallback = "false",
    .help = "What the source said of it goes; otherwise it stays and ours is added."};
inline constexpr Option semantics_option{
    .name = "semantics",
    .type = Option::Type::choice,
    .fallback = "OVERWRITE",
    .help = "`PATCH` adds to what the catalog has instead of replacing it; for sinks that can tell.",
    .choices = "OVERWRITE|PATCH"};
inline constexpr Option entity_types_option{
    .name = "entity_types", .type = Option::Type::list, .help = "Only for entities of these types."};
inline constexpr Option pinned_entity_types_option{.name = "entity_types",
                                                   .type = Option::Type::list,
                                                   .help = "a transformer of datasets keeps to its types",
                                                   .standing = Option::Standing::ineffective};

constexpr Option rules_option(std::string_view name, std::string_view help)
{
    return {.name = name, .type = Option::Type::map, .help = help, .required = true};
}
constexpr Option first_match_option(std::string_view name)
{
    return {.name = name,
            .type = Option::Type::boolean,
            .fallback = "true",
            .help = "Whether only the first rule that matches counts."};
}

} // namespace colophon::ingest
