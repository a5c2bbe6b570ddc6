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
constexpr const char* select_newest = R"(
    SELECT run_id, pipeline, first_ms, last_ms, first_position, last_position, changed, unchanged
    FROM run WHERE run_id <> '' ORDER BY no DESC LIMIT ?1)";

} // namespace

RunTable::RunTable(sqlite::Database& database)
    : database_(database), by_name_(database, "SELECT no FROM run WHERE run_id = ?1 AND pipeline = ?2"),
      by_number_(database, "SELECT run_id, pipeline FROM run WHERE no = ?1"),
      insert_(database, "INSERT INTO run (run_id, pipeline) VALUES (?1, ?2)"), add_(database, add_tally),
      newest_(database, select_newest)
{
}

std::optional<std::int64_t> RunTable::number(const SystemMetadata& system)
{
    if (system.run_id.empty() && system.pipeline_name.empty())
        return std::nullopt;
    if (last_ && last_->first.run_id == system.run_id && last_->first.pipeline == system.pipeline_name)
        return last_->second;
    std::int64_t number = 0;
    if (sqlite::Rows rows = by_name_.query(system.run_id, system.pipeline_name); rows.next())
        number = rows.integer(0);
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

std::vector<RunRecord> RunTable::newest(std::size_t limit)
{
    std::vector<RunRecord> found;
    const auto count = static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
    for (sqlite::Rows rows = newest_.query(count); rows.next();)
        found.push_back({rows.string(0), rows.string(1), rows.integer(2), rows.integer(3), rows.natural(4),
                         rows.natural(5), rows.natural(6), rows.natural(7)});
    return found;
}

void RunTable::forget()
{
    last_.reset();
    names_.clear();
}

} // namespace colophon::store
