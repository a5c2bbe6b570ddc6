// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// Every statement that reads metadata. All ask raw catalogs by OID: no lock that a change of a table could
/// meet, no name that needs USAGE on a schema. `version` is the server's, as in 150020.
namespace colophon::postgres::queries {

/// name, whether the account may connect, whether connections are allowed at all, whether it is a template
std::string databases();
/// comment of this database, block size, oid, whether the account may run system_identifier()
std::string database();
/// what tells this cluster from all others
std::string system_identifier();
/// oid, name, owner, comment
std::string schemas();
/// schema oid, oid, parent, kind, is partition, columns, tuples, pages, name
std::string relations();
/// oid, name, kind, category, not null, base, element, relation, formatted
std::string types();
/// relation oid and the columns of `columns()`, of composite types; $1 their relations
std::string members();
/// view oid, oid of a relation that it reads
std::string view_sources();

/// oid, owner, persistence, row security, partition key, access method, foreign server, remote schema,
/// remote table, comment; $1 relations
std::string details();
/// relation oid, number, name, type oid, formatted type, not null, identity, generated, default, comment; $1
/// relations
std::string columns(int version);
/// relation oid, constraint oid, kind, target oid, name, column, column of the target: one row a column, in
/// the order of the key; $1 relations
std::string constraints(int version);

/// The relations that another session holds an ACCESS EXCLUSIVE lock on.
std::string locked_relations();
/// oid, definition; $1 views. Takes locks: to be run outside a transaction, on few at a time.
std::string view_definitions();
/// relation oid, number, expression of generated columns; $1 relations. Takes locks likewise.
std::string generated_expressions();

} // namespace colophon::postgres::queries
