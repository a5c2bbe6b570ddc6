// SPDX-License-Identifier: Apache-2.0
#include "store/timeseries_table.hpp"

#include "store/key.hpp"

#include <algorithm>

namespace colophon::store {

namespace {

constexpr const char* select_bucket = R"(
    SELECT iif(json_valid(?1), json_extract(?1, '$.eventGranularity', '$.messageId', '$.partitionSpec'), '')
)";

} // namespace

TimeseriesTable::TimeseriesTable(sqlite::Database& database)
    : database_(database), bucket_(database, select_bucket),
      at_(database, "SELECT id, json FROM timeseries WHERE key = ?1 AND timestamp_ms = ?2 AND bucket = ?3"),
      observe_(
          database,
          "UPDATE timeseries SET shared = shared OR run IS NOT ?2, run = ?2, observed_ms = ?3 WHERE id = ?1"),
      insert_(database, "INSERT INTO timeseries (key, timestamp_ms, bucket, actor, run, observed_ms, "
                        "properties, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      update_(database, "UPDATE timeseries SET actor = ?2, run = ?3, observed_ms = ?4, properties = ?5, "
                        "json = ?6, shared = 0 WHERE id = ?1"),
      erase_(database, "DELETE FROM timeseries WHERE key BETWEEN ?1 AND ?2"),
      erase_of_run_(database, "DELETE FROM timeseries WHERE key = ?1 AND run = ?2 AND NOT shared"),
      any_(database, "SELECT 1 FROM timeseries WHERE key = ?1 LIMIT 1"),
      find_(database, "SELECT timestamp_ms, run, observed_ms, properties, json FROM timeseries WHERE "
                      "key = ?1 AND timestamp_ms BETWEEN ?2 AND ?3 ORDER BY timestamp_ms DESC, bucket DESC "
                      "LIMIT ?4")
{
}

bool TimeseriesTable::put(std::int64_t key, std::int64_t timestamp_ms, std::string_view json,
                          const Stamp& stamp)
{
    std::string bucket;
    if (sqlite::Rows rows = bucket_.query(json); rows.next())
        bucket = rows.string(0);
    std::optional<std::int64_t> id;
    bool equal = false;
    {
        sqlite::Rows rows = at_.query(key, timestamp_ms, bucket);
        if (rows.next()) {
            id = rows.integer(0);
            equal = rows.text(1) == json;
        }
    }
    if (!id)
        insert_.run(key, timestamp_ms, bucket, stamp.actor, stamp.run, stamp.observed_ms, stamp.properties,
                    json);
    else if (equal)
        observe_.run(*id, stamp.run, stamp.observed_ms);
    else
        update_.run(*id, stamp.actor, stamp.run, stamp.observed_ms, stamp.properties, json);
    return !equal;
}

bool TimeseriesTable::erase_aspect(std::int64_t key)
{
    erase_.run(key, key);
    return database_.changed_rows() > 0;
}

bool TimeseriesTable::erase_of_run(std::int64_t key, std::int64_t run)
{
    erase_of_run_.run(key, run);
    return database_.changed_rows() > 0;
}

bool TimeseriesTable::any(std::int64_t key)
{
    return any_.query(key).next();
}

void TimeseriesTable::erase(std::int64_t entity)
{
    erase_.run(first_key(entity), last_key(entity));
}

std::vector<TimeseriesTable::Row> TimeseriesTable::find(std::int64_t key, const TimeseriesRange& range)
{
    std::vector<Row> found;
    const auto limit = static_cast<std::int64_t>(std::min<std::size_t>(range.limit, INT32_MAX));
    for (sqlite::Rows rows = find_.query(key, range.from_ms, range.to_ms, limit); rows.next();) {
        Row row;
        row.point.timestamp_ms = rows.integer(0);
        if (!rows.is_null(1))
            row.run = rows.integer(1);
        row.point.system.last_observed_ms = rows.integer(2);
        row.point.system.properties_json = rows.string(3);
        row.point.json = rows.string(4);
        found.push_back(std::move(row));
    }
    return found;
}

} // namespace colophon::store
