// SPDX-License-Identifier: Apache-2.0
#include "store/aspect_table.hpp"

#include "store/key.hpp"

namespace colophon::store {

AspectTable::AspectTable(sqlite::Database& database, std::uint64_t history)
    : history_(history),
      latest_(database, "SELECT version, run, observed_ms, json FROM aspect WHERE key = ?1"),
      observe_(database, "UPDATE aspect SET run = ?2, observed_ms = ?3 WHERE key = ?1"),
      insert_(database, "INSERT INTO aspect (key, version, position, created_ms, actor, run, observed_ms, "
                        "properties, json) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      update_(database, "UPDATE aspect SET version = ?2, position = ?3, created_ms = ?4, actor = ?5, "
                        "run = ?6, observed_ms = ?7, properties = ?8, json = ?9 WHERE key = ?1"),
      keep_old_(database, "INSERT INTO history (position, key, version, created_ms, actor, run, observed_ms, "
                          "properties, json) SELECT position, key, version, created_ms, actor, run, "
                          "observed_ms, properties, json FROM aspect WHERE key = ?1"),
      trim_(database, "DELETE FROM history WHERE key = ?1 AND version <= ?2"),
      erase_latest_(database, "DELETE FROM aspect WHERE key BETWEEN ?1 AND ?2"),
      erase_history_(database, "DELETE FROM history WHERE key BETWEEN ?1 AND ?2")
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
                    observe(key, stamp);
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
}

void AspectTable::observe(std::int64_t key, const Stamp& stamp)
{
    observe_.run(key, stamp.run, stamp.observed_ms);
}

void AspectTable::supersede(std::int64_t key, std::uint64_t version, std::optional<std::string_view> json,
                            const Stamp& stamp)
{
    if (history_ != 1)
        keep_old_.run(key);
    update_.run(key, version, stamp.position, stamp.time_ms, stamp.actor, stamp.run, stamp.observed_ms,
                stamp.properties, json);
    if (history_ != 0 && version > history_)
        trim_.run(key, version - history_);
}

} // namespace colophon::store
