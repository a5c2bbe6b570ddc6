// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "ingest/transform_kind.hpp"
#include "ingest/transform_step.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;
using Type = Option::Type;

constexpr std::array options{
    Option{.name = "columns",
           .type = Type::list,
           .help =
               "Regular expressions, matched at the beginning of a column's name, ignoring case; `$` for the "
               "whole name. A column's members go with it.",
           .required = true},
    Option{.name = "dataset_pattern",
           .type = Type::pattern,
           .help = "Only in datasets whose names it allows; all, unless given."}};

/// A field path as people write it: `[version=2.0].[type=struct].주소.[type=string].시` is `주소.시`.
std::string column_name(std::string_view path)
{
    if (!path.starts_with("[version="))
        return std::string(path);
    std::string name;
    while (!path.empty()) {
        const bool annotation = path.front() == '[';
        const std::size_t end = std::min(annotation ? path.find(']') : path.find('.'), path.size());
        const std::string_view part = path.substr(0, end);
        if (!annotation && !part.empty())
            name.append(name.empty() ? "" : ".").append(part);
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return name;
}

class DropColumns final : public Transformer {
public:
    DropColumns(PatternSet columns, PatternSet datasets)
        : columns_(std::move(columns)), datasets_(std::move(datasets))
    {
    }

    void apply(EntityGroup& group) override
    {
        if (group.urn.type() == "schemaField" && is_dropped_field(group.urn.str()))
            group.writes.clear();
        if (!concerns(group.urn))
            return;
        for (EntityGroup::Write& write : group.writes)
            rewrite(write);
    }

private:
    /// What an aspect says of columns one by one: the list, the member that names the column, and how.
    struct ColumnList {
        std::string_view aspect;
        const char* list;
        const char* column; ///< a field path
    };
    static constexpr std::array<ColumnList, 4> lists{{
        {"schemaMetadata", "fields", "fieldPath"},
        {"editableSchemaMetadata", "editableSchemaFieldInfo", "fieldPath"},
        {"datasetProfile", "fieldProfiles", "fieldPath"},
        {"datasetUsageStatistics", "fieldCounts", "fieldPath"},
    }};

    bool concerns(const Urn& urn) const
    {
        if (urn.type() != "dataset")
            return false;
        const std::vector<std::string> members = urn.members();
        return members.size() == 3 && datasets_.allows(members[1]);
    }

    /// Itself, or what it is a member of.
    bool is_dropped(std::string_view path) const
    {
        const std::string name = column_name(path);
        for (std::size_t end = name.find('.'); end != std::string::npos; end = name.find('.', end + 1))
            if (columns_.allows(std::string_view(name).substr(0, end)))
                return true;
        return columns_.allows(name);
    }

    bool is_dropped_field(const json& urn) const
    {
        const auto parsed = urn.is_string() ? Urn::parse(urn.get_ref<const std::string&>())
                                            : Result<Urn>(failure(Errc::invalid_argument, "not a URN"));
        if (!parsed || parsed->type() != "schemaField")
            return false;
        const std::vector<std::string> members = parsed->members();
        const auto dataset = Urn::parse(members.front());
        return members.size() == 2 && dataset && concerns(*dataset) && is_dropped(members[1]);
    }

    bool names_dropped_field(const json& holder, std::initializer_list<const char*> members) const
    {
        return std::ranges::any_of(members, [&](const char* member) {
            const json urns = holder.value(member, json::array());
            return std::ranges::any_of(urns, [this](const json& urn) { return is_dropped_field(urn); });
        });
    }

    /// Takes out the elements of the document's list that `goes` names; says whether there were any.
    template <class Goes> static bool erase(json& document, const char* list, const Goes& goes)
    {
        const auto found = document.find(list);
        if (found == document.end() || !found->is_array())
            return false;
        const std::size_t before = found->size();
        found->erase(std::remove_if(found->begin(), found->end(), goes), found->end());
        return found->size() != before;
    }

    void rewrite(EntityGroup::Write& write) const
    {
        const auto* const list = std::ranges::find(lists, write.aspect.name, &ColumnList::aspect);
        const bool lineage = write.aspect.name == "upstreamLineage";
        if (list == lists.end() && !lineage)
            return;
        auto document = parse_json(write.aspect.json);
        if (!document || !document->is_object())
            return;
        bool changed = false;
        if (list != lists.end())
            changed = erase(*document, list->list, [&](const json& element) {
                return is_dropped(element.value(list->column, std::string()));
            });
        if (write.aspect.name == "schemaMetadata")
            changed = drop_from_schema(*document, changed);
        if (lineage)
            changed = erase(*document, "fineGrainedLineages", [this](const json& element) {
                return names_dropped_field(element, {"upstreams", "downstreams"});
            });
        if (changed)
            write.aspect.json = document->dump();
    }

    /// Keys, and the definition in the engine's own words, which names every column.
    bool drop_from_schema(json& schema, bool changed) const
    {
        const auto named = [this](const json& path) {
            return path.is_string() && is_dropped(path.get_ref<const std::string&>());
        };
        changed = erase(schema, "primaryKeys", named) || changed;
        changed = erase(schema, "foreignKeys",
                        [this](const json& key) {
                            return names_dropped_field(key, {"sourceFields", "foreignFields"});
                        }) ||
                  changed;
        if (!changed)
            return false;
        schema.erase("foreignKeysSpecs");
        for (auto& [type, definition] : schema["platformSchema"].items())
            for (auto& [name, text] : definition.items())
                if (text.is_string())
                    text = "";
        return true;
    }

    PatternSet columns_;
    PatternSet datasets_;
};

MadeTransformer make(const TransformConfig& config)
{
    const auto columns = config.settings.list("columns");
    if (columns.empty())
        return tl::unexpected(config.refusal("must name at least one", "columns"));
    auto pattern = PatternSet::make(columns, {});
    if (!pattern)
        return tl::unexpected(
            config.refusal(pattern.error().what(), "columns" + pattern.error().path().substr(5)));
    return std::make_unique<DropColumns>(std::move(*pattern), config.settings.pattern("dataset_pattern"));
}

constexpr std::array<TransformKind, 1> kinds{
    {{{"drop_columns", "Leaves out columns by their names, and what names them. Colophon's own.", options},
      &make}}};

} // namespace

std::span<const TransformKind> drop_columns_transforms()
{
    return kinds;
}

} // namespace colophon::ingest
