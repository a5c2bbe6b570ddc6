// SPDX-License-Identifier: Apache-2.0
#include "store/change_log.hpp"

#include "store/urn_table.hpp"

#include <algorithm>

namespace colophon::store {

namespace {

/// The numbers stand in the file: they never change.
constexpr struct {
    ChangeEvent::Kind kind;
    std::int64_t number;
} kinds[] = {{ChangeEvent::Kind::stored, 1},
             {ChangeEvent::Kind::aspect_removed, 2},
             {ChangeEvent::Kind::entity_removed, 3},
             {ChangeEvent::Kind::timeseries, 4}};

std::int64_t number_of(ChangeEvent::Kind kind)
{
    return std::find_if(std::begin(kinds), std::end(kinds), [&](auto& row) { return row.kind == kind; })
        ->number;
}

ChangeEvent::Kind kind_of(std::int64_t number)
{
    const auto* row =
        std::find_if(std::begin(kinds), std::end(kinds), [&](auto& r) { return r.number == number; });
    if (row == std::end(kinds))
        throw sqlite::DiskFailure("the store's file is damaged, restore a backup: change of kind " +
                                  std::to_string(number));
    return row->kind;
}

const std::string select_events = R"(
    SELECT change.position, kind, urn.urn, aspect_name.word, version, time_ms, actor.word, run.run_id
    FROM change JOIN urn ON urn.id = change.key >> 10
        LEFT JOIN aspect_name ON aspect_name.no = change.key & 1023
        LEFT JOIN actor ON actor.no = change.actor
        LEFT JOIN run ON run.no = change.run)";
const std::string select_after = select_events + R"(
    WHERE change.position > ?1 ORDER BY change.position LIMIT ?2)";
const std::string select_of_run = select_events + R"(
    WHERE change.position BETWEEN ?1 AND ?2 AND change.run = ?3 ORDER BY change.position LIMIT ?4)";

std::int64_t row_limit(std::size_t limit)
{
    return static_cast<std::int64_t>(std::min<std::size_t>(limit, INT32_MAX));
}

std::vector<ChangeEvent> events_of(sqlite::Rows rows)
{
    std::vector<ChangeEvent> events;
    while (rows.next())
        events.push_back({rows.natural(0), kind_of(rows.integer(1)), urn_of_row(rows.text(2)), rows.string(3),
                          rows.natural(4), rows.integer(5), rows.string(6), rows.string(7)});
    return events;
}

} // namespace

ChangeLog::ChangeLog(sqlite::Database& database)
    : append_(database, "INSERT INTO change (position, kind, key, version, time_ms, actor, run) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
      last_(database, "SELECT max(position) FROM change"), after_(database, select_after),
      of_run_(database, select_of_run)
{
}

void ChangeLog::append(ChangeEvent::Kind kind, std::int64_t key, std::uint64_t version, const Stamp& stamp)
{
    append_.run(stamp.position, number_of(kind), key, version, stamp.time_ms, stamp.actor, stamp.run);
}

Position ChangeLog::last()
{
    sqlite::Rows rows = last_.query();
    return rows.next() ? rows.natural(0) : 0;
}

std::vector<ChangeEvent> ChangeLog::after(Position since, std::size_t limit)
{
    const auto from = static_cast<std::int64_t>(std::min<Position>(since, INT64_MAX));
    return events_of(after_.query(from, row_limit(limit)));
}

std::vector<ChangeEvent> ChangeLog::of_run(std::int64_t run, Position first, Position last, std::size_t limit)
{
    return events_of(of_run_.query(first, last, run, row_limit(limit)));
}

} // namespace colophon::store
