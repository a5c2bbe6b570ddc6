// SPDX-License-Identifier: Apache-2.0
#include "extraction.hpp"

#include "mapping.hpp"

namespace colophon::postgres {
namespace {

/// How much is read before it is emitted: some twenty megabytes.
constexpr std::size_t columns_at_once = 60'000;
constexpr std::size_t relations_at_once = 8'000;

} // namespace

Extraction::Extraction(const Request& request, Connection& connection, Emitter& out, std::stop_token stop)
    : request_(request), reader_(connection), out_(out), stop_(std::move(stop)),
      describer_(request.source, out)
{
}

void Extraction::emit_containers(const Catalog& catalog)
{
    describer_.describe(DatabaseRow{
        catalog.database, catalog.comment, {}, catalog.stable_id("pg_database", catalog.database_oid)});
    for (const Schema& schema : catalog.schemas)
        if (request_.schemas.allows(schema.name))
            describer_.describe(SchemaRow{catalog.database,
                                          schema.name,
                                          schema.comment,
                                          {{"owner", schema.owner}},
                                          catalog.stable_id("pg_namespace", schema.oid)});
}

std::vector<Oid> Extraction::wanted(const Catalog& catalog) const
{
    std::vector<bool> schemas;
    schemas.reserve(catalog.schemas.size());
    for (const Schema& schema : catalog.schemas)
        schemas.push_back(request_.schemas.allows(schema.name));
    std::vector<Oid> relations;
    for (const Relation& relation : catalog.relations) {
        const bool asked = relation.is_view() ? request_.include_views : request_.include_tables;
        if (!asked || !schemas[relation.schema] || (relation.partition && !request_.mapping.partitions))
            continue;
        const PatternSet& pattern = relation.is_view() ? request_.views : request_.tables;
        if (pattern.allows(qualified_name(catalog.table_name(relation))))
            relations.push_back(relation.oid);
    }
    return relations;
}

std::unordered_map<Oid, Details> Extraction::details_of(const Catalog& catalog,
                                                        const std::vector<Oid>& relations)
{
    try {
        return reader_.read_details(relations);
    } catch (const DatabaseError& error) {
        // An object that a default names may be dropped while it is read, and takes the whole statement
        // along.
        if (error.connection_lost())
            throw;
        if (relations.size() == 1) {
            out_.fail(catalog.name_of(relations.front()), error.what());
            return {};
        }
        const auto half = relations.begin() + static_cast<std::ptrdiff_t>(relations.size() / 2);
        auto details = details_of(catalog, {relations.begin(), half});
        details.merge(details_of(catalog, {half, relations.end()}));
        return details;
    }
}

void Extraction::emit_relations(const Catalog& catalog, const std::vector<Oid>& relations)
{
    auto details = details_of(catalog, relations);
    reader_.read_texts(catalog, details, [this](std::string_view subject, std::string_view message) {
        out_.warn(subject, message);
    });
    for (const Oid oid : relations) {
        if (stop_.stop_requested())
            return;
        const auto found = details.find(oid);
        if (found == details.end()) {
            out_.warn(catalog.name_of(oid), "left out, it was dropped while the database was read");
            continue;
        }
        describer_.describe(map_table(catalog, *catalog.find(oid), found->second, request_.mapping));
        details.erase(found);
    }
}

void Extraction::run()
{
    const Catalog catalog = reader_.read_catalog();
    emit_containers(catalog);
    const std::vector<Oid> relations = wanted(catalog);
    std::vector<Oid> batch;
    std::size_t columns = 0;
    std::size_t done = 0;
    out_.progress(catalog.database, 0, relations.size());
    for (std::size_t i = 0; i < relations.size() && !stop_.stop_requested(); ++i) {
        batch.push_back(relations[i]);
        columns += catalog.find(relations[i])->columns;
        const bool full = columns >= columns_at_once || batch.size() >= relations_at_once;
        if (!full && i + 1 < relations.size())
            continue;
        emit_relations(catalog, batch);
        done += batch.size();
        out_.progress(catalog.database, done, relations.size());
        batch.clear();
        columns = 0;
    }
}

} // namespace colophon::postgres
