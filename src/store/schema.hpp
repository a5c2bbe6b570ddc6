// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/sqlite.hpp"

#include <string>
#include <vector>

namespace colophon::store {

/// The schema that this build reads and writes, kept in the file as `user_version`.
inline constexpr std::int64_t schema_version = 2;

/// How much of the file is looked at before it is used.
enum class Check {
    schema, ///< the header and the schema: the file was closed well
    pages   ///< every page too, where the file is small enough for that to take a fraction of a second
};

/// Checks that the file is ours and whole, turns the write-ahead log on and brings the schema forward, each
/// step in a transaction of its own. Throws Error: invalid_argument (another program's file, or a newer
/// schema), internal (damaged).
void prepare_schema(sqlite::Database& database, Check check);

/// Throws Error (invalid_argument) for another program's database, and for one of a newer schema.
void check_owner(sqlite::Database& database);

/// Type, name and table of everything in a database, sorted; and what a database of a schema version has.
std::vector<std::string> schema_objects(sqlite::Database& database);
std::vector<std::string> schema_objects_of_version(std::int64_t version);

} // namespace colophon::store
