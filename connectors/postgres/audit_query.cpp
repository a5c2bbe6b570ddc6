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
way AS (SELECT r.oid AS role, 'membership' AS mend, ARRAY['through', g.rolname]::text[] AS names
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
ungrant AS (SELECT rel.oid, CASE g.grantee WHEN 0 THEN 'public' ELSE 'account' END AS mend,
              CASE g.grantee WHEN 0 THEN ARRAY['schema', rel.nspname, 'object', rel.relname]::text[]
                ELSE ARRAY['schema', rel.nspname]::text[] END AS names
            FROM rel JOIN granted g ON g.oid = rel.oid JOIN me ON g.grantee IN (0, me.oid)
            UNION SELECT g.oid, way.mend, way.names FROM granted g JOIN way ON way.role = g.grantee),
tab AS (SELECT rel.*, can.usable, can.reads, can.writes, can.refers, ungrant.mend, ungrant.names,
          format('%I.%I', rel.nspname, rel.relname) AS obj
        FROM rel JOIN can ON can.oid = rel.oid LEFT JOIN ungrant ON ungrant.oid = rel.oid),
)sql";

/// Rights on things that are no relations: (object, its owner, what is looked for, acl or its default, how it
/// is revoked, and on what).
constexpr const char* others = R"sql(
acl AS (
  SELECT 'can-create' AS code, format('schema %I', nspname) AS obj, nspowner AS owner, 'CREATE' AS privilege,
    coalesce(nspacl, acldefault('n', nspowner)) AS acl, 'schema' AS mend,
    ARRAY['object', nspname]::text[] AS names
    FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  UNION ALL SELECT 'can-create', format('database %I', datname), datdba, 'CREATE',
    coalesce(datacl, acldefault('d', datdba)), 'database', ARRAY['object', datname]::text[]
    FROM pg_database WHERE datname = current_database()
  UNION ALL SELECT 'foreign-server', srvname::text, srvowner, 'USAGE',
    coalesce(srvacl, acldefault('S', srvowner)), 'grant', ARRAY['object', srvname]::text[]
    FROM pg_foreign_server
  UNION ALL SELECT 'large-object', oid::text, lomowner, 'SELECT',
    coalesce(lomacl, acldefault('L', lomowner)), 'grant', ARRAY['object', oid::text]
    FROM pg_largeobject_metadata
  UNION ALL SELECT 'security-definer-routine', p.oid::regprocedure::text, p.proowner, 'EXECUTE',
    coalesce(p.proacl, acldefault('f', p.proowner)), 'grant', ARRAY['object', p.oid::regprocedure::text]
    FROM pg_proc p WHERE p.prosecdef AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
      AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      AND EXISTS (SELECT FROM reach r WHERE has_schema_privilege(r.oid, p.pronamespace, 'USAGE'))
  UNION ALL SELECT 'file-function', p.oid::regprocedure::text, p.proowner, 'EXECUTE', p.proacl,
    'grant', ARRAY['object', p.oid::regprocedure::text]
    FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proacl IS NOT NULL
      AND p.proname IN ('pg_read_file', 'pg_read_binary_file', 'pg_ls_dir', 'lo_import', 'lo_export')
  UNION ALL SELECT 'default-privileges', format('tables that %I makes', o.rolname), 0, 'SELECT', d.defaclacl,
    CASE WHEN n.oid IS NULL THEN 'everywhere' ELSE 'schema' END,
    ARRAY['object', o.rolname, 'schema', n.nspname]::text[]
    FROM pg_default_acl d JOIN pg_roles o ON o.oid = d.defaclrole
    LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace WHERE d.defaclobjtype = 'r'),
held AS (
  SELECT acl.code, acl.obj, acl.mend, acl.names || ARRAY['grantee',
      CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(me.rolname) END] AS names
    FROM acl CROSS JOIN me CROSS JOIN aclexplode(acl.acl) a
    WHERE a.privilege_type = acl.privilege AND a.grantee IN (0, me.oid) AND acl.owner <> me.oid
      AND NOT me.rolsuper
  UNION SELECT acl.code, acl.obj, way.mend, way.names FROM acl CROSS JOIN aclexplode(acl.acl) a
    JOIN way ON way.role = a.grantee WHERE a.privilege_type = acl.privilege
  UNION SELECT acl.code, acl.obj, NULL, NULL FROM acl JOIN me ON acl.owner = me.oid WHERE NOT me.rolsuper),
)sql";

constexpr const char* findings = R"sql(
f(code, obj, mend, names) AS (
  SELECT CASE WHEN r.rolsuper OR r.rolreplication OR r.rolbypassrls
                OR current_setting('server_version_num')::int < 160000 THEN 'role-attribute' ELSE 'makes-roles' END,
         r.rolname::text, CASE WHEN r.oid = me.oid THEN 'account' ELSE way.mend END,
         CASE WHEN r.oid = me.oid THEN ARRAY['attributes', concat_ws(' ',
           CASE WHEN r.rolsuper THEN 'NOSUPERUSER' END, CASE WHEN r.rolreplication THEN 'NOREPLICATION' END,
           CASE WHEN r.rolbypassrls THEN 'NOBYPASSRLS' END, CASE WHEN r.rolcreaterole THEN 'NOCREATEROLE' END)]
         ELSE way.names END
    FROM me CROSS JOIN reach r LEFT JOIN way ON way.role = r.oid
    WHERE r.rolsuper OR r.rolreplication OR r.rolbypassrls OR r.rolcreaterole
  UNION ALL SELECT 'predefined-role', r.rolname::text, way.mend, way.names
    FROM reach r LEFT JOIN way ON way.role = r.oid
    WHERE r.rolname IN ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files',
      'pg_write_server_files', 'pg_execute_server_program', 'pg_maintain', 'pg_create_subscription',
      'rds_superuser', 'rds_replication', 'cloudsqlsuperuser', 'alloydbsuperuser', 'azure_pg_admin')
  UNION ALL SELECT 'query-text-role', r.rolname::text, way.mend, way.names
    FROM reach r LEFT JOIN way ON way.role = r.oid WHERE r.rolname IN ('pg_read_all_stats', 'pg_monitor')
  UNION ALL SELECT CASE WHEN sys THEN 'sensitive-catalog' WHEN ext THEN 'extension-relation'
              WHEN usable THEN 'readable-relation' ELSE 'select-without-usage' END,
         obj, CASE WHEN sys OR NOT ext THEN mend END, names FROM tab WHERE reads
  UNION ALL SELECT CASE WHEN usable AND writes THEN 'writable-relation' ELSE 'dormant-right' END, obj, mend, names
    FROM tab WHERE (writes OR refers) AND NOT sys AND NOT ext
  UNION ALL SELECT 'owns-relation', obj, CASE WHEN tab.relowner = me.oid THEN 'account' ELSE way.mend END, way.names
    FROM tab CROSS JOIN me JOIN reach ON reach.oid = tab.relowner LEFT JOIN way ON way.role = reach.oid
    WHERE NOT sys
  UNION ALL SELECT 'owns-database', d.datname::text, CASE WHEN d.datdba = me.oid THEN 'account' ELSE way.mend END,
         CASE WHEN d.datdba = me.oid THEN ARRAY['object', d.datname]::text[] ELSE way.names END
    FROM pg_database d CROSS JOIN me JOIN reach ON reach.oid = d.datdba LEFT JOIN way ON way.role = reach.oid
    WHERE NOT me.rolsuper
  UNION ALL SELECT code, obj, mend, names FROM held
  UNION ALL SELECT 'lo_compat_privileges', 'on', 'setting', NULL
    WHERE current_setting('lo_compat_privileges') = 'on'
  UNION ALL SELECT 'CVE-2024-4317', v.relname::text, 'public', ARRAY['object', v.relname]::text[]
    FROM pg_class v WHERE v.relnamespace = 'pg_catalog'::regnamespace
      AND v.relname IN ('pg_stats_ext', 'pg_stats_ext_exprs') AND NOT (SELECT rolsuper FROM me)
      AND EXISTS (SELECT FROM reach r WHERE has_table_privilege(r.oid, v.oid, 'SELECT'))
      AND to_regclass('pg_catalog.pg_stats_ext_exprs') IS NOT NULL
      AND position('pg_has_role' IN pg_get_viewdef(to_regclass('pg_catalog.pg_stats_ext_exprs'))) = 0
  UNION ALL SELECT 'can-connect-elsewhere', datname::text, NULL, NULL FROM pg_database
    WHERE datallowconn AND datname <> current_database() AND has_database_privilege(oid, 'CONNECT'))
SELECT DISTINCT code, obj, mend, names[1], names[2], names[3], names[4], names[5], names[6] FROM f
ORDER BY code, obj, mend, names[1], names[2], names[3], names[4], names[5], names[6]
)sql";

} // namespace

std::string audit_query()
{
    return std::string(roles) + relations + others + findings;
}

} // namespace colophon::postgres
