// SPDX-License-Identifier: Apache-2.0
#include "store/run_table.hpp"

#include <algorithm>

namespace colophon::store {

namespace {

constexpr std::size_t max_remembered = 1024;

constexpr const char* add_tally = R"(
    UPDATE run SET
        first_ms = coalesce(first_ms, ?2), last_ms = max(coalesce(last_ms, ?3), ?3),
        first_position = iif(first_position = 0, ?4, first_position),
        last_position = max(last_position, ?5), changed = changed + ?6, unchanged = unchanged + ?7
    WHERE no = ?1)";
const std::string select_run = R"(
    SELECT run_id, pipeline, first_ms, last_ms, first_position, last_position, changed, unchanged, outcome)";
const std::string select_newest = select_run + R"(
    FROM run WHERE run_id <> '' ORDER BY no DESC LIMIT ?1)";
const std::string select_newest_of = select_run + R"(
    FROM run WHERE pipeline = ?2 AND run_id <> '' ORDER BY no DESC LIMIT ?1)";
const std::string select_one = select_run + R"(, report
    FROM run WHERE no = ?1)";
constexpr const char* select_newest_id = R"(
    SELECT no FROM run WHERE run_id = ?1 ORDER BY no DESC LIMIT 1)";
constexpr const char* touch_run = R"(
    UPDATE run SET first_ms = coalesce(first_ms, ?2), last_ms = max(coalesce(last_ms, ?2), ?2) WHERE no = ?1)";
constexpr const char* set_report = R"(
    UPDATE run SET report = ?2,
        outcome = iif(json_valid(?2), iif(json_type(?2, '$.outcome') = 'text', json_extract(?2, '$.outcome'), ''), '')
    WHERE no = ?1)";

RunRecord record_of(const sqlite::Rows& row)
{
    RunRecord record{row.string(0),  row.string(1),  row.integer(2), row.integer(3),
                     row.natural(4), row.natural(5), row.natural(6), row.natural(7)};
    record.outcome = row.string(8);
    return record;
}

} // namespace

RunTable::RunTable(sqlite::Database& database)
    : database_(database), by_name_(database, "SELECT no FROM run WHERE run_id = ?1 AND pipeline = ?2"),
      by_number_(database, "SELECT run_id, pipeline FROM run WHERE no = ?1"),
      insert_(database, "INSERT INTO run (run_id, pipeline) VALUES (?1, ?2)"), add_(database, add_tally),
      touch_(database, touch_run), report_(database, set_report), newest_(database, select_newest),
      newest_of_(database, select_newest_of), newest_id_(database, select_newest_id),
      one_(database, select_one)
{
}

std::optional<std::int64_t> RunTable::number(const SystemMetadata& system)
{
    if (system.run_id.empty() && system.pipeline_name.empty())
        return std::nullopt;
    if (last_ && last_->first.run_id == system.run_id && last_->first.pipeline == system.pipeline_name)
        return last_->second;
    std::int64_t number = find(system.run_id, system.pipeline_name).value_or(0);
    if (number == 0) {
        insert_.run(system.run_id, system.pipeline_name);
        number = database_.last_row();
    }
    last_ = {{system.run_id, system.pipeline_name}, number};
    return number;
}

void RunTable::add(const Tallies& tallies)
{
    for (const auto& [number, tally] : tallies)
        add_.run(number, tally.first_ms, tally.last_ms, tally.first_position, tally.last_position,
                 tally.changed, tally.unchanged);
}

void RunTable::touch(std::int64_t number, std::int64_t time_ms)
{
    touch_.run(number, time_ms);
}

void RunTable::report(std::int64_t number, std::string_view json)
{
    report_.run(number, json);
}

void RunTable::name(std::optional<std::int64_t> number, SystemMetadata& system)
{
    if (!number)
        return;
    auto known = names_.find(*number);
    if (known == names_.end()) {
        if (names_.size() >= max_remembered)
            names_.clear();
        Names names;
        if (sqlite::Rows rows = by_number_.query(*number); rows.next())
            names = {rows.string(0), rows.string(1)};
        known = names_.emplace(*number, std::move(names)).first;
    }
    system.run_id = known->second.run_id;
    system.pipeline_name = known->second.pipeline;
}

std::vector<RunRecord> RunTable::newest(std::size_t limit, std::string_view pipeline)
{
    std::vector<RunRecord> found;
    const auto count = static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
    sqlite::Rows rows = pipeline.empty() ? newest_.query(count) : newest_of_.query(count, pipeline);
    while (rows.next())
        found.push_back(record_of(rows));
    return found;
}

std::optional<std::int64_t> RunTable::find(std::string_view run_id, std::string_view pipeline)
{
    sqlite::Rows rows = by_name_.query(run_id, pipeline);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

std::optional<std::int64_t> RunTable::find_newest(std::string_view run_id)
{
    sqlite::Rows rows = newest_id_.query(run_id);
    return rows.next() ? std::optional(rows.integer(0)) : std::nullopt;
}

std::optional<RunRecord> RunTable::record(std::int64_t number)
{
    sqlite::Rows rows = one_.query(number);
    if (!rows.next())
        return std::nullopt;
    RunRecord record = record_of(rows);
    record.report_json = rows.string(9);
    return record;
}

void RunTable::forget()
{
    last_.reset();
    names_.clear();
}

} // namespace colophon::store
