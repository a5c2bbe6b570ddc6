// SPDX-License-Identifier: Apache-2.0
#include "mapping.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <colophon/type_table.hpp>

namespace colophon::postgres {
namespace {

/// Composites hold composites to any depth, and a database may be made to hurt its readers.
struct MemberLimit {
    int levels = 8;
    int fields = 2'000; ///< of one column
};

/// DataHub's classes for types that have a name of their own; all others go by their category.
constexpr std::array<TypeClass, 32> named_types{{
    {"bytea", ColumnClass::bytes},      {"bit", ColumnClass::bytes},       {"varbit", ColumnClass::bytes},
    {"tsvector", ColumnClass::bytes},   {"point", ColumnClass::bytes},     {"line", ColumnClass::bytes},
    {"lseg", ColumnClass::bytes},       {"box", ColumnClass::bytes},       {"path", ColumnClass::bytes},
    {"polygon", ColumnClass::bytes},    {"circle", ColumnClass::bytes},    {"geometry", ColumnClass::bytes},
    {"geography", ColumnClass::bytes},  {"raster", ColumnClass::bytes},    {"json", ColumnClass::record},
    {"jsonb", ColumnClass::record},     {"hstore", ColumnClass::map},      {"date", ColumnClass::date},
    {"time", ColumnClass::time},        {"timetz", ColumnClass::time},     {"timestamp", ColumnClass::time},
    {"timestamptz", ColumnClass::time}, {"interval", ColumnClass::time},   {"oid", ColumnClass::string},
    {"uuid", ColumnClass::string},      {"xml", ColumnClass::string},      {"macaddr", ColumnClass::string},
    {"macaddr8", ColumnClass::string},  {"ltree", ColumnClass::string},    {"vector", ColumnClass::array},
    {"halfvec", ColumnClass::array},    {"sparsevec", ColumnClass::array},
}};

/// pg_type.typcategory; the letters are large ones, small ones are left to whoever makes categories.
constexpr std::array<TypeClass, 10> categories{{
    {"a", ColumnClass::array},
    {"b", ColumnClass::boolean},
    {"c", ColumnClass::record},
    {"d", ColumnClass::time},
    {"e", ColumnClass::enumeration},
    {"i", ColumnClass::string},
    {"n", ColumnClass::number},
    {"r", ColumnClass::string},
    {"s", ColumnClass::string},
    {"v", ColumnClass::bytes},
}};

const Type* find_type(const Catalog& catalog, Oid oid)
{
    const auto found = catalog.types.find(oid);
    return found == catalog.types.end() ? nullptr : &found->second;
}

/// What a domain, over however many domains, is made of.
const Type* underlying(const Catalog& catalog, Oid oid)
{
    const Type* type = find_type(catalog, oid);
    while (type != nullptr && type->kind == 'd')
        type = find_type(catalog, type->base);
    return type;
}

bool domain_refuses_null(const Catalog& catalog, Oid oid)
{
    for (const Type* type = find_type(catalog, oid); type != nullptr && type->kind == 'd';
         type = find_type(catalog, type->base))
        if (type->not_null)
            return true;
    return false;
}

std::string masked(const std::string& sql, const MappingOptions& options)
{
    return options.mask_literals ? mask_sql_literals(sql) : sql;
}

ColumnRow map_member(const Catalog& catalog, const Column& column, const MappingOptions& options, int level,
                     MemberLimit& limit)
{
    ColumnRow row;
    row.name = column.name;
    row.native_type = column.native_type;
    row.comment = column.comment;
    row.type = column_class(catalog, column.type);
    row.nullable = !column.not_null && !domain_refuses_null(catalog, column.type);
    if (column.generated != '\0') {
        row.generated = column.generated == 'v' ? "virtual" : "stored";
        row.generated_expression = masked(column.expression, options);
    } else
        row.default_expression = masked(column.expression, options);
    if (column.identity != '\0')
        row.identity = column.identity == 'a' ? "always" : "by default";

    const Type* type = underlying(catalog, column.type);
    if (type != nullptr && type->element != 0) {
        const Type* element = find_type(catalog, type->element);
        if (element != nullptr)
            row.element_type = element->formatted;
        type = underlying(catalog, type->element);
    }
    if (type == nullptr || type->relation == 0 || level >= limit.levels)
        return row;
    const auto members = catalog.members.find(type->relation);
    for (const Column& member : members == catalog.members.end() ? std::vector<Column>() : members->second)
        if (limit.fields-- > 0)
            row.members.push_back(map_member(catalog, member, options, level + 1, limit));
    return row;
}

std::string sub_type_of(const Relation& relation)
{
    switch (relation.kind) {
    case 'v':
        return "View";
    case 'm':
        return "Materialized View";
    case 'f':
        return "Foreign Table";
    default:
        return "Table";
    }
}

/// The data set that stands for a relation: of a partition, the table it is a part of.
const Relation* standing_for(const Catalog& catalog, Oid oid, const MappingOptions& options)
{
    const Relation* relation = catalog.find(oid);
    while (relation != nullptr && relation->partition && !options.partitions)
        relation = catalog.find(relation->parent);
    return relation;
}

void map_constraints(const Catalog& catalog, const Details& details, const MappingOptions& options,
                     TableRow& row)
{
    for (const Constraint& constraint : details.constraints) {
        if (constraint.kind == 'p') {
            row.primary_key = constraint.columns;
            continue;
        }
        // A key to a system table, or to one that was made after the listing.
        const Relation* target = standing_for(catalog, constraint.target, options);
        if (target != nullptr)
            row.foreign_keys.push_back({constraint.name, constraint.columns, catalog.table_name(*target),
                                        constraint.target_columns});
    }
}

void map_view(const Catalog& catalog, const Relation& relation, const Details& details,
              const MappingOptions& options, TableRow& row)
{
    row.custom.emplace("is_view", "True"); // as DataHub's source has it
    row.view = ViewRow{relation.kind == 'm', details.definition};
    if (row.view->definition)
        row.view->definition = masked(*row.view->definition, options);
    const auto sources = catalog.view_sources.find(relation.oid);
    if (!options.view_lineage || sources == catalog.view_sources.end())
        return;
    for (const Oid oid : sources->second)
        if (const Relation* source = standing_for(catalog, oid, options))
            row.upstreams.push_back(catalog.table_name(*source));
    std::sort(row.upstreams.begin(), row.upstreams.end());
    row.upstreams.erase(std::unique(row.upstreams.begin(), row.upstreams.end()), row.upstreams.end());
}

} // namespace

ColumnClass column_class(const Catalog& catalog, Oid oid)
{
    const Type* type = underlying(catalog, oid);
    if (type == nullptr)
        return ColumnClass::null;
    if (type->element != 0)
        return ColumnClass::array;
    if (const auto named = class_of(named_types, type->name))
        return *named;
    if (type->kind == 'm') // multiranges have the category of ranges since 14
        return ColumnClass::string;
    if (type->category < 'A' || type->category > 'Z')
        return ColumnClass::null;
    return class_of(categories, std::string_view(&type->category, 1)).value_or(ColumnClass::null);
}

ColumnRow map_column(const Catalog& catalog, const Column& column, const MappingOptions& options)
{
    MemberLimit limit;
    return map_member(catalog, column, options, 0, limit);
}

TableRow map_table(const Catalog& catalog, const Relation& relation, const Details& details,
                   const MappingOptions& options)
{
    TableRow row;
    row.name = catalog.table_name(relation);
    row.stable_id = catalog.stable_id("pg_class", relation.oid);
    row.sub_type = sub_type_of(relation);
    row.comment = details.comment;
    row.custom = details.custom;
    for (const Column& column : details.columns)
        row.columns.push_back(map_column(catalog, column, options));
    map_constraints(catalog, details, options, row);
    if (relation.is_view())
        map_view(catalog, relation, details, options, row);
    if (relation.partition)
        if (const Relation* parent = catalog.find(relation.parent))
            row.custom.emplace("partition_of", qualified_name(catalog.table_name(*parent)));
    if (relation.analyzed && relation.kind != 'v') {
        row.row_count = std::llround(std::max(relation.tuples, 0.0));
        if (relation.kind != 'f')
            row.size_bytes = relation.pages * catalog.block_size;
    }
    return row;
}

} // namespace colophon::postgres
