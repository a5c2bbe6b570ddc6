// SPDX-License-Identifier: Apache-2.0
#include "store/edge_table.hpp"

#include "store/key.hpp"

#include <algorithm>

namespace colophon::store {

EdgeTable::EdgeTable(sqlite::Database& database, UrnTable& urns, Dictionary& relationships)
    : urns_(urns), relationships_(relationships),
      insert_(database, "INSERT OR IGNORE INTO edge (source, relationship, destination) VALUES (?1, ?2, ?3)"),
      stated_(database, "SELECT relationship, destination FROM edge WHERE source = ?1"),
      erase_of_(database, "DELETE FROM edge WHERE source = ?1"),
      erase_(database, "DELETE FROM edge WHERE source BETWEEN ?1 AND ?2"),
      referrers_(database,
                 "SELECT DISTINCT source >> 10 FROM edge WHERE destination = ?1 ORDER BY 1 LIMIT ?2")
{
}

void EdgeTable::replace(std::int64_t key, std::span<const Edge> edges)
{
    // Most new versions state the edges of the one before: then nothing is touched.
    std::vector<Numbered> stated;
    for (sqlite::Rows rows = stated_.query(key); rows.next();)
        stated.emplace_back(rows.integer(0), rows.integer(1));
    std::vector<Numbered> wanted;
    for (const Edge& edge : edges)
        wanted.emplace_back(relationships_.number(edge.relationship), urns_.mention(edge.destination));
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    if (wanted == stated)
        return;
    if (!stated.empty())
        erase_of_.run(key);
    for (const auto& [relationship, destination] : wanted)
        insert_.run(key, relationship, destination);
}

void EdgeTable::erase(std::int64_t entity)
{
    erase_.run(first_key(entity), last_key(entity));
}

std::vector<std::int64_t> EdgeTable::referrers(std::int64_t entity, std::size_t limit)
{
    std::vector<std::int64_t> found;
    for (sqlite::Rows rows = referrers_.query(entity, limit); rows.next();)
        found.push_back(rows.integer(0));
    return found;
}

} // namespace colophon::store
