// SPDX-License-Identifier: Apache-2.0
#include "store/aspect_table.hpp"

#include "store/key.hpp"

namespace colophon::store {

namespace {

constexpr const char* select_latest = R"(
    SELECT version, iif(seen.key IS NULL, aspect.run, seen.run),
        coalesce(seen.observed_ms, aspect.observed_ms), json
    FROM aspect LEFT JOIN observation AS seen ON seen.key = aspect.key WHERE aspect.key = ?1)";
constexpr const char* insert_first = R"(
    INSERT INTO aspect (key, version, position, created_ms, actor, run, observed_ms, properties, json)
    VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))";
constexpr const char* update_latest = R"(
    UPDATE aspect SET version = ?2, position = ?3, created_ms = ?4, actor = ?5, run = ?6, observed_ms = ?7,
        properties = ?8, json = ?9
    WHERE key = ?1)";
constexpr const char* keep_latest = R"(
    INSERT INTO history (position, key, version, created_ms, actor, run, observed_ms, properties, json)
    SELECT position, aspect.key, version, created_ms, actor, iif(seen.key IS NULL, aspect.run, seen.run),
        coalesce(seen.observed_ms, aspect.observed_ms), properties, json
    FROM aspect LEFT JOIN observation AS seen ON seen.key = aspect.key WHERE aspect.key = ?1)";

} // namespace

AspectTable::AspectTable(sqlite::Database& database, std::uint64_t history)
    : history_(history), latest_(database, select_latest),
      observe_(database, "INSERT OR REPLACE INTO observation (key, run, observed_ms) VALUES (?1, ?2, ?3)"),
      insert_(database, insert_first), update_(database, update_latest), keep_old_(database, keep_latest),
      trim_(database, "DELETE FROM history WHERE key = ?1 AND version <= ?2"),
      erase_latest_(database, "DELETE FROM aspect WHERE key BETWEEN ?1 AND ?2"),
      erase_history_(database, "DELETE FROM history WHERE key BETWEEN ?1 AND ?2"),
      erase_observations_(database, "DELETE FROM observation WHERE key BETWEEN ?1 AND ?2")
{
}

bool AspectTable::exists(std::int64_t key)
{
    sqlite::Rows rows = latest_.query(key);
    return rows.next() && !rows.is_null(3);
}

std::optional<std::uint64_t> AspectTable::put(std::int64_t key, std::string_view json, const Stamp& stamp)
{
    std::uint64_t version = 0;
    {
        sqlite::Rows rows = latest_.query(key);
        if (rows.next()) {
            version = rows.natural(0);
            if (!rows.is_null(3) && rows.text(3) == json) {
                // A replay within one run finds its own mark: nothing is left to write.
                const bool observed = !rows.is_null(1) == stamp.run.has_value() &&
                                      rows.integer(1) == stamp.run.value_or(0) &&
                                      rows.integer(2) == stamp.observed_ms;
                if (!observed)
                    observe_.run(key, stamp.run, stamp.observed_ms);
                return std::nullopt;
            }
        }
    }
    if (version == 0)
        insert_.run(key, stamp.position, stamp.time_ms, stamp.actor, stamp.run, stamp.observed_ms,
                    stamp.properties, json);
    else
        supersede(key, version + 1, json, stamp);
    return version + 1;
}

std::optional<std::uint64_t> AspectTable::remove(std::int64_t key, const Stamp& stamp)
{
    std::uint64_t version = 0;
    {
        sqlite::Rows rows = latest_.query(key);
        if (!rows.next() || rows.is_null(3))
            return std::nullopt;
        version = rows.natural(0) + 1;
    }
    supersede(key, version, std::nullopt, stamp);
    return version;
}

void AspectTable::erase(std::int64_t entity)
{
    erase_latest_.run(first_key(entity), last_key(entity));
    erase_history_.run(first_key(entity), last_key(entity));
    erase_observations_.run(first_key(entity), last_key(entity));
}

void AspectTable::supersede(std::int64_t key, std::uint64_t version, std::optional<std::string_view> json,
                            const Stamp& stamp)
{
    if (history_ != 1)
        keep_old_.run(key);
    erase_observations_.run(key, key);
    update_.run(key, version, stamp.position, stamp.time_ms, stamp.actor, stamp.run, stamp.observed_ms,
                stamp.properties, json);
    if (history_ != 0 && version > history_)
        trim_.run(key, version - history_);
}

} // namespace colophon::store
