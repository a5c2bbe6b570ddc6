// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/relational.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

/// What the catalogs of one database say, by OID: names may hold anything, and two objects may trade theirs
/// while we read.
namespace colophon::postgres {

using Oid = std::uint32_t;

struct Schema {
    Oid oid = 0;
    std::string name;
    std::string owner;
    std::string comment;
};

/// The entry of a relation in the listing that is kept for the whole run, so it holds only what other
/// relations need of it.
struct Relation {
    Oid oid = 0;
    Oid parent = 0;           ///< of a partition: the table it is a part of
    std::uint16_t schema = 0; ///< index into Catalog::schemas
    char kind = 'r'; ///< pg_class.relkind: r table, p partitioned, v view, m materialized view, f foreign
    bool partition = false;
    bool analyzed = false; ///< whether `tuples` means something
    std::uint16_t columns = 0;
    double tuples = 0;
    std::int64_t pages = 0; ///< heap, TOAST and indexes as of the last VACUUM or ANALYZE
    std::string name;

    bool is_view() const { return kind == 'v' || kind == 'm'; }
};

struct Type {
    Oid oid = 0;
    std::string name; ///< pg_type.typname, without schema
    char kind =
        'b'; ///< pg_type.typtype: b base, c composite, d domain, e enum, r range, m multirange, p pseudo
    char category = 'U';
    bool not_null = false;
    Oid base = 0;     ///< of a domain
    Oid element = 0;  ///< of an array
    Oid relation = 0; ///< of a composite type: whose attributes are its members
    std::string formatted;
};

struct Column {
    std::uint16_t number = 0;
    char identity = '\0';  ///< pg_attribute.attidentity: a always, d by default
    char generated = '\0'; ///< pg_attribute.attgenerated: s stored, v virtual
    bool not_null = false;
    Oid type = 0;
    std::string name;
    std::string native_type;
    std::string expression; ///< default, or what a generated column is computed from
    std::string comment;
};

struct Constraint {
    Oid oid = 0;
    char kind = 'f'; ///< pg_constraint.contype: p primary key, f foreign key
    Oid target = 0;
    std::string name;
    std::vector<std::string> columns;
    std::vector<std::string> target_columns;
};

/// What one relation has to itself.
struct Details {
    std::string comment;
    Properties custom;
    std::vector<Column> columns;
    std::vector<Constraint> constraints;
    std::optional<std::string> definition; ///< of a view; unset where the engine could not say it in time
};

/// Of one database, for as long as it is read.
struct Catalog {
    std::string system; ///< the cluster's identifier; empty where the account may not ask
    Oid database_oid = 0;
    std::string database;
    std::string comment;
    std::int64_t block_size = 8192;
    std::vector<Schema> schemas;
    std::vector<Relation> relations; ///< of all schemas that are not the system's, by schema and name
    std::unordered_map<Oid, std::size_t> by_oid; ///< into `relations`
    std::unordered_map<Oid, Type> types;         ///< those that columns use, and what those are made of
    std::unordered_map<Oid, std::vector<Column>> members;   ///< of composite types, by Type::relation
    std::unordered_map<Oid, std::vector<Oid>> view_sources; ///< which relations a view reads

    const Relation* find(Oid oid) const
    {
        const auto found = by_oid.find(oid);
        return found == by_oid.end() ? nullptr : &relations[found->second];
    }
    TableName table_name(const Relation& relation) const
    {
        return {database, schemas[relation.schema].name, relation.name};
    }
    /// Of an object of this database, whatever it is called: OIDs are given anew by a restored dump, so the
    /// cluster is part of it. `catalog_class` is where the object is listed, as in `pg_class`.
    std::string stable_id(std::string_view catalog_class, Oid object) const
    {
        return (system.empty() ? system : system + '/') + std::to_string(database_oid) + '/' +
               std::string(catalog_class) + '/' + std::to_string(object);
    }
    /// Of a relation that is listed.
    std::string name_of(Oid oid) const { return qualified_name(table_name(relations[by_oid.at(oid)])); }
};

} // namespace colophon::postgres
