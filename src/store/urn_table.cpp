// SPDX-License-Identifier: Apache-2.0
#include "store/urn_table.hpp"

namespace colophon::store {

namespace {

/// A run comes back to the entities it has just written, not to those of an hour ago.
constexpr std::size_t max_recent = 8192;

} // namespace

UrnTable::UrnTable(sqlite::Database& database)
    : database_(database), by_urn_(database, "SELECT id, created, created_ms, keyed FROM urn WHERE urn = ?1"),
      by_id_(database, "SELECT urn FROM urn WHERE id = ?1"),
      insert_(database, "INSERT INTO urn (urn, created, created_ms, keyed) "
                        "VALUES (?1, nullif(?2, 0), ?3, 0)"),
      create_(database, "UPDATE urn SET created = ?2, created_ms = ?3, keyed = 0 WHERE id = ?1"),
      mark_keyed_(database, "UPDATE urn SET keyed = 1 WHERE id = ?1"),
      mark_removed_(database, "UPDATE urn SET created = NULL, keyed = 0 WHERE id = ?1")
{
}

std::optional<UrnTable::Entry> UrnTable::find(const Urn& urn)
{
    if (const auto known = recent_.find(urn.str()); known != recent_.end())
        return known->second;
    sqlite::Rows rows = by_urn_.query(urn.str());
    if (!rows.next())
        return std::nullopt;
    return remember(urn, {rows.integer(0), rows.natural(1), rows.integer(2), rows.integer(3) != 0});
}

Urn UrnTable::urn(std::int64_t id)
{
    sqlite::Rows rows = by_id_.query(id);
    return urn_of_row(rows.next() ? rows.text(0) : std::string_view());
}

UrnTable::Entry UrnTable::create(const Urn& urn, Position position, std::int64_t time_ms)
{
    const auto known = find(urn);
    if (!known)
        return add(urn, position, time_ms);
    create_.run(known->id, position, time_ms);
    return remember(urn, {known->id, position, time_ms, false});
}

std::int64_t UrnTable::mention(const Urn& urn)
{
    const auto known = find(urn);
    return known ? known->id : add(urn, 0, 0).id;
}

void UrnTable::mark_keyed(const Urn& urn)
{
    Entry entry = find(urn).value();
    mark_keyed_.run(entry.id);
    entry.keyed = true;
    remember(urn, entry);
}

void UrnTable::mark_removed(const Urn& urn)
{
    const Entry entry = find(urn).value();
    mark_removed_.run(entry.id);
    remember(urn, {entry.id, 0, 0, false});
}

UrnTable::Entry UrnTable::add(const Urn& urn, Position position, std::int64_t time_ms)
{
    insert_.run(urn.str(), position, time_ms);
    return remember(urn, {database_.last_row(), position, time_ms, false});
}

UrnTable::Entry& UrnTable::remember(const Urn& urn, const Entry& entry)
{
    if (recent_.size() >= max_recent)
        recent_.clear();
    return recent_[urn.str()] = entry;
}

Urn urn_of_row(std::string_view text)
{
    auto urn = Urn::parse(text);
    if (!urn)
        throw sqlite::DiskFailure("the store's file is damaged, restore a backup: " +
                                  std::string(urn.error().what()));
    return std::move(*urn);
}

} // namespace colophon::store
