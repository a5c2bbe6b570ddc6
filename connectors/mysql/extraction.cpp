// SPDX-License-Identifier: Apache-2.0
#include "extraction.hpp"

#include "audit.hpp"

#include <algorithm>
#include <array>

namespace colophon::mysql {
namespace {

/// Below the tables that a server keeps open (2,000 unless it is told otherwise), so that the second
/// statement about them opens none again, and below 1,000, where MariaDB makes a join of the list of names
/// and opens all tables that there are. A server lists the whole database for every statement, so a large one
/// is cut into fewer.
std::size_t tables_at_once(std::size_t tables)
{
    return std::clamp<std::size_t>(tables / 50, 250, 900);
}

constexpr std::array<const char*, 3> text_helpers{"view_definitions", "trigger_definitions",
                                                  "routine_definitions"};

const char* routine_type(RoutineKind kind)
{
    return kind == RoutineKind::procedure ? "PROCEDURE" : "FUNCTION";
}

} // namespace

Extraction::Extraction(const Request& request, Connection& connection, Emitter& out, std::stop_token stop)
    : request_(request), connection_(connection), server_(read_server(connection)),
      reader_(connection, server_, [&out](auto subject, auto message) { out.warn(subject, message); }),
      out_(out), stop_(std::move(stop)), describer_(request.source, out)
{
}

bool Extraction::wanted(const std::string& schema, const std::string& table, bool view) const
{
    const bool asked = view ? request_.include_views : request_.include_tables;
    return asked && (view ? request_.views : request_.tables).allows(schema + '.' + table);
}

std::vector<SchemaEntry> Extraction::wanted_schemata()
{
    auto schemata = read_schemata(connection_, server_);
    if (schemata.empty())
        throw Error(Errc::forbidden,
                    "the account sees no database, run what 'colophon grants' prints for this source");
    std::erase_if(schemata, [this](const SchemaEntry& schema) {
        return !request_.databases.allows(schema.name) ||
               (!request_.database.empty() && schema.name != request_.database);
    });
    if (schemata.empty() && !request_.database.empty())
        throw Error(Errc::invalid_argument,
                    "no such database, or the account sees nothing of it: " + request_.database, "database");
    if (schemata.empty())
        throw Error(Errc::invalid_argument, "no database of the server is allowed, check database_pattern",
                    "database_pattern");
    return schemata;
}

std::optional<Tables> Extraction::read_some_tables(const std::string& schema,
                                                   std::span<const std::string> names, std::size_t& taken)
{
    try {
        return reader_.read_tables(schema, names, taken);
    } catch (const DatabaseError& error) {
        // One that is locked or takes too long to open must not take the others along.
        if (error.connection_lost())
            throw;
        if (names.size() == 1) {
            out_.fail(schema + '.' + names.front(), error.what());
            taken = 1;
            return std::nullopt;
        }
        return read_some_tables(schema, names.first(names.size() / 2), taken);
    }
}

void Extraction::emit_table(const QualifiedName& name, const Table& table)
{
    if (!wanted(name.database, name.table, table.is_view()))
        return;
    const std::string full = name.database + '.' + name.table;
    if (table.is_broken_view())
        out_.warn(full, "the view is broken, so its columns are unknown: " + table.comment);
    if (table.is_view() && (!table.view || table.view->definition.empty()) && views_without_text_++ == 0)
        view_without_text_ = full;
    describer_.describe(map_table(name, table, server_.mariadb, request_.mapping));
}

std::size_t Extraction::emit_some_tables(const std::string& schema, std::span<const std::string> names)
{
    std::size_t taken = 0;
    auto tables = read_some_tables(schema, names, taken);
    for (const std::string& name : names.first(tables ? taken : 0)) {
        if (stop_.stop_requested())
            break;
        if (const auto found = tables->extract(name))
            emit_table({schema, name}, found.mapped());
        else
            out_.warn(schema + '.' + name, "left out, it was dropped while the database was read");
    }
    return taken;
}

void Extraction::emit_tables(const std::string& schema, std::span<const std::string> names)
{
    out_.progress(schema, 0, names.size());
    const std::size_t most = tables_at_once(names.size());
    std::size_t piece = most;
    for (std::size_t done = 0; done < names.size() && !stop_.stop_requested();) {
        const std::size_t asked = std::min(piece, names.size() - done);
        const std::size_t taken = emit_some_tables(schema, names.subspan(done, asked));
        // What was too much is asked for again, so wide tables are asked for in smaller numbers from here on.
        piece = taken < asked ? std::max<std::size_t>(taken, 1) : std::min(2 * piece, most);
        done += taken;
        out_.progress(schema, done, names.size());
    }
}

void Extraction::emit_routines(const std::string& schema, RoutineKind kind)
{
    const RoutineGroupRow group{schema, {}, kind};
    bool described = false;
    for (std::string after; !stop_.stop_requested();) {
        auto routines = reader_.read_routines(schema, routine_type(kind), after);
        if (routines.empty())
            return;
        after = routines.back().name;
        std::erase_if(routines, [&](const Routine& routine) {
            return !request_.procedures.allows(schema + '.' + routine.name);
        });
        if (!described && !routines.empty()) {
            describer_.describe(group);
            described = true;
        }
        for (const Routine& routine : routines)
            describer_.describe(map_routine(group, routine, request_.mapping));
    }
}

void Extraction::emit_schema(const SchemaEntry& schema)
{
    Properties custom{{"collation", schema.collation},
                      {"lower_case_table_names", std::to_string(server_.lower_case_names)}};
    describer_.describe(DatabaseRow{schema.name, schema.comment, std::move(custom)});
    auto names = reader_.read_names(schema.name);
    std::erase_if(names, [&](const std::string& name) {
        return !wanted(schema.name, name, false) && !wanted(schema.name, name, true);
    });
    emit_tables(schema.name, names);
    if (!request_.include_routines)
        return;
    emit_routines(schema.name, RoutineKind::procedure);
    emit_routines(schema.name, RoutineKind::function);
}

void Extraction::warn_of_missing_texts()
{
    constexpr const char* advice = "run what 'colophon grants' prints for this source";
    const bool helped = std::all_of(text_helpers.begin(), text_helpers.end(),
                                    [this](const char* name) { return server_.helpers.contains(name); });
    if (!helped)
        out_.warn(server_.account,
                  std::string("definitions of views, triggers and routines are not read, as the "
                              "account may not call the procedures of catalog_meta, ") +
                      advice);
    else if (views_without_text_ > 0)
        out_.warn(view_without_text_, "the definition of this view and of " +
                                          std::to_string(views_without_text_ - 1) +
                                          " others is not told by catalog_meta.view_definitions, " + advice +
                                          " with their databases");
}

void Extraction::run()
{
    const auto scope = read_scope(connection_);
    for (const SchemaEntry& schema : wanted_schemata()) {
        if (stop_.stop_requested())
            return;
        emit_schema(schema);
    }
    warn_of_missing_texts();
    // What the server stops showing looks like what was dropped.
    if (read_scope(connection_) != scope)
        out_.fail(server_.account,
                  "its rights were changed while it read, so what is missing may only be hidden; run again");
}

} // namespace colophon::mysql
