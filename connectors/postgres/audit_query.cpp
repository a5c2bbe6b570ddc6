// SPDX-License-Identifier: Apache-2.0
#include "audit_query.hpp"

namespace colophon::postgres {
namespace {

/// Who the session is, which roles it can become (`reach`: membership counts even where it is not inherited,
/// because of SET ROLE), and which memberships of its own lead there (`way`).
constexpr const char* roles = R"sql(
WITH me AS (SELECT * FROM pg_roles WHERE rolname = session_user),
reach AS (SELECT r.* FROM pg_roles r, me
          WHERE CASE WHEN me.rolsuper THEN r.oid = me.oid ELSE pg_has_role(me.oid, r.oid, 'MEMBER') END),
way AS (SELECT r.oid AS role, format('REVOKE %I FROM %I;', g.rolname, me.rolname) AS mend
        FROM me JOIN pg_auth_members m ON m.member = me.oid JOIN pg_roles g ON g.oid = m.roleid
        JOIN reach r ON r.oid <> me.oid AND pg_has_role(g.oid, r.oid, 'MEMBER')),
)sql";

/// Relations that somebody other than their owner may have rights on. One without any ACL is its owner's
/// alone, so the expensive has_…_privilege() is asked of few. A superuser is asked for nothing more.
constexpr const char* relations = R"sql(
rel AS (SELECT c.oid, c.relkind, c.relacl, c.relname, c.relowner, n.oid AS nsp, n.nspname,
          EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') AS ext,
          n.nspname IN ('pg_catalog', 'information_schema') AS sys
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_(toast|temp)'
          AND NOT (SELECT rolsuper FROM me)
          AND (c.relacl IS NOT NULL OR c.relowner IN (SELECT oid FROM reach)
               OR c.oid IN (SELECT attrelid FROM pg_attribute WHERE attacl IS NOT NULL))
          AND (n.nspname NOT IN ('pg_catalog', 'information_schema') OR c.relname IN
               ('pg_authid', 'pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject', 'pg_user_mapping'))),
can AS (SELECT rel.oid, bool_or(has_schema_privilege(r.oid, rel.nsp, 'USAGE')) AS usable,
          bool_or(has_table_privilege(r.oid, rel.oid, 'SELECT')
                  OR has_any_column_privilege(r.oid, rel.oid, 'SELECT')) AS reads,
          bool_or(has_table_privilege(r.oid, rel.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
                  OR has_any_column_privilege(r.oid, rel.oid, 'INSERT, UPDATE')) AS writes,
          bool_or(has_any_column_privilege(r.oid, rel.oid, 'REFERENCES')) AS refers
        FROM rel CROSS JOIN reach r GROUP BY rel.oid),
granted AS (SELECT rel.oid, a.grantee FROM rel CROSS JOIN aclexplode(rel.relacl) a
            UNION SELECT rel.oid, a.grantee FROM rel
              JOIN pg_attribute t ON t.attrelid = rel.oid AND t.attacl IS NOT NULL
              CROSS JOIN aclexplode(t.attacl) a),
ungrant AS (SELECT rel.oid, CASE WHEN g.grantee = 0
              THEN format('REVOKE ALL ON TABLE %I.%I FROM PUBLIC;', rel.nspname, rel.relname)
              ELSE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I;', rel.nspname, me.rolname) END AS mend
            FROM rel JOIN granted g ON g.oid = rel.oid JOIN me ON g.grantee IN (0, me.oid)
            UNION SELECT g.oid, way.mend FROM granted g JOIN way ON way.role = g.grantee),
tab AS (SELECT rel.*, can.usable, can.reads, can.writes, can.refers, ungrant.mend,
          format('%I.%I', rel.nspname, rel.relname) AS obj
        FROM rel JOIN can ON can.oid = rel.oid LEFT JOIN ungrant ON ungrant.oid = rel.oid),
)sql";

/// Rights on things that are no relations: (object, acl or its default, what it takes, statement to revoke).
constexpr const char* others = R"sql(
acl AS (
  SELECT 'can-create' AS code, format('schema %I', nspname) AS obj, nspowner AS owner, 'CREATE' AS privilege,
    coalesce(nspacl, acldefault('n', nspowner)) AS acl, format('CREATE ON SCHEMA %I', nspname) AS what
    FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  UNION ALL SELECT 'can-create', format('database %I', datname), datdba, 'CREATE',
    coalesce(datacl, acldefault('d', datdba)), format('CREATE ON DATABASE %I', datname)
    FROM pg_database WHERE datname = current_database()
  UNION ALL SELECT 'foreign-server', srvname::text, srvowner, 'USAGE',
    coalesce(srvacl, acldefault('S', srvowner)), format('USAGE ON FOREIGN SERVER %I', srvname)
    FROM pg_foreign_server
  UNION ALL SELECT 'large-object', oid::text, lomowner, 'SELECT',
    coalesce(lomacl, acldefault('L', lomowner)), format('SELECT ON LARGE OBJECT %s', oid)
    FROM pg_largeobject_metadata
  UNION ALL SELECT 'security-definer-routine', p.oid::regprocedure::text, p.proowner, 'EXECUTE',
    coalesce(p.proacl, acldefault('f', p.proowner)), format('EXECUTE ON FUNCTION %s', p.oid::regprocedure)
    FROM pg_proc p WHERE p.prosecdef AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
      AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      AND EXISTS (SELECT FROM reach r WHERE has_schema_privilege(r.oid, p.pronamespace, 'USAGE'))
  UNION ALL SELECT 'file-function', p.oid::regprocedure::text, p.proowner, 'EXECUTE', p.proacl,
    format('EXECUTE ON FUNCTION %s', p.oid::regprocedure)
    FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proacl IS NOT NULL
      AND p.proname IN ('pg_read_file', 'pg_read_binary_file', 'pg_ls_dir', 'lo_import', 'lo_export')
  UNION ALL SELECT 'default-privileges', format('tables that %I makes', o.rolname), 0, 'SELECT', d.defaclacl,
    format('%I%s', o.rolname, coalesce(format(' IN SCHEMA %I', n.nspname), ''))
    FROM pg_default_acl d JOIN pg_roles o ON o.oid = d.defaclrole
    LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace WHERE d.defaclobjtype = 'r'),
held AS (
  SELECT acl.code, acl.obj, CASE WHEN acl.code = 'default-privileges'
      THEN format('ALTER DEFAULT PRIVILEGES FOR ROLE %s REVOKE ALL ON TABLES FROM %s;', acl.what, w.who)
      ELSE format('REVOKE %s FROM %s;', acl.what, w.who) END AS mend
    FROM acl CROSS JOIN me CROSS JOIN aclexplode(acl.acl) a
    CROSS JOIN LATERAL (SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(me.rolname) END AS who) w
    WHERE a.privilege_type = acl.privilege AND a.grantee IN (0, me.oid) AND acl.owner <> me.oid
      AND NOT me.rolsuper
  UNION SELECT acl.code, acl.obj, way.mend FROM acl CROSS JOIN aclexplode(acl.acl) a
    JOIN way ON way.role = a.grantee WHERE a.privilege_type = acl.privilege
  UNION SELECT acl.code, acl.obj, NULL FROM acl JOIN me ON acl.owner = me.oid WHERE NOT me.rolsuper),
)sql";

constexpr const char* findings = R"sql(
f(sev, code, obj, mend) AS (
  SELECT CASE WHEN r.rolsuper OR r.rolreplication OR r.rolbypassrls
                OR r.rolcreaterole AND current_setting('server_version_num')::int < 160000
              THEN 'CRITICAL' ELSE 'WARN' END, 'role-attribute', r.rolname::text,
         CASE WHEN r.oid = me.oid THEN format('ALTER ROLE %I%s%s%s%s;', r.rolname,
           CASE WHEN r.rolsuper THEN ' NOSUPERUSER' END, CASE WHEN r.rolreplication THEN ' NOREPLICATION' END,
           CASE WHEN r.rolbypassrls THEN ' NOBYPASSRLS' END, CASE WHEN r.rolcreaterole THEN ' NOCREATEROLE' END)
         ELSE way.mend END
    FROM me CROSS JOIN reach r LEFT JOIN way ON way.role = r.oid
    WHERE r.rolsuper OR r.rolreplication OR r.rolbypassrls OR r.rolcreaterole
  UNION ALL SELECT 'CRITICAL', 'predefined-role', r.rolname::text, way.mend
    FROM reach r LEFT JOIN way ON way.role = r.oid
    WHERE r.rolname IN ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files',
      'pg_write_server_files', 'pg_execute_server_program', 'pg_maintain', 'pg_create_subscription',
      'rds_superuser', 'rds_replication', 'cloudsqlsuperuser', 'alloydbsuperuser', 'azure_pg_admin')
  UNION ALL SELECT 'WARN', 'query-text-role', r.rolname::text, way.mend
    FROM reach r LEFT JOIN way ON way.role = r.oid WHERE r.rolname IN ('pg_read_all_stats', 'pg_monitor')
  UNION ALL SELECT CASE WHEN sys OR usable AND NOT ext THEN 'CRITICAL' WHEN ext THEN 'INFO' ELSE 'WARN' END,
         CASE WHEN sys THEN 'sensitive-catalog' WHEN ext THEN 'extension-relation'
              WHEN usable THEN 'readable-relation' ELSE 'select-without-usage' END,
         obj, CASE WHEN NOT ext THEN mend END FROM tab WHERE reads
  UNION ALL SELECT CASE WHEN usable AND writes THEN 'CRITICAL' ELSE 'WARN' END, 'writable-relation', obj, mend
    FROM tab WHERE (writes OR refers) AND NOT sys AND NOT ext
  UNION ALL SELECT 'CRITICAL', 'owns-relation', obj, CASE WHEN tab.relowner = me.oid
         THEN format('REASSIGN OWNED BY %I TO CURRENT_USER;', me.rolname) ELSE way.mend END
    FROM tab CROSS JOIN me JOIN reach ON reach.oid = tab.relowner LEFT JOIN way ON way.role = reach.oid
    WHERE NOT sys
  UNION ALL SELECT 'CRITICAL', 'owns-database', d.datname::text, CASE WHEN d.datdba = me.oid
         THEN format('ALTER DATABASE %I OWNER TO CURRENT_USER;', d.datname) ELSE way.mend END
    FROM pg_database d CROSS JOIN me JOIN reach ON reach.oid = d.datdba LEFT JOIN way ON way.role = reach.oid
    WHERE NOT me.rolsuper
  UNION ALL SELECT CASE held.code WHEN 'file-function' THEN 'CRITICAL' ELSE 'WARN' END, code, obj, mend FROM held
  UNION ALL SELECT 'WARN', 'lo_compat_privileges', 'on', 'ALTER SYSTEM SET lo_compat_privileges = off;'
    WHERE current_setting('lo_compat_privileges') = 'on'
  UNION ALL SELECT 'CRITICAL', 'CVE-2024-4317', v.relname::text,
         format('REVOKE SELECT ON pg_catalog.%I FROM PUBLIC;', v.relname)
    FROM pg_class v WHERE v.relnamespace = 'pg_catalog'::regnamespace
      AND v.relname IN ('pg_stats_ext', 'pg_stats_ext_exprs') AND NOT (SELECT rolsuper FROM me)
      AND EXISTS (SELECT FROM reach r WHERE has_table_privilege(r.oid, v.oid, 'SELECT'))
      AND to_regclass('pg_catalog.pg_stats_ext_exprs') IS NOT NULL
      AND position('pg_has_role' IN pg_get_viewdef(to_regclass('pg_catalog.pg_stats_ext_exprs'))) = 0
  UNION ALL SELECT 'INFO', 'can-connect-elsewhere', datname::text, NULL FROM pg_database
    WHERE datallowconn AND datname <> current_database() AND has_database_privilege(oid, 'CONNECT'))
SELECT DISTINCT sev, code, obj, mend FROM f ORDER BY sev, code, obj, mend
)sql";

} // namespace

std::string audit_query()
{
    return std::string(roles) + relations + others + findings;
}

} // namespace colophon::postgres
