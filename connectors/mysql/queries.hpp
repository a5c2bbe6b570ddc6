// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

/// Every statement that reads metadata. MariaDB answers from information_schema by opening tables, so each
/// names one database, which it then looks up, and the tables that it is about, of which it then opens no
/// other.
namespace colophon::mysql::queries {

/// name, collation, comment
std::string schemata(bool mariadb);
/// name; of everything that stands in FROM, unordered
std::string table_names(const std::string& schema);
/// routine name; of those procedures that tell definitions and may be called
std::string helpers();
/// routine name; of everything in catalog_meta that may be called
std::string callable_helpers();

/// table, name, data type, column type, is nullable, default, extra, generation expression, collation,
/// comment; by table and position
std::string columns(const std::string& schema, std::span<const std::string> tables);
/// table, type, engine, row format, collation, comment, create options, rows, bytes
std::string tables(const std::string& schema, std::span<const std::string> tables);
/// table, index, column or null; of unique indexes, by table, index and position
std::string unique_keys(const std::string& schema, std::span<const std::string> tables);
/// table, constraint, column, target schema, target table, target column; by table, constraint and position
std::string foreign_keys(const std::string& schema, std::span<const std::string> tables);
/// table, method, expression, subpartition method, its expression, number of partitions
std::string partitions(const std::string& schema, std::span<const std::string> tables);
/// table, check clause
std::string checks(const std::string& schema, std::span<const std::string> tables);
/// view, definer, security, check option, definition (empty where the account may not have it)
std::string views(const std::string& schema, std::span<const std::string> tables);
/// view, schema, table that it reads; MySQL only
std::string view_sources(const std::string& schema, std::span<const std::string> tables);
/// table, trigger, timing, event, text
std::string triggers(const std::string& schema, std::span<const std::string> tables);
/// name, definer, security, data access, is deterministic, type returned, comment, definition; by name
std::string routines(const std::string& schema, const std::string& type, const std::string& after,
                     int at_most);

/// The same through the procedures: those of views and triggers tell all that lie between two names, ends
/// included.
std::string helper_views(const std::string& schema, std::span<const std::string> tables);
std::string helper_triggers(const std::string& schema, std::span<const std::string> tables);
std::string helper_routines(const std::string& schema, const std::string& type, const std::string& after,
                            int at_most);

} // namespace colophon::mysql::queries
