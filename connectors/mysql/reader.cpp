// SPDX-License-Identifier: Apache-2.0
#include "reader.hpp"

#include "queries.hpp"

#include <algorithm>
#include <array>

namespace colophon::mysql {
namespace {

/// How much is held before it is emitted: some twenty megabytes.
constexpr std::size_t columns_at_once = 30'000;
constexpr int routines_at_once = 200;

constexpr std::array<std::string_view, 6> system_schemata{
    "information_schema", "mysql", "performance_schema", "sys", "catalog_meta", "ndbinfo"};

Column column_of(const Row& row)
{
    Column column;
    column.name = row.text(1);
    column.data_type = row.text(2);
    column.native_type = row.text(3);
    column.nullable = row.flag(4);
    if (!row.null(5))
        column.default_text = row.text(5);
    column.extra = row.text(6);
    column.expression = row.text(7);
    column.collation = row.text(8);
    column.comment = row.text(9);
    return column;
}

void set_storage(Table& table, const Row& row)
{
    table.type = row.text(1);
    table.engine = row.text(2);
    table.row_format = row.text(3);
    table.collation = row.text(4);
    table.comment = row.text(5);
    table.partitioned = row.raw(6).find("partitioned") != std::string_view::npos;
    if (!row.null(7))
        table.rows = row.integer(7);
    if (!row.null(8))
        table.bytes = row.integer(8);
}

void add_unique_key(Table& table, const Row& row)
{
    const std::string column = row.null(2) ? "…" : row.text(2);
    if (row.raw(1) == "PRIMARY") {
        table.primary_key.push_back(column);
        return;
    }
    const std::string name = row.text(1);
    if (table.unique_keys.empty() || table.unique_keys.back().name != name)
        table.unique_keys.push_back({name, {}});
    table.unique_keys.back().columns.push_back(column);
}

void add_foreign_key(Table& table, const Row& row)
{
    const std::string name = row.text(1);
    if (table.foreign_keys.empty() || table.foreign_keys.back().name != name)
        table.foreign_keys.push_back({name, {}, {row.text(3), row.text(4)}, {}});
    table.foreign_keys.back().columns.push_back(row.text(2));
    table.foreign_keys.back().target_columns.push_back(row.text(5));
}

Routine routine_of(const Row& row)
{
    return {row.text(0), row.text(1), row.text(2), row.text(3),
            row.flag(4), row.text(5), row.text(6), row.text(7)};
}

/// Hands the table that the first member of a row names to `visit`, where it is one of ours.
template <class Visit> Connection::Visit for_table(Tables& tables, Visit visit)
{
    return [&tables, visit](const Row& row) {
        if (const auto found = tables.find(row.text(0)); found != tables.end())
            visit(found->second, row);
    };
}

/// The names of those tables that are asked about further; nothing is asked about none.
template <class Is> std::vector<std::string> names_of(const Tables& tables, Is is)
{
    std::vector<std::string> names;
    for (const auto& [name, table] : tables)
        if (is(table))
            names.push_back(name);
    return names;
}

} // namespace

ServerFacts read_server(Connection& connection)
{
    ServerFacts server;
    server.mariadb = connection.version().mariadb;
    server.version = connection.version().text;
    connection.query("SELECT CURRENT_USER(), @@lower_case_table_names", [&](const Row& row) {
        server.account = row.text(0);
        server.lower_case_names = row.integer(1);
    });
    connection.query(queries::helpers(), [&](const Row& row) { server.helpers.insert(row.text(0)); });
    return server;
}

std::vector<SchemaEntry> read_schemata(Connection& connection, const ServerFacts& server)
{
    std::vector<SchemaEntry> schemata;
    connection.query(queries::schemata(server.mariadb), [&](const Row& row) {
        if (std::find(system_schemata.begin(), system_schemata.end(), row.raw(0)) == system_schemata.end())
            schemata.push_back({row.text(0), row.text(1), row.text(2)});
    });
    std::sort(schemata.begin(), schemata.end(),
              [](const SchemaEntry& a, const SchemaEntry& b) { return a.name < b.name; });
    return schemata;
}

Reader::Reader(Connection& connection, const ServerFacts& server, Warn warn)
    : connection_(connection), server_(server), warn_(std::move(warn))
{
}

std::vector<std::string> Reader::read_names(const std::string& schema)
{
    std::vector<std::string> names;
    connection_.query(queries::table_names(schema), [&](const Row& row) { names.push_back(row.text(0)); });
    std::sort(names.begin(), names.end());
    return names;
}

void Reader::read_columns(const std::string& schema, std::span<const std::string> names, Tables& tables,
                          std::size_t& taken)
{
    std::size_t columns = 0;
    std::string last;
    bool full = false;
    // They come table by table, so whatever came before the one that is too much came whole.
    connection_.query(queries::columns(schema, names), [&](const Row& row) {
        if (std::string name = row.text(0); name != last) {
            full = full || columns >= columns_at_once;
            last = std::move(name);
            if (full)
                taken = std::min(
                    taken, static_cast<std::size_t>(std::ranges::lower_bound(names, last) - names.begin()));
        }
        if (full)
            return;
        tables[last].columns.push_back(column_of(row));
        ++columns;
    });
}

void Reader::read_storage(const std::string& schema, std::span<const std::string> names, Tables& tables)
{
    Tables found;
    connection_.query(queries::tables(schema, names), [&](const Row& row) {
        const std::string name = row.text(0);
        auto known = tables.extract(name);
        Table& table = known ? found.insert(std::move(known)).position->second : found[name];
        set_storage(table, row);
    });
    // What has columns and no table was dropped in between; what has a table and no columns is a broken view.
    tables = std::move(found);
}

void Reader::read_keys(const std::string& schema, std::span<const std::string> names, Tables& tables)
{
    connection_.query(queries::unique_keys(schema, names), for_table(tables, add_unique_key));
    connection_.query(queries::foreign_keys(schema, names), for_table(tables, add_foreign_key));
}

void Reader::read_partitions(const std::string& schema, Tables& tables)
{
    const auto names = names_of(tables, [](const Table& table) { return table.partitioned; });
    if (names.empty())
        return;
    connection_.query(queries::partitions(schema, names), for_table(tables, [](Table& table, const Row& row) {
                          table.partitioning = Partitioning{row.text(1), row.text(2), row.text(3),
                                                            row.text(4), row.integer(5)};
                      }));
}

void Reader::read_json_checks(const std::string& schema, Tables& tables)
{
    const auto may_be_json = [](const Column& column) {
        return column.data_type == "longtext" && column.collation == "utf8mb4_bin";
    };
    const auto names = names_of(tables, [&](const Table& table) {
        return std::any_of(table.columns.begin(), table.columns.end(), may_be_json);
    });
    if (!server_.mariadb || names.empty())
        return;
    connection_.query(queries::checks(schema, names), for_table(tables, [&](Table& table, const Row& row) {
                          for (Column& column : table.columns)
                              if (may_be_json(column) && row.raw(1) == "json_valid(`" + column.name + "`)")
                                  column.json_checked = true;
                      }));
}

void Reader::query_texts(const char* helper, const std::string& through_helper, const std::string& directly,
                         const Connection::Visit& visit)
{
    if (server_.helpers.contains(helper) && !broken_helpers_.contains(helper))
        try {
            connection_.query(through_helper, visit);
            return;
        } catch (const DatabaseError& error) {
            if (error.connection_lost())
                throw;
            broken_helpers_.insert(helper);
            warn_(std::string("catalog_meta.") + helper,
                  std::string("the procedure fails, run what 'colophon grants' prints again: ") +
                      error.what());
        }
    connection_.query(directly, visit);
}

void Reader::read_views(const std::string& schema, Tables& tables)
{
    const auto names = names_of(tables, [](const Table& table) { return table.is_view(); });
    if (names.empty())
        return;
    query_texts("view_definitions", queries::helper_views(schema, names), queries::views(schema, names),
                for_table(tables, [this](Table& table, const Row& row) {
                    table.view = ViewEntry{row.text(1), row.text(2), row.text(3), row.text(4), {}};
                    if (server_.mariadb)
                        table.view->sources = view_sources(table.view->definition);
                }));
    if (!server_.mariadb)
        connection_.query(queries::view_sources(schema, names),
                          for_table(tables, [](Table& table, const Row& row) {
                              if (table.view)
                                  table.view->sources.push_back({row.text(1), row.text(2)});
                          }));
}

void Reader::read_triggers(const std::string& schema, std::span<const std::string> names, Tables& tables)
{
    query_texts("trigger_definitions", queries::helper_triggers(schema, names),
                queries::triggers(schema, names), for_table(tables, [](Table& table, const Row& row) {
                    table.triggers.push_back({row.text(1), row.text(2), row.text(3), row.text(4)});
                }));
}

Tables Reader::read_tables(const std::string& schema, std::span<const std::string> names, std::size_t& taken)
{
    Tables tables;
    taken = names.size();
    read_columns(schema, names, tables, taken);
    const auto complete = names.first(taken);
    read_storage(schema, complete, tables);
    if (tables.empty())
        return tables;
    read_keys(schema, complete, tables);
    read_partitions(schema, tables);
    read_json_checks(schema, tables);
    read_views(schema, tables);
    read_triggers(schema, complete, tables);
    return tables;
}

std::vector<Routine> Reader::read_routines(const std::string& schema, const std::string& type,
                                           const std::string& after)
{
    std::vector<Routine> routines;
    query_texts("routine_definitions", queries::helper_routines(schema, type, after, routines_at_once),
                queries::routines(schema, type, after, routines_at_once),
                [&](const Row& row) { routines.push_back(routine_of(row)); });
    return routines;
}

} // namespace colophon::mysql
