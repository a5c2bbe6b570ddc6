// SPDX-License-Identifier: Apache-2.0
#include "reader.hpp"

#include "queries.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

namespace colophon::postgres {
namespace {

constexpr std::size_t batch_limit = 500; // every relation of a statement holds a lock until its end

/// One snapshot for several statements. Ends with the block; rolling back is all it ever needs.
class Snapshot {
public:
    explicit Snapshot(Connection& connection) : connection_(connection)
    {
        connection_.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    ~Snapshot()
    {
        try {
            connection_.execute("ROLLBACK");
        } catch (
            const Error&) { // NOLINT(bugprone-empty-catch): the connection is gone, and the snapshot with it
        }
    }

private:
    Connection& connection_;
};

Column column_of(const Row& row)
{
    return record_of(row, 1, &Column::number, &Column::name, &Column::type, &Column::native_type,
                     &Column::not_null, &Column::identity, &Column::generated, &Column::expression,
                     &Column::comment);
}

void sort_by_number(std::vector<Column>& columns)
{
    std::sort(columns.begin(), columns.end(),
              [](const Column& a, const Column& b) { return a.number < b.number; });
}

Relation relation_of(const Row& row, int version)
{
    Relation relation =
        record_of(row, 1, &Relation::oid, &Relation::parent, &Relation::kind, &Relation::partition,
                  &Relation::columns, &Relation::tuples, &Relation::pages, &Relation::name);
    relation.pages = std::max<std::int64_t>(relation.pages, 0);
    // -1 says "never looked"; before 14 that was 0 rows in 0 pages, which an empty table has too.
    relation.analyzed = version >= 140000 ? relation.tuples >= 0 : relation.tuples > 0 || relation.pages > 0;
    return relation;
}

void read_relations(Connection& connection, Catalog& catalog)
{
    std::unordered_map<Oid, std::uint16_t> schemas;
    for (std::size_t i = 0; i < catalog.schemas.size(); ++i)
        schemas.emplace(catalog.schemas[i].oid, static_cast<std::uint16_t>(i));
    connection.query(queries::relations(), [&](const Row& row) {
        const auto schema = schemas.find(oid_of(row, 0));
        if (schema == schemas.end())
            return;
        catalog.relations.push_back(relation_of(row, connection.version()));
        catalog.relations.back().schema = schema->second;
    });
    std::sort(catalog.relations.begin(), catalog.relations.end(), [](const Relation& a, const Relation& b) {
        return std::tie(a.schema, a.name) < std::tie(b.schema, b.name);
    });
    for (std::size_t i = 0; i < catalog.relations.size(); ++i)
        catalog.by_oid.emplace(catalog.relations[i].oid, i);
}

/// A partitioned table has no pages of its own, and rows only where somebody analyzed the whole.
void add_up_partitions(Catalog& catalog)
{
    struct Sum {
        double tuples = 0;
        std::int64_t pages = 0;
        bool analyzed = true;
    };
    std::unordered_map<std::size_t, Sum> sums;
    for (const Relation& leaf : catalog.relations) {
        if (!leaf.partition || leaf.kind == 'p')
            continue;
        Oid parent = leaf.parent;
        for (auto above = catalog.by_oid.find(parent); above != catalog.by_oid.end() && parent != 0;
             above = catalog.by_oid.find(parent)) {
            Sum& sum = sums[above->second];
            sum.tuples += std::max(leaf.tuples, 0.0);
            sum.pages += leaf.pages;
            sum.analyzed = sum.analyzed && leaf.analyzed;
            parent = catalog.relations[above->second].parent;
        }
    }
    for (const auto& [index, sum] : sums) {
        Relation& root = catalog.relations[index];
        root.pages = sum.pages;
        if (sum.analyzed)
            root.tuples = sum.tuples;
        root.analyzed = root.analyzed || sum.analyzed;
    }
}

void read_types(Connection& connection, Catalog& catalog)
{
    std::vector<Oid> composites;
    connection.query(queries::types(), [&](const Row& row) {
        Type type = record_of(row, 0, &Type::oid, &Type::name, &Type::kind, &Type::category, &Type::not_null,
                              &Type::base, &Type::element, &Type::relation, &Type::formatted);
        if (type.relation != 0)
            composites.push_back(type.relation);
        catalog.types.insert_or_assign(type.oid, std::move(type));
    });
    if (composites.empty())
        return;
    connection.query(queries::members(), std::vector{oid_array(composites)},
                     [&](const Row& row) { catalog.members[oid_of(row, 0)].push_back(column_of(row)); });
    for (auto& [relation, members] : catalog.members)
        sort_by_number(members);
}

Details details_of(const Row& row)
{
    Details details;
    details.comment = row.text(9);
    const auto set = [&](const char* name, std::string value) {
        if (!value.empty())
            details.custom.emplace(name, std::move(value));
    };
    set("owner", row.text(1));
    set("persistence", row.letter(2) == 'u' ? "unlogged" : "");
    set("row_security", row.flag(3) ? "true" : "");
    set("partition_key", row.text(4));
    set("access_method", row.raw(5) == "heap" ? "" : row.text(5));
    set("foreign_server", row.text(6));
    set("remote_schema", row.text(7));
    set("remote_table", row.text(8));
    return details;
}

void add_constraint(Details& details, const Row& row)
{
    auto& all = details.constraints;
    if (all.empty() || all.back().oid != oid_of(row, 1))
        all.push_back(
            record_of(row, 1, &Constraint::oid, &Constraint::kind, &Constraint::target, &Constraint::name));
    all.back().columns.push_back(row.text(5));
    if (!row.null(6))
        all.back().target_columns.push_back(row.text(6));
}

struct RelationsWithTexts {
    std::vector<Oid> views;
    std::vector<Oid> computed; ///< with generated columns
};

RelationsWithTexts with_texts(const Catalog& catalog, const std::unordered_map<Oid, Details>& details)
{
    RelationsWithTexts found;
    for (const auto& [oid, relation] : details)
        if (catalog.relations[catalog.by_oid.at(oid)].is_view())
            found.views.push_back(oid);
        else if (std::any_of(relation.columns.begin(), relation.columns.end(),
                             [](const Column& column) { return column.generated != '\0'; }))
            found.computed.push_back(oid);
    return found;
}

} // namespace

std::vector<DatabaseEntry> read_databases(Connection& connection)
{
    std::vector<DatabaseEntry> databases;
    connection.query(queries::databases(), [&](const Row& row) {
        databases.push_back(record_of(row, 0, &DatabaseEntry::name, &DatabaseEntry::may_connect,
                                      &DatabaseEntry::takes_connections, &DatabaseEntry::is_template));
    });
    return databases;
}

Catalog Reader::read_catalog()
{
    Catalog catalog;
    catalog.database = connection_.database();
    const Snapshot snapshot(connection_);
    bool may_ask_system = false;
    connection_.query(queries::database(), [&](const Row& row) {
        catalog.comment = row.text(0);
        catalog.block_size = row.integer(1);
        catalog.database_oid = oid_of(row, 2);
        may_ask_system = row.flag(3);
    });
    if (may_ask_system)
        connection_.query(queries::system_identifier(),
                          [&](const Row& row) { catalog.system = row.text(0); });
    connection_.query(queries::schemas(), [&](const Row& row) {
        catalog.schemas.push_back(
            record_of(row, 0, &Schema::oid, &Schema::name, &Schema::owner, &Schema::comment));
    });
    read_relations(connection_, catalog);
    add_up_partitions(catalog);
    read_types(connection_, catalog);
    connection_.query(queries::view_sources(), [&](const Row& row) {
        catalog.view_sources[oid_of(row, 0)].push_back(oid_of(row, 1));
    });
    return catalog;
}

std::unordered_map<Oid, Details> Reader::read_details(const std::vector<Oid>& relations)
{
    std::unordered_map<Oid, Details> details;
    const std::vector parameters{oid_array(relations)};
    const auto with = [&](const Row& row, auto&& visit) {
        if (const auto found = details.find(oid_of(row, 0)); found != details.end())
            visit(found->second);
    };
    const Snapshot snapshot(connection_);
    connection_.query(queries::details(), parameters,
                      [&](const Row& row) { details.emplace(oid_of(row, 0), details_of(row)); });
    connection_.query(queries::columns(connection_.version()), parameters, [&](const Row& row) {
        with(row, [&](Details& found) { found.columns.push_back(column_of(row)); });
    });
    connection_.query(queries::constraints(connection_.version()), parameters, [&](const Row& row) {
        with(row, [&](Details& found) { add_constraint(found, row); });
    });
    for (auto& [oid, found] : details)
        sort_by_number(found.columns);
    return details;
}

void Reader::in_batches(std::string_view statement, std::span<const Oid> relations,
                        const std::function<void(const Row&)>& each, const GiveUp& give_up)
{
    if (relations.size() > batch_limit) {
        for (std::size_t at = 0; at < relations.size(); at += batch_limit)
            in_batches(statement, relations.subspan(at, std::min(batch_limit, relations.size() - at)), each,
                       give_up);
        return;
    }
    if (relations.empty())
        return;
    try {
        connection_.query(statement, std::vector{oid_array(relations)}, each);
    } catch (const DatabaseError& error) {
        // A lock, or an object dropped between two reads: the others must not suffer for it.
        if (error.connection_lost())
            throw;
        if (relations.size() == 1) {
            give_up(relations.front());
            return;
        }
        const std::size_t half = relations.size() / 2;
        in_batches(statement, relations.first(half), each, give_up);
        in_batches(statement, relations.subspan(half), each, give_up);
    }
}

std::vector<Oid> Reader::without_locked(const Catalog& catalog, const std::vector<Oid>& relations,
                                        const std::unordered_set<Oid>& locked, const GiveUp& give_up)
{
    std::vector<Oid> free;
    for (const Oid oid : relations) {
        const auto sources = catalog.view_sources.find(oid);
        const bool waits =
            locked.contains(oid) || (sources != catalog.view_sources.end() &&
                                     std::any_of(sources->second.begin(), sources->second.end(),
                                                 [&](Oid source) { return locked.contains(source); }));
        if (waits)
            give_up(oid);
        else
            free.push_back(oid);
    }
    return free;
}

void Reader::read_texts(const Catalog& catalog, std::unordered_map<Oid, Details>& details, const Warn& warn)
{
    const auto [views, computed] = with_texts(catalog, details);
    if (views.empty() && computed.empty())
        return;
    std::unordered_set<Oid> locked;
    connection_.query(queries::locked_relations(), [&](const Row& row) { locked.insert(oid_of(row, 0)); });
    std::set<Oid> late;
    const GiveUp give_up = [&](Oid oid) { late.insert(oid); };
    in_batches(
        queries::view_definitions(), without_locked(catalog, views, locked, give_up),
        [&](const Row& row) {
            if (!row.null(1))
                details.at(oid_of(row, 0)).definition = row.text(1);
        },
        give_up);
    in_batches(
        queries::generated_expressions(), without_locked(catalog, computed, locked, give_up),
        [&](const Row& row) {
            for (Column& column : details.at(oid_of(row, 0)).columns)
                if (column.number == static_cast<std::uint16_t>(row.integer(1)))
                    column.expression = row.text(2);
        },
        give_up);
    // The server passes over what was dropped since the first pass.
    std::copy_if(views.begin(), views.end(), std::inserter(late, late.end()),
                 [&](Oid oid) { return !details.at(oid).definition; });
    for (const Oid oid : late)
        warn(catalog.name_of(oid),
             "definition deferred to the next run, it is locked or was dropped meanwhile");
}

} // namespace colophon::postgres
