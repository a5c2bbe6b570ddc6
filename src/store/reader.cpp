// SPDX-License-Identifier: Apache-2.0
#include "store/reader.hpp"

#include "store/key.hpp"
#include "store/urn_table.hpp"

#include <algorithm>
#include <set>

namespace colophon::store {

namespace {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

const std::string select_latest = R"(
    SELECT aspect.key, version, position, created_ms, actor, iif(seen.key IS NULL, aspect.run, seen.run),
        coalesce(seen.observed_ms, aspect.observed_ms), properties, json
    FROM aspect LEFT JOIN observation AS seen ON seen.key = aspect.key)";
const std::string select_history = R"(
    SELECT key, version, position, created_ms, actor, run, observed_ms, properties, json FROM history)";

bool existed(Position created, std::int64_t created_ms, const AsOf& as_of)
{
    if (const auto* position = std::get_if<Position>(&as_of))
        return created <= *position;
    if (const auto* time = std::get_if<Time>(&as_of))
        return created_ms <= time->time_since_epoch().count();
    return true;
}

/// Whether the version in this row is the one asked for, no older one.
bool is_wanted(const sqlite::Rows& row, const ReadOptions& options)
{
    if (options.version != 0 && row.natural(1) != options.version)
        return false;
    return existed(row.natural(2), row.integer(3), options.as_of);
}

} // namespace

Reader::Reader(const std::filesystem::path& file)
    : database_(file, sqlite::Access::read_only), aspect_names_(database_, Dictionary::Table::aspect_name),
      relationships_(database_, Dictionary::Table::relationship),
      actors_(database_, Dictionary::Table::actor), edges_(database_, relationships_, aspect_names_),
      timeseries_(database_), changes_(database_), runs_(database_), pipelines_(database_),
      claims_(database_), by_urn_(database_, "SELECT id, created, created_ms FROM urn WHERE urn = ?1"),
      entities_(database_, "SELECT id, urn FROM urn WHERE created IS NOT NULL ORDER BY urn"),
      latest_(database_, select_latest + " WHERE aspect.key BETWEEN ?1 AND ?2"),
      by_version_(database_, select_history + " WHERE key = ?1 AND version = ?2"),
      by_position_(database_, select_history + " WHERE key = ?1 AND position <= ?2 "
                                               "ORDER BY version DESC LIMIT 1"),
      by_time_(database_, select_history + " WHERE key = ?1 AND created_ms <= ?2 "
                                           "ORDER BY version DESC LIMIT 1")
{
}

std::optional<StoredEntity> Reader::read(const Urn& urn, const ReadOptions& options)
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    sqlite::Rows rows = by_urn_.query(urn.str());
    if (!rows.next() || rows.is_null(1) || !existed(rows.natural(1), rows.integer(2), options.as_of))
        return std::nullopt;
    const std::int64_t id = rows.integer(0);
    StoredEntity entity{urn, 0, {}};
    if (options.aspects.empty())
        collect(first_key(id), last_key(id), options, entity);
    for (const std::string& name : std::set(options.aspects.begin(), options.aspects.end()))
        if (const auto aspect = aspect_names_.find(name))
            collect(aspect_key(id, *aspect), aspect_key(id, *aspect), options, entity);
    return entity;
}

std::vector<TimeseriesPoint> Reader::timeseries(const Urn& urn, std::string_view aspect,
                                                const TimeseriesRange& range)
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    std::vector<TimeseriesPoint> points;
    const auto number = aspect_names_.find(aspect);
    sqlite::Rows rows = by_urn_.query(urn.str());
    if (!number || !rows.next() || rows.is_null(1))
        return points;
    for (auto& row : timeseries_.find(aspect_key(rows.integer(0), *number), range)) {
        runs_.name(row.run, row.point.system);
        points.push_back(std::move(row.point));
    }
    return points;
}

EdgePage Reader::edges(const EdgeQuery& query)
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    sqlite::Rows rows = by_urn_.query(query.urn.str());
    return rows.next() ? edges_.page(rows.integer(0), query) : EdgePage();
}

std::uint64_t Reader::referrers(const Urn& urn, const EdgeKinds& kinds, std::uint64_t most)
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    sqlite::Rows rows = by_urn_.query(urn.str());
    return rows.next() ? edges_.referrers(rows.integer(0), kinds, most) : 0;
}

std::vector<ChangeEvent> Reader::changes(Position since, std::size_t limit)
{
    return changes_.after(since, limit);
}

Position Reader::scan(const std::function<bool(const StoredEntity&)>& visit)
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    const Position position = changes_.last();
    for (sqlite::Rows rows = entities_.query(); rows.next();) {
        StoredEntity entity{urn_of_row(rows.text(1)), 0, {}};
        collect(first_key(rows.integer(0)), last_key(rows.integer(0)), {}, entity);
        if (!visit(entity))
            break;
    }
    return position;
}

std::vector<RunRecord> Reader::runs(std::size_t limit, std::string_view pipeline)
{
    return runs_.newest(limit, pipeline);
}

std::optional<RunRecord> Reader::run(std::string_view run_id, std::string_view pipeline)
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    const auto number = run_number(run_id, pipeline);
    return number ? runs_.record(*number) : std::nullopt;
}

std::vector<ChangeEvent> Reader::run_changes(std::string_view run_id, std::string_view pipeline,
                                             Position since, std::size_t limit)
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    const auto number = run_number(run_id, pipeline);
    const auto run = number ? runs_.record(*number) : std::nullopt;
    if (!run || since >= run->last_position)
        return {};
    return changes_.of_run(*number, std::max(run->first_position, since + 1), run->last_position, limit);
}

std::optional<std::int64_t> Reader::run_number(std::string_view run_id, std::string_view pipeline)
{
    if (run_id.empty())
        return std::nullopt;
    return pipeline.empty() ? runs_.find_newest(run_id) : runs_.find(run_id, pipeline);
}

std::vector<PipelineRecord> Reader::pipelines()
{
    return pipelines_.all();
}

std::optional<PipelineRecord> Reader::pipeline(std::string_view name)
{
    return pipelines_.record(name);
}

std::vector<Claim> Reader::claims(std::string_view pipeline, std::string_view after, std::size_t limit)
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    const auto number = pipelines_.find(pipeline);
    return number ? claims_.page(*number, after, limit) : std::vector<Claim>();
}

std::vector<std::vector<std::string>> Reader::claimants(std::span<const Urn> urns)
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    std::vector<std::vector<std::string>> names;
    names.reserve(urns.size());
    for (const Urn& urn : urns)
        names.push_back(claims_.claimants(urn));
    return names;
}

StoreStatus Reader::status()
{
    sqlite::Transaction moment(database_, sqlite::Transaction::Kind::read);
    StoreStatus status;
    status.position = changes_.last();
    status.entities =
        static_cast<std::uint64_t>(database_.integer("SELECT value FROM counter WHERE name = 'entities'"));
    return status;
}

void Reader::collect(std::int64_t first, std::int64_t last, const ReadOptions& options, StoredEntity& into)
{
    for (sqlite::Rows rows = latest_.query(first, last); rows.next();) {
        if (is_wanted(rows, options))
            take(rows, into);
        else
            collect_before(rows.integer(0), options, into);
    }
    std::sort(into.aspects.begin(), into.aspects.end(),
              [](const StoredAspect& a, const StoredAspect& b) { return a.aspect.name < b.aspect.name; });
}

void Reader::collect_before(std::int64_t key, const ReadOptions& options, StoredEntity& into)
{
    const auto* time = std::get_if<Time>(&options.as_of);
    const auto* position = std::get_if<Position>(&options.as_of);
    sqlite::Rows rows = options.version != 0 ? by_version_.query(key, options.version)
                        : time               ? by_time_.query(key, time->time_since_epoch().count())
                                             : by_position_.query(key, position ? *position : Position{0});
    if (rows.next() && is_wanted(rows, options))
        take(rows, into);
}

void Reader::take(const sqlite::Rows& row, StoredEntity& into)
{
    if (row.is_null(8))
        return;
    StoredAspect aspect;
    aspect.aspect = {aspect_names_.word(aspect_of(row.integer(0))), row.string(8)};
    aspect.version = row.natural(1);
    aspect.position = row.natural(2);
    aspect.created_ms = row.integer(3);
    aspect.actor = actors_.word(row.integer(4));
    aspect.system.last_observed_ms = row.integer(6);
    aspect.system.properties_json = row.string(7);
    if (!row.is_null(5))
        runs_.name(row.integer(5), aspect.system);
    into.position = std::max(into.position, aspect.position);
    into.aspects.push_back(std::move(aspect));
}

} // namespace colophon::store
