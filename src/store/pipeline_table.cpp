// SPDX-License-Identifier: Apache-2.0
#include "store/pipeline_table.hpp"

#include "store/key.hpp"

namespace colophon::store {

namespace {

const std::string select_pipeline =
    "SELECT name, claims, state, lease_run, lease_holder, lease_since_ms, lease_secret FROM pipeline";

PipelineRecord record_of(const sqlite::Rows& row)
{
    PipelineRecord record{row.string(0), row.natural(1), row.string(2), std::nullopt};
    if (!row.is_null(3))
        record.lease = {row.string(3), row.string(4), row.integer(5), row.string(6)};
    return record;
}

} // namespace

PipelineTable::PipelineTable(sqlite::Database& database)
    : database_(database), by_name_(database, "SELECT no FROM pipeline WHERE name = ?1"),
      insert_(database, "INSERT INTO pipeline (name) VALUES (?1)"),
      set_lease_(database, "UPDATE pipeline SET lease_run = ?2, lease_holder = ?3, lease_since_ms = ?4, "
                           "lease_secret = ?5 WHERE no = ?1"),
      set_state_(database, "UPDATE pipeline SET state = ?2 WHERE no = ?1"),
      count_(database, "UPDATE pipeline SET claims = claims + ?2 WHERE no = ?1"),
      record_(database, select_pipeline + " WHERE name = ?1"),
      all_(database, select_pipeline + " ORDER BY name")
{
}

std::int64_t PipelineTable::number(std::string_view name)
{
    if (const auto known = find(name))
        return *known;
    insert_.run(name);
    const std::int64_t number = database_.last_row();
    if (number > max_pipeline_number)
        throw Error(Errc::internal, "too many pipelines, the store takes " +
                                        std::to_string(max_pipeline_number) + ": " + std::string(name));
    return number;
}

void PipelineTable::set_lease(std::int64_t pipeline, const std::optional<LeaseRecord>& lease)
{
    if (lease)
        set_lease_.run(pipeline, lease->run_id, lease->holder, lease->since_ms, lease->secret_hash);
    else
        set_lease_.run(pipeline, std::nullopt, std::nullopt, std::nullopt, std::nullopt);
}

void PipelineTable::set_state(std::int64_t pipeline, std::string_view json)
{
    set_state_.run(pipeline, json);
}

void PipelineTable::count_claims(std::int64_t pipeline, std::int64_t more)
{
    count_.run(pipeline, more);
}

std::optional<std::int64_t> PipelineTable::find(std::string_view name)
{
    sqlite::Rows rows = by_name_.query(name);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

std::optional<PipelineRecord> PipelineTable::record(std::string_view name)
{
    sqlite::Rows rows = record_.query(name);
    return rows.next() ? std::optional(record_of(rows)) : std::nullopt;
}

std::vector<PipelineRecord> PipelineTable::all()
{
    std::vector<PipelineRecord> records;
    for (sqlite::Rows rows = all_.query(); rows.next();)
        records.push_back(record_of(rows));
    return records;
}

} // namespace colophon::store
