// SPDX-License-Identifier: Apache-2.0
#include "store/copy_check.hpp"

#include "store/schema.hpp"

#include <algorithm>

namespace colophon::store {

namespace {

using sqlite::Access;
using sqlite::Database;
using sqlite::Statement;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why)
{
    throw Error(Errc::invalid_argument,
                "the backup's " + file.filename().string() + " is none of Colophon's: " + why);
}

/// Nothing else may have a program of its own in it; a virtual table has no root page.
void refuse_programs(Database& database, const std::filesystem::path& file)
{
    if (database.integer("SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index') "
                         "OR (type = 'table' AND rootpage = 0)") > 0)
        refuse(file, "it holds triggers, views or virtual tables");
}

void check_pages(Database& database, const std::filesystem::path& file)
{
    const std::string finding = database.text("PRAGMA integrity_check(1)");
    if (finding != "ok")
        throw Error(Errc::invalid_argument,
                    "the backup's " + file.filename().string() + " is damaged, use another one: " + finding);
}

/// What SQLite cannot even open is damaged, not a failure of ours.
template <class Look> auto looking(const std::filesystem::path& file, const Look& look)
{
    try {
        Database database(file, Access::read_write);
        return look(database);
    } catch (const sqlite::DiskFailure& failure) {
        throw Error(Errc::invalid_argument, "the backup's " + file.filename().string() +
                                                " is damaged, use another one: " + failure.what());
    }
}

} // namespace

CopyFacts check_catalog_copy(const std::filesystem::path& file)
{
    return looking(file, [&](Database& database) {
        check_owner(database);
        refuse_programs(database, file);
        CopyFacts facts;
        facts.schema = database.integer("PRAGMA user_version");
        if (schema_objects(database) != schema_objects_of_version(facts.schema))
            refuse(file,
                   "its tables are others than those of schema version " + std::to_string(facts.schema));
        check_pages(database, file);
        facts.position = static_cast<Position>(database.integer("SELECT max(position) FROM change"));
        facts.entities =
            static_cast<std::uint64_t>(database.integer("SELECT value FROM counter WHERE name = 'entities'"));
        return facts;
    });
}

void check_copy(const std::filesystem::path& file, std::span<const std::string_view> tables)
{
    looking(file, [&](Database& database) {
        refuse_programs(database, file);
        Statement names(database, "SELECT name FROM sqlite_schema WHERE type = 'table'");
        for (auto rows = names.query(); rows.next();)
            if (std::find(tables.begin(), tables.end(), rows.text(0)) == tables.end())
                refuse(file, "it holds tables that it should not");
        check_pages(database, file);
        return 0;
    });
}

} // namespace colophon::store
