// SPDX-License-Identifier: Apache-2.0
#include "mapping.hpp"

#include "sql_tokens.hpp"

#include <algorithm>
#include <array>
#include <colophon/type_table.hpp>

namespace colophon::mysql {
namespace {

/// DataHub's classes, and those of types that its client has none for.
constexpr std::array<TypeClass, 46> classes{{
    {"tinyint", ColumnClass::number},
    {"smallint", ColumnClass::number},
    {"mediumint", ColumnClass::number},
    {"int", ColumnClass::number},
    {"bigint", ColumnClass::number},
    {"decimal", ColumnClass::number},
    {"float", ColumnClass::number},
    {"double", ColumnClass::number},
    {"year", ColumnClass::number},
    {"char", ColumnClass::string},
    {"varchar", ColumnClass::string},
    {"tinytext", ColumnClass::string},
    {"text", ColumnClass::string},
    {"mediumtext", ColumnClass::string},
    {"longtext", ColumnClass::string},
    {"set", ColumnClass::string},
    {"uuid", ColumnClass::string},
    {"inet4", ColumnClass::string},
    {"inet6", ColumnClass::string},
    {"xmltype", ColumnClass::string},
    {"enum", ColumnClass::enumeration},
    {"json", ColumnClass::record},
    {"date", ColumnClass::date},
    {"time", ColumnClass::time},
    {"datetime", ColumnClass::time},
    {"timestamp", ColumnClass::time},
    {"bit", ColumnClass::bytes},
    {"binary", ColumnClass::bytes},
    {"varbinary", ColumnClass::bytes},
    {"tinyblob", ColumnClass::bytes},
    {"blob", ColumnClass::bytes},
    {"mediumblob", ColumnClass::bytes},
    {"longblob", ColumnClass::bytes},
    {"geometry", ColumnClass::bytes},
    {"point", ColumnClass::bytes},
    {"linestring", ColumnClass::bytes},
    {"polygon", ColumnClass::bytes},
    {"multipoint", ColumnClass::bytes},
    {"multilinestring", ColumnClass::bytes},
    {"multipolygon", ColumnClass::bytes},
    {"geometrycollection", ColumnClass::bytes},
    {"geomcollection", ColumnClass::bytes},
    {"vector", ColumnClass::array},
    {"bool", ColumnClass::boolean},
    {"boolean", ColumnClass::boolean},
    {"real", ColumnClass::number},
}};

/// What has a table type of its own in the catalogs.
struct NamedType {
    std::string_view type;
    const char* sub_type;
};
constexpr std::array<NamedType, 3> sub_types{
    {{"VIEW", "View"}, {"SYSTEM VIEW", "View"}, {"SEQUENCE", "Sequence"}}};

std::string masked(const std::string& sql, const MappingOptions& options)
{
    return options.mask_literals ? mask_literals(sql) : sql;
}

bool has_labels(const Column& column)
{
    return column.data_type == "enum" || column.data_type == "set";
}

bool says(const std::string& extra, std::string_view word)
{
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    return std::search(extra.begin(), extra.end(), word.begin(), word.end(), same) != extra.end();
}

std::string quote_text(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted.append(c == '\'' || c == '\\' ? 2 : 1, c);
    return quoted + '\'';
}

/// As SQL would write it; empty where there is none, and for NULL, which is what none means.
std::string default_of(const Column& column, bool mariadb)
{
    if (!column.default_text)
        return {};
    if (mariadb)
        return *column.default_text == "NULL" ? std::string() : *column.default_text;
    const bool bare = says(column.extra, "default_generated") || column.data_type == "bit" ||
                      column_class(column) == ColumnClass::number ||
                      column_class(column) == ColumnClass::boolean;
    return bare ? *column.default_text : quote_text(*column.default_text);
}

/// `on update current_timestamp()` is the end of what else there is to say.
std::string on_update(const std::string& extra)
{
    constexpr std::string_view words = "on update ";
    const std::size_t at = extra.find(words);
    return at == std::string::npos ? std::string() : extra.substr(at + words.size());
}

void set(Properties& custom, const std::string& name, const std::string& text)
{
    if (!text.empty())
        custom.emplace(name, text);
}

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

void map_storage(const Table& table, const MappingOptions& options, Properties& custom)
{
    set(custom, "engine", table.engine);
    set(custom, "row_format", table.row_format);
    set(custom, "collation", table.collation);
    set(custom, "system_versioned", table.type == "SYSTEM VERSIONED" ? "true" : "");
    std::string keys;
    for (const UniqueKey& key : table.unique_keys)
        keys += (keys.empty() ? "" : "; ") + key.name + " (" + joined(key.columns) + ')';
    set(custom, "unique_keys", keys);
    if (table.partitioning) {
        const Partitioning& parts = *table.partitioning;
        set(custom, "partitions", std::to_string(parts.count));
        set(custom, "partition_method", parts.method);
        set(custom, "partition_expression", masked(parts.expression, options));
        set(custom, "subpartition_method", parts.sub_method);
        set(custom, "subpartition_expression", masked(parts.sub_expression, options));
    }
    for (const Trigger& trigger : table.triggers)
        set(custom, "trigger " + trigger.name,
            trigger.timing + ' ' + trigger.event + ' ' + masked(trigger.text, options));
}

void map_view(const Table& table, const MappingOptions& options, TableRow& row)
{
    row.custom.emplace("is_view", "True"); // as DataHub's source has it
    set(row.custom, "broken", table.is_broken_view() ? "true" : "");
    row.view = ViewRow{};
    if (!table.view)
        return;
    const ViewEntry& view = *table.view;
    set(row.custom, "definer", view.definer);
    set(row.custom, "sql_security", view.security);
    set(row.custom, "check_option", view.check_option == "NONE" ? "" : view.check_option);
    if (!view.definition.empty())
        row.view->definition = masked(view.definition, options);
    if (options.view_lineage)
        for (const QualifiedName& source : view.sources)
            row.upstreams.push_back({source.database, {}, source.table});
}

} // namespace

ColumnClass column_class(const Column& column)
{
    if (column.native_type.starts_with("tinyint(1)"))
        return ColumnClass::boolean; // what BOOLEAN is spelt as, and MySQL keeps the width of for that reason
                                     // alone
    if (column.json_checked)
        return ColumnClass::record;
    return class_of(classes, column.data_type).value_or(ColumnClass::null);
}

ColumnRow map_column(const Column& column, const Table& table, bool mariadb, const MappingOptions& options)
{
    ColumnRow row;
    row.name = column.name;
    row.type = column_class(column);
    row.native_type = has_labels(column) ? masked(column.native_type, options) : column.native_type;
    row.nullable = column.nullable;
    row.comment = column.comment;
    if (says(column.extra, " generated")) {
        row.generated = says(column.extra, "virtual") ? "virtual" : "stored";
        row.generated_expression = masked(column.expression, options);
    } else
        row.default_expression = masked(default_of(column, mariadb), options);
    if (says(column.extra, "auto_increment"))
        row.identity = "by default";
    set(row.more, "on_update", on_update(column.extra));
    set(row.more, "invisible", says(column.extra, "invisible") ? "true" : "");
    if (column.collation != table.collation)
        set(row.more, "collation", column.collation);
    if (row.type == ColumnClass::array)
        row.element_type = "float";
    return row;
}

TableRow map_table(const QualifiedName& name, const Table& table, bool mariadb, const MappingOptions& options)
{
    TableRow row;
    row.name = {name.database, {}, name.table};
    const auto* type = std::find_if(sub_types.begin(), sub_types.end(),
                                    [&](const NamedType& named) { return named.type == table.type; });
    row.sub_type = type == sub_types.end() ? "Table" : type->sub_type;
    // Of a view it is the word VIEW or why it is broken; Spider keeps passwords of other servers there.
    if (!table.is_view() && table.engine != "SPIDER")
        row.comment = table.comment;
    map_storage(table, options, row.custom);
    for (const Column& column : table.columns)
        row.columns.push_back(map_column(column, table, mariadb, options));
    row.primary_key = table.primary_key;
    for (const ForeignKeyEntry& key : table.foreign_keys)
        row.foreign_keys.push_back(
            {key.name, key.columns, {key.target.database, {}, key.target.table}, key.target_columns});
    if (table.is_view())
        map_view(table, options, row);
    else if (table.type != "SEQUENCE") {
        row.row_count = table.rows;
        row.size_bytes = table.bytes;
    }
    return row;
}

RoutineRow map_routine(const RoutineGroupRow& group, const Routine& routine, const MappingOptions& options)
{
    RoutineRow row{group, routine.name, routine.comment, {}, std::nullopt};
    set(row.custom, "definer", routine.definer);
    set(row.custom, "sql_security", routine.security);
    set(row.custom, "data_access", routine.data_access);
    set(row.custom, "deterministic", routine.deterministic ? "true" : "");
    set(row.custom, "returns", routine.returns);
    if (!routine.definition.empty())
        row.definition = masked(routine.definition, options);
    return row;
}

} // namespace colophon::mysql
