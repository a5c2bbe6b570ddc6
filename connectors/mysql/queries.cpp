// SPDX-License-Identifier: Apache-2.0
#include "queries.hpp"

#include "sql_tokens.hpp"

namespace colophon::mysql::queries {
namespace {

/// A name as the catalogs have it.
std::string name_text(const std::string& name)
{
    return "CONVERT(" + hex_literal(name) + " USING utf8mb3)";
}

/// The equality is what the server looks up; it may pay no regard to case, so the bytes are compared too.
std::string in_schema(const std::string& column, const std::string& schema)
{
    return column + " = " + name_text(schema) + " AND CAST(" + column +
           " AS BINARY) = " + hex_literal(schema);
}

/// Judged by the names alone, before a table is opened.
std::string among(const std::string& column, std::span<const std::string> names)
{
    std::string sql = " AND CAST(" + column + " AS BINARY) IN (";
    for (const std::string& name : names)
        sql += (sql.back() == '(' ? "" : ",") + hex_literal(name);
    return sql + ')';
}

std::string of_tables(const std::string& schema, std::span<const std::string> tables)
{
    return in_schema("table_schema", schema) + among("table_name", tables);
}

std::string call(const std::string& procedure, const std::string& schema, const std::string& more)
{
    return "CALL catalog_meta." + procedure + "(" + name_text(schema) + ", " + more + ")";
}

std::string paging(const std::string& type, const std::string& after, int at_most)
{
    return "'" + type + "', " + hex_literal(after) + ", " + std::to_string(at_most);
}

} // namespace

std::string schemata(bool mariadb)
{
    return std::string("SELECT schema_name, default_collation_name, ") + (mariadb ? "schema_comment" : "''") +
           " FROM information_schema.schemata";
}

std::string table_names(const std::string& schema)
{
    return "SELECT table_name FROM information_schema.tables WHERE " + in_schema("table_schema", schema);
}

std::string helpers()
{
    return "SELECT routine_name FROM information_schema.routines WHERE routine_schema = 'catalog_meta' AND "
           "routine_type = 'PROCEDURE' AND security_type = 'DEFINER'";
}

std::string callable_helpers()
{
    return "SELECT routine_name FROM information_schema.routines WHERE routine_schema = 'catalog_meta' ORDER "
           "BY "
           "routine_name";
}

std::string columns(const std::string& schema, std::span<const std::string> tables)
{
    return "SELECT table_name, column_name, data_type, column_type, is_nullable, column_default, extra, "
           "generation_expression, collation_name, column_comment FROM information_schema.columns WHERE " +
           of_tables(schema, tables) + " ORDER BY CAST(table_name AS BINARY), ordinal_position";
}

std::string tables(const std::string& schema, std::span<const std::string> tables)
{
    return "SELECT table_name, table_type, engine, row_format, table_collation, table_comment, "
           "create_options, "
           "table_rows, data_length + index_length FROM information_schema.tables WHERE " +
           of_tables(schema, tables);
}

std::string unique_keys(const std::string& schema, std::span<const std::string> tables)
{
    return "SELECT table_name, index_name, column_name FROM information_schema.statistics WHERE non_unique = "
           "0 AND " +
           of_tables(schema, tables) +
           " ORDER BY CAST(table_name AS BINARY), CAST(index_name AS BINARY), seq_in_index";
}

std::string foreign_keys(const std::string& schema, std::span<const std::string> tables)
{
    return "SELECT table_name, constraint_name, column_name, referenced_table_schema, referenced_table_name, "
           "referenced_column_name FROM information_schema.key_column_usage WHERE referenced_table_name IS "
           "NOT NULL "
           "AND " +
           of_tables(schema, tables) +
           " ORDER BY CAST(table_name AS BINARY), CAST(constraint_name AS BINARY), ordinal_position";
}

std::string partitions(const std::string& schema, std::span<const std::string> tables)
{
    return "SELECT table_name, MIN(partition_method), MIN(partition_expression), MIN(subpartition_method), "
           "MIN(subpartition_expression), COUNT(DISTINCT partition_name) FROM information_schema.partitions "
           "WHERE " +
           of_tables(schema, tables) + " GROUP BY table_name";
}

std::string checks(const std::string& schema, std::span<const std::string> tables)
{
    return "SELECT table_name, check_clause FROM information_schema.check_constraints WHERE " +
           in_schema("constraint_schema", schema) + among("table_name", tables);
}

std::string views(const std::string& schema, std::span<const std::string> tables)
{
    return "SELECT table_name, definer, security_type, check_option, view_definition FROM "
           "information_schema.views "
           "WHERE " +
           of_tables(schema, tables);
}

std::string view_sources(const std::string& schema, std::span<const std::string> tables)
{
    return "SELECT view_name, table_schema, table_name FROM information_schema.view_table_usage WHERE " +
           in_schema("view_schema", schema) + among("view_name", tables);
}

std::string triggers(const std::string& schema, std::span<const std::string> tables)
{
    return "SELECT event_object_table, trigger_name, action_timing, event_manipulation, action_statement "
           "FROM "
           "information_schema.triggers WHERE " +
           in_schema("event_object_schema", schema) + among("event_object_table", tables) +
           " ORDER BY CAST(event_object_table AS BINARY), CAST(trigger_name AS BINARY)";
}

std::string routines(const std::string& schema, const std::string& type, const std::string& after,
                     int at_most)
{
    return "SELECT routine_name, definer, security_type, sql_data_access, is_deterministic, dtd_identifier, "
           "routine_comment, routine_definition FROM information_schema.routines WHERE " +
           in_schema("routine_schema", schema) + " AND routine_type = '" + type +
           "' AND CAST(routine_name AS BINARY) > " + hex_literal(after) +
           " ORDER BY CAST(routine_name AS BINARY) LIMIT " + std::to_string(at_most);
}

std::string helper_views(const std::string& schema, std::span<const std::string> tables)
{
    return call("view_definitions", schema, hex_literal(tables.front()) + ", " + hex_literal(tables.back()));
}

std::string helper_triggers(const std::string& schema, std::span<const std::string> tables)
{
    return call("trigger_definitions", schema,
                hex_literal(tables.front()) + ", " + hex_literal(tables.back()));
}

std::string helper_routines(const std::string& schema, const std::string& type, const std::string& after,
                            int at_most)
{
    return call("routine_definitions", schema, paging(type, after, at_most));
}

} // namespace colophon::mysql::queries
