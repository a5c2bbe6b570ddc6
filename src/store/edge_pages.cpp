// SPDX-License-Identifier: Apache-2.0
#include "store/edge_pages.hpp"

#include "store/key.hpp"
#include "store/urn_table.hpp"

#include <algorithm>

namespace colophon::store {

namespace {

// SQL's order of texts is that of their bytes, as is Urn's.
constexpr const char* count_outgoing = R"(
    SELECT count(*) FROM edge WHERE source BETWEEN ?1 AND ?2
        AND relationship IN (SELECT value FROM json_each(?3)))";
constexpr const char* count_incoming = R"(
    SELECT count(*) FROM edge WHERE destination = ?1
        AND relationship IN (SELECT value FROM json_each(?2)))";
constexpr const char* outgoing = R"(
    SELECT relationship.word, urn.urn, aspect_name.word
    FROM edge JOIN relationship ON relationship.no = edge.relationship
        JOIN urn ON urn.id = edge.destination
        JOIN aspect_name ON aspect_name.no = edge.source & 1023
    WHERE edge.source BETWEEN ?1 AND ?2 AND edge.relationship IN (SELECT value FROM json_each(?3))
    ORDER BY 1, 2, 3 LIMIT ?4 OFFSET ?5)";
constexpr const char* incoming = R"(
    SELECT relationship.word, urn.urn, aspect_name.word
    FROM edge JOIN relationship ON relationship.no = edge.relationship
        JOIN urn ON urn.id = edge.source >> 10
        JOIN aspect_name ON aspect_name.no = edge.source & 1023
    WHERE edge.destination = ?1 AND edge.relationship IN (SELECT value FROM json_each(?2))
    ORDER BY 1, 2, 3 LIMIT ?3 OFFSET ?4)";
constexpr const char* any_incoming = "SELECT 1 FROM edge WHERE destination = ?1 LIMIT 1";
constexpr const char* count_referrers = R"(
    SELECT count(*) FROM (
        SELECT DISTINCT source >> 10 FROM edge WHERE destination = ?1
            AND relationship IN (SELECT value FROM json_each(?2))
            AND source & 1023 IN (SELECT value FROM json_each(?3)) LIMIT ?4))";
static_assert(aspect_bits == 10 && max_aspect_number == 1023, "the statements spell them out");

/// The numbers of those words that the store has, as a JSON array.
std::string numbers_of(Dictionary& dictionary, const std::vector<std::string>& words)
{
    std::string numbers;
    for (const std::string& word : words)
        if (const auto number = dictionary.find(word))
            numbers += (numbers.empty() ? "" : ",") + std::to_string(*number);
    return "[" + numbers + "]";
}

} // namespace

EdgePages::EdgePages(sqlite::Database& database, Dictionary& relationships, Dictionary& aspect_names)
    : relationships_(relationships), aspect_names_(aspect_names),
      relationship_numbers_(database, "SELECT json_group_array(no) FROM relationship"),
      count_outgoing_(database, count_outgoing), count_incoming_(database, count_incoming),
      outgoing_(database, outgoing), incoming_(database, incoming), any_incoming_(database, any_incoming),
      referrers_(database, count_referrers)
{
}

EdgePage EdgePages::page(std::int64_t entity, const EdgeQuery& query)
{
    const std::string wanted = relationship_numbers(query.relationships);
    const auto count = static_cast<std::int64_t>(std::min<std::size_t>(query.count, INT32_MAX));
    const auto start = static_cast<std::int64_t>(std::min<std::size_t>(query.start, INT32_MAX));
    const bool out = query.direction == Direction::outgoing;
    EdgePage page;
    {
        sqlite::Rows total = out ? count_outgoing_.query(first_key(entity), last_key(entity), wanted)
                                 : count_incoming_.query(entity, wanted);
        page.total = total.next() ? total.natural(0) : 0;
    }
    if (query.start >= page.total)
        return page;
    sqlite::Rows rows = out ? outgoing_.query(first_key(entity), last_key(entity), wanted, count, start)
                            : incoming_.query(entity, wanted, count, start);
    while (rows.next())
        page.rows.push_back({rows.string(0), urn_of_row(rows.text(1)), rows.string(2)});
    return page;
}

std::string EdgePages::relationship_numbers(const std::vector<std::string>& names)
{
    if (names.empty()) {
        sqlite::Rows rows = relationship_numbers_.query();
        return rows.next() ? rows.string(0) : "[]";
    }
    return numbers_of(relationships_, names);
}

std::uint64_t EdgePages::referrers(std::int64_t entity, const EdgeKinds& kinds, std::uint64_t most)
{
    if (!any_incoming_.query(entity).next())
        return 0;
    const auto limit = static_cast<std::int64_t>(std::min<std::uint64_t>(most, INT32_MAX));
    // Statements keep views of their texts.
    const std::string relationships = numbers_of(relationships_, kinds.relationships);
    const std::string aspects = numbers_of(aspect_names_, kinds.aspects);
    sqlite::Rows rows = referrers_.query(entity, relationships, aspects, limit);
    return rows.next() ? rows.natural(0) : 0;
}

} // namespace colophon::store
