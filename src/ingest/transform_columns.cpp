// SPDX-License-Identifier: Apache-2.0
#include "ingest/transform_lists.hpp"
#include "ingest/transform_step.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

/// Tags and glossary terms of columns.
namespace colophon::ingest {
namespace {

using nlohmann::json;
using Type = Option::Type;

constexpr Option column_semantics_option{
    .name = "semantics",
    .type = Type::choice,
    .fallback = "OVERWRITE",
    .help = "columns come from the source as a whole; what people add to them is kept apart anyway",
    .choices = "OVERWRITE|PATCH",
    .standing = Option::Standing::refused};
constexpr Option column_replace_option{
    .name = "replace_existing",
    .type = Type::boolean,
    .fallback = "false",
    .help = "Whether the source's own go from columns that match; otherwise they follow ours."};

constexpr std::array tags_options{
    rules_option("tag_pattern.rules",
                 "Regular expressions on the column's field path, and the tags they stand for."),
    first_match_option("tag_pattern.first_match_only"), column_replace_option, column_semantics_option};
constexpr std::array terms_options{
    rules_option("term_pattern.rules",
                 "Regular expressions on the column's field path, and the terms they stand for."),
    first_match_option("term_pattern.first_match_only"), column_replace_option, column_semantics_option};

/// What a column carries, and how it is written there.
struct ColumnList {
    ListAspect aspect; ///< of which the column has one of its own
    const char* key;   ///< of an association's URN
};

const ColumnList tags{{"globalTags", "tags", {"tag"}, "a tag", nullptr, nullptr, {}}, "tag"};
const ColumnList terms{{"glossaryTerms",
                        "terms",
                        {"glossaryTerm"},
                        "a glossary term",
                        nullptr,
                        "auditStamp",
                        R"({"actor":"urn:li:corpuser:etl","time":0})"},
                       "urn"};

bool add_to_column(json& field, const ColumnList& list, const PatternRules& rules, bool replace)
{
    const std::vector<std::string> urns = rules.values(field.value("fieldPath", std::string()));
    if (urns.empty())
        return false;
    json elements = json::array();
    for (const std::string& urn : urns)
        elements.push_back({{list.key, urn}});
    json& holder = field[std::string(list.aspect.name)];
    if (!holder.is_object())
        holder = json::object();
    if (!replace)
        for (const json& element : holder.value(list.aspect.member, json::array()))
            if (std::ranges::find(urns, element.value(list.key, std::string())) == urns.end())
                elements.push_back(element);
    holder[list.aspect.member] = std::move(elements);
    if (list.aspect.stamp != nullptr && !holder.contains(list.aspect.stamp))
        holder[list.aspect.stamp] = json::parse(list.aspect.default_stamp);
    return true;
}

MadeTransformer add_to_columns(const TransformConfig& config, const ColumnList& list)
{
    if (const auto values = checked_values(config, list.aspect, {}); !values)
        return tl::unexpected(values.error());
    const bool replace = config.settings.boolean("replace_existing");
    AspectChange change{"schemaMetadata", {"dataset"}, false, false, {}};
    change.change = [&list, replace, rules = config.rules](EntityGroup&, json& document) {
        const auto fields = document.find("fields");
        bool changed = false;
        if (fields != document.end())
            for (json& field : *fields)
                changed = add_to_column(field, list, rules, replace) || changed;
        return changed;
    };
    return make_aspect_transformer(std::move(change));
}

constexpr std::array<TransformKind, 2> kinds{{
    {{"pattern_add_dataset_schema_tags", "Adds tags to columns by their field path.", tags_options},
     [](const TransformConfig& config) { return add_to_columns(config, tags); }},
    {{"pattern_add_dataset_schema_terms", "Adds glossary terms to columns by their field path.",
      terms_options},
     [](const TransformConfig& config) { return add_to_columns(config, terms); }},
}};

} // namespace

std::span<const TransformKind> column_transforms()
{
    return kinds;
}

} // namespace colophon::ingest
