// SPDX-License-Identifier: Apache-2.0
#include "queries.hpp"

namespace colophon::postgres::queries {
namespace {

/// Schemas that are not the system's own. `pg_` is reserved, so no user's schema begins with it.
constexpr const char* user_schema = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// Columns that came with a version are NULL before it.
std::string since(int version, int first, const char* column)
{
    return version >= first ? column : "NULL";
}

} // namespace

std::string databases()
{
    return "SELECT datname, has_database_privilege(oid, 'CONNECT'), datallowconn, datistemplate FROM "
           "pg_database"
           " ORDER BY datname::text COLLATE \"C\"";
}

std::string database()
{
    return "SELECT shobj_description(oid, 'pg_database'), current_setting('block_size'),"
           " oid, has_function_privilege(to_regprocedure('pg_control_system()'), 'EXECUTE') FROM pg_database"
           " WHERE datname = current_database()";
}

std::string system_identifier()
{
    return "SELECT system_identifier FROM pg_control_system()";
}

std::string schemas()
{
    return std::string(
               "SELECT n.oid, n.nspname, pg_get_userbyid(n.nspowner), d.description FROM pg_namespace n"
               " LEFT JOIN pg_description d"
               " ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid AND d.objsubid = 0"
               " WHERE ") +
           user_schema + " ORDER BY n.nspname::text COLLATE \"C\"";
}

std::string relations()
{
    return std::string("SELECT c.relnamespace, c.oid, p.inhparent, c.relkind, c.relispartition, c.relnatts,"
                       " c.reltuples, c.relpages + coalesce(t.relpages, 0) + coalesce(i.pages, 0), c.relname"
                       " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                       " LEFT JOIN pg_inherits p ON p.inhrelid = c.oid AND c.relispartition"
                       " LEFT JOIN pg_class t ON t.oid = c.reltoastrelid"
                       " LEFT JOIN (SELECT x.indrelid, sum(ic.relpages) AS pages FROM pg_index x"
                       " JOIN pg_class ic ON ic.oid = x.indexrelid GROUP BY x.indrelid) i"
                       " ON i.indrelid = c.oid"
                       " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND ") +
           user_schema;
}

std::string types()
{
    // From the types of columns down to elements, base types and members, whose columns are in pg_attribute
    // too.
    return "WITH RECURSIVE used(oid) AS ("
           " SELECT DISTINCT atttypid FROM pg_attribute"
           " WHERE attrelid >= 16384 AND attnum > 0 AND NOT attisdropped"
           " UNION SELECT CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.typelem END"
           " FROM used JOIN pg_type t ON t.oid = used.oid WHERE t.typtype = 'd' OR t.typcategory = 'A')"
           " SELECT t.oid, t.typname, t.typtype, t.typcategory, t.typnotnull, t.typbasetype,"
           " CASE t.typcategory WHEN 'A' THEN t.typelem ELSE 0 END,"
           " CASE t.typtype WHEN 'c' THEN t.typrelid ELSE 0 END, format_type(t.oid, NULL)"
           " FROM used JOIN pg_type t ON t.oid = used.oid";
}

std::string members()
{
    return "SELECT a.attrelid, a.attnum, a.attname, a.atttypid, format_type(a.atttypid, a.atttypmod),"
           " a.attnotnull, NULL, NULL, NULL, d.description FROM pg_attribute a LEFT JOIN pg_description d"
           " ON d.classoid = 'pg_class'::regclass AND d.objoid = a.attrelid AND d.objsubid = a.attnum"
           " WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped";
}

std::string view_sources()
{
    // Before 16 a view depends on itself as well.
    return "SELECT DISTINCT r.ev_class, d.refobjid FROM pg_rewrite r JOIN pg_depend d"
           " ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = "
           "'pg_class'::regclass"
           " AND d.deptype = 'n' WHERE r.rulename = '_RETURN' AND r.ev_class <> d.refobjid"
           " AND r.ev_class >= 16384";
}

std::string details()
{
    // Options of foreign tables and servers may hold passwords: only the two named here leave the server.
    return "SELECT c.oid, pg_get_userbyid(c.relowner), c.relpersistence, c.relrowsecurity,"
           " CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END, am.amname, s.srvname,"
           " (SELECT option_value FROM pg_options_to_table(ft.ftoptions) WHERE option_name = 'schema_name'),"
           " (SELECT option_value FROM pg_options_to_table(ft.ftoptions) WHERE option_name = 'table_name'),"
           " d.description FROM pg_class c"
           " LEFT JOIN pg_am am ON am.oid = c.relam"
           " LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid"
           " LEFT JOIN pg_foreign_server s ON s.oid = ft.ftserver"
           " LEFT JOIN pg_description d"
           " ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0"
           " WHERE c.oid = ANY ($1::oid[])";
}

std::string columns(int version)
{
    // pg_get_expr() with a relation opens and locks it; a default never names a column, so it needs none.
    const std::string generated = since(version, 120000, "a.attgenerated");
    return "SELECT a.attrelid, a.attnum, a.attname, a.atttypid, format_type(a.atttypid, a.atttypmod),"
           " a.attnotnull, a.attidentity, " +
           generated + ", CASE WHEN a.atthasdef AND coalesce(" + generated +
           ", '') = '' THEN pg_get_expr(f.adbin, 0) END, d.description FROM pg_attribute a"
           " LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum"
           " LEFT JOIN pg_description d"
           " ON d.classoid = 'pg_class'::regclass AND d.objoid = a.attrelid AND d.objsubid = a.attnum"
           " WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped";
}

std::string constraints(int version)
{
    // A key to or from a partitioned table has a copy for every partition. Those that a partition has for its
    // parent's key belong to it; those that stand on the same table a second time do not.
    const std::string original = version >= 110000
                                     ? " AND NOT EXISTS (SELECT FROM pg_constraint o"
                                       " WHERE o.oid = k.conparentid AND o.conrelid = k.conrelid)"
                                     : "";
    return "SELECT k.conrelid, k.oid, k.contype, k.confrelid, k.conname, a.attname, b.attname"
           " FROM pg_constraint k"
           " CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(att, fatt, place)"
           " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.att"
           " LEFT JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.fatt"
           " WHERE k.contype IN ('p', 'f') AND k.conrelid = ANY ($1::oid[])" +
           original + " ORDER BY k.conrelid, k.conname::text COLLATE \"C\", k.oid, u.place";
}

std::string locked_relations()
{
    return "SELECT DISTINCT relation FROM pg_locks WHERE locktype = 'relation' AND mode = "
           "'AccessExclusiveLock'"
           " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
}

std::string view_definitions()
{
    return "SELECT c.oid, pg_get_viewdef(c.oid) FROM pg_class c"
           " WHERE c.oid = ANY ($1::oid[]) AND c.relkind IN ('v', 'm')";
}

std::string generated_expressions()
{
    return "SELECT a.attrelid, a.attnum, pg_get_expr(f.adbin, f.adrelid) FROM pg_attribute a"
           " JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum"
           " WHERE a.attrelid = ANY ($1::oid[]) AND a.attgenerated <> '' AND NOT a.attisdropped";
}

} // namespace colophon::postgres::queries
