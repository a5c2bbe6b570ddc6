// SPDX-License-Identifier: Apache-2.0
#include "core/json_writer.hpp"

#include <algorithm>
#include <array>
#include <colophon/relational.hpp>
#include <utf8proc.h>

namespace colophon {
namespace {

/// As the client does it: every letter that has a small form, in any script.
std::string small_letters(const std::string& text)
{
    std::string small;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto size = static_cast<utf8proc_ssize_t>(text.size());
    for (utf8proc_ssize_t at = 0; at < size;) {
        utf8proc_int32_t code_point = 0;
        const utf8proc_ssize_t taken = utf8proc_iterate(bytes + at, size - at, &code_point);
        if (taken <= 0)
            return text;
        std::array<utf8proc_uint8_t, 4> encoded{};
        const auto length = utf8proc_encode_char(utf8proc_tolower(code_point), encoded.data());
        small.append(reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length));
        at += taken;
    }
    return small;
}

/// What DataHub's own sources have no word for; in `jsonProps` of the field.
std::string more_about(const ColumnRow& column)
{
    Properties facts = column.more;
    facts.insert({{"default", column.default_expression},
                  {"expression", column.generated_expression},
                  {"generated", column.generated},
                  {"identity", column.identity}});
    std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
    if (facts.empty())
        return {};
    std::string json;
    JsonWriter out(json);
    out.begin_object();
    for (const auto& [name, text] : facts)
        out.member(name, text);
    out.end_object();
    return json;
}

/// DataHub falls back to the environment where a platform has no instance, and keeps to it for the sake of
/// GUIDs given.
Properties key_of(const RelationalSource& source, std::string_view database, std::string_view schema)
{
    Properties key{{"platform", source.platform},
                   {"instance", source.instance.empty() ? source.env : source.instance},
                   {"database", std::string(database)}};
    if (!schema.empty())
        key.emplace("schema", schema);
    return key;
}

Properties shown_key(const RelationalSource& source, std::string_view database, std::string_view schema)
{
    Properties key = key_of(source, database, schema);
    if (source.instance.empty())
        key.erase("instance");
    key.emplace("env", source.env);
    return key;
}

/// Of routines; DataHub's sources have the words for procedures only.
struct RoutineWords {
    const char* flow;      ///< ends the name of the data flow
    const char* container; ///< sub-type of the data flow
    const char* routine;   ///< sub-type of the data job
};
constexpr std::array<RoutineWords, 2> routine_words{{
    {"stored_procedures", "Procedures Container", "Stored Procedure"},
    {"stored_functions", "Functions Container", "Function"},
}};

const RoutineWords& words_of(RoutineKind kind)
{
    return routine_words.at(static_cast<std::size_t>(kind));
}

std::string flow_name(const RoutineGroupRow& group)
{
    return qualified_name({group.database, group.schema, words_of(group.kind).flow});
}

DatasetProfile profile_of(const TableRow& table, std::int64_t observed_ms)
{
    DatasetProfile profile;
    profile.timestamp_ms = observed_ms;
    profile.row_count = table.row_count;
    profile.column_count = static_cast<std::int64_t>(table.columns.size());
    profile.size_bytes = table.size_bytes;
    return profile;
}

} // namespace

std::string qualified_name(const TableName& name)
{
    return name.database + '.' + (name.schema.empty() ? "" : name.schema + '.') + name.table;
}

RelationalDescriber::RelationalDescriber(RelationalSource source, Emitter& out)
    : source_(std::move(source)), out_(out), platform_{Urn::data_platform(source_.platform), std::nullopt}
{
    if (!source_.instance.empty())
        platform_.instance = Urn::data_platform_instance(source_.platform, source_.instance);
}

Urn RelationalDescriber::dataset_urn(const TableName& name) const
{
    const std::string full = (source_.instance.empty() ? "" : source_.instance + '.') + qualified_name(name);
    // Encoded first, because the client makes the letters of the escapes small as well.
    return Urn::dataset(source_.platform,
                        source_.lowercase_urns ? small_letters(encode_urn_member(full)) : full, source_.env);
}

Urn RelationalDescriber::container_urn(std::string_view database, std::string_view schema) const
{
    return Urn::container(container_guid(key_of(source_, database, schema)));
}

std::vector<Urn> RelationalDescriber::containers_of(std::string_view database, std::string_view schema) const
{
    std::vector<Urn> containers{container_urn(database, {})};
    if (!schema.empty())
        containers.push_back(container_urn(database, schema));
    return containers;
}

void RelationalDescriber::identify(const Urn& urn, const std::string& stable_id)
{
    if (!stable_id.empty())
        out_.identify(urn, stable_id);
}

BrowsePathsV2 RelationalDescriber::path_below(const std::vector<Urn>& containers) const
{
    BrowsePathsV2 path;
    if (platform_.instance)
        path.path.push_back({platform_.instance->str(), platform_.instance});
    for (const Urn& urn : containers)
        path.path.push_back({urn.str(), urn});
    return path;
}

void RelationalDescriber::emit_container(const Urn& urn, ContainerProperties properties, const char* sub_type,
                                         const std::optional<Urn>& parent)
{
    properties.env = source_.env;
    if (parent)
        emit(urn, to_aspect(Container{*parent}));
    emit(urn, to_aspect(properties));
    emit(urn, to_aspect(Status{}));
    emit(urn, to_aspect(platform_));
    emit(urn, to_aspect(SubTypes{{sub_type}}));
    emit(urn, to_aspect(path_below(parent ? std::vector{*parent} : std::vector<Urn>{})));
}

void RelationalDescriber::describe(const DatabaseRow& database)
{
    ContainerProperties properties;
    properties.name = database.name;
    properties.description = database.comment;
    properties.custom = shown_key(source_, database.name, {});
    properties.custom.insert(database.custom.begin(), database.custom.end());
    const Urn urn = container_urn(database.name, {});
    identify(urn, database.stable_id);
    emit_container(urn, std::move(properties), "Database", std::nullopt);
}

void RelationalDescriber::describe(const SchemaRow& schema)
{
    ContainerProperties properties;
    properties.name = schema.name;
    properties.description = schema.comment;
    properties.custom = shown_key(source_, schema.database, schema.name);
    properties.custom.insert(schema.custom.begin(), schema.custom.end());
    const Urn urn = container_urn(schema.database, schema.name);
    identify(urn, schema.stable_id);
    emit_container(urn, std::move(properties), "Schema", container_urn(schema.database, {}));
}

void RelationalDescriber::append_field(SchemaMetadata& schema, std::unordered_set<std::string>& taken,
                                       const ColumnRow& column, const std::string& prefix,
                                       const std::vector<std::string>& key) const
{
    SchemaField field;
    field.path = prefix + column.name;
    // A column may be called what the member of another would be: the column keeps the name.
    if (!prefix.empty() && !taken.insert(field.path).second)
        return;
    field.type = column.type;
    field.native_type = column.native_type;
    field.nullable = column.nullable;
    field.description = column.comment;
    field.is_part_of_key = prefix.empty() && std::find(key.begin(), key.end(), column.name) != key.end();
    field.nested_type = column.element_type;
    field.json_props = more_about(column);
    const std::string path = field.path + '.';
    schema.fields.push_back(std::move(field));
    for (const ColumnRow& member : column.members)
        append_field(schema, taken, member, path, key);
}

SchemaMetadata RelationalDescriber::schema_of(const Urn& urn, const TableRow& table) const
{
    SchemaMetadata schema{.name = qualified_name(table.name),
                          .platform = platform_.platform,
                          .fields = {},
                          .primary_keys = table.primary_key,
                          .foreign_keys = {}};
    std::unordered_set<std::string> taken;
    for (const ColumnRow& column : table.columns)
        taken.insert(column.name);
    for (const ColumnRow& column : table.columns)
        append_field(schema, taken, column, {}, table.primary_key);
    for (const ForeignKeyRow& row : table.foreign_keys) {
        ForeignKey key{row.name, {}, {}, dataset_urn(row.target)};
        for (const std::string& column : row.columns)
            key.source_fields.push_back(Urn::schema_field(urn, column));
        for (const std::string& column : row.target_columns)
            key.foreign_fields.push_back(Urn::schema_field(key.foreign_dataset, column));
        schema.foreign_keys.push_back(std::move(key));
    }
    return schema;
}

void RelationalDescriber::emit_dataset(const Urn& urn, const TableRow& table)
{
    const std::vector<Urn> containers = containers_of(table.name.database, table.name.schema);
    DatasetProperties properties;
    properties.name = table.name.table;
    properties.qualified_name = qualified_name(table.name);
    properties.description = table.comment;
    properties.custom = table.custom;

    emit(urn, to_aspect(Container{containers.back()}));
    emit(urn, to_aspect(Status{}));
    emit(urn, to_aspect(properties));
    emit(urn, to_aspect(schema_of(urn, table)));
    emit(urn, to_aspect(SubTypes{{table.sub_type}}));
    emit(urn, to_aspect(platform_));
    emit(urn, to_aspect(path_below(containers)));
}

void RelationalDescriber::describe(const TableRow& table)
try {
    const Urn urn = dataset_urn(table.name);
    identify(urn, table.stable_id);
    emit_dataset(urn, table);
    if (table.view && table.view->definition)
        emit(urn, to_aspect(ViewProperties{table.view->materialized, *table.view->definition}));
    if (!table.upstreams.empty()) {
        UpstreamLineage lineage;
        for (const TableName& upstream : table.upstreams)
            lineage.upstreams.push_back({dataset_urn(upstream)});
        emit(urn, to_aspect(lineage));
    }
    if (table.row_count || table.size_bytes)
        emit(urn, to_aspect(profile_of(table, source_.observed_ms)));
} catch (const Error& error) {
    // The sink's errors end the run; a name that no URN can hold ends nothing but this table.
    if (error.code() != Errc::invalid_argument)
        throw;
    out_.fail(qualified_name(table.name), error.what());
}

Urn RelationalDescriber::flow_urn(const RoutineGroupRow& group) const
{
    const std::string instance = source_.instance.empty() ? "" : source_.instance + '.';
    return Urn::of("dataFlow", {source_.platform, instance + flow_name(group), source_.env});
}

void RelationalDescriber::describe(const RoutineGroupRow& group)
{
    const Urn urn = flow_urn(group);
    const Urn database = container_urn(group.database, {});
    emit(urn, to_aspect(Container{database}));
    emit(urn, to_aspect(DataFlowInfo{flow_name(group), {}}));
    emit(urn, to_aspect(Status{}));
    emit(urn, to_aspect(SubTypes{{words_of(group.kind).container}}));
    emit(urn, to_aspect(platform_));
    emit(urn, to_aspect(path_below({database})));
}

void RelationalDescriber::describe(const RoutineRow& routine)
try {
    const Urn urn = Urn::of("dataJob", {flow_urn(routine.group).str(), routine.name});
    const std::vector<Urn> containers = containers_of(routine.group.database, routine.group.schema);
    const std::string sub_type = words_of(routine.group.kind).routine;
    emit(urn, to_aspect(Container{containers.back()}));
    emit(urn, to_aspect(DataJobInfo{routine.name, sub_type, routine.comment, routine.custom}));
    emit(urn, to_aspect(Status{}));
    emit(urn, to_aspect(SubTypes{{sub_type}}));
    emit(urn, to_aspect(platform_));
    emit(urn, to_aspect(path_below(containers)));
    if (routine.definition)
        emit(urn, to_aspect(DataTransformLogic{*routine.definition}));
} catch (const Error& error) {
    if (error.code() != Errc::invalid_argument)
        throw;
    out_.fail(qualified_name({routine.group.database, routine.group.schema, routine.name}), error.what());
}

} // namespace colophon
