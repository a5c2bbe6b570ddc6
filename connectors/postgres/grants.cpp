// SPDX-License-Identifier: Apache-2.0
#include "grants.hpp"

#include "connection.hpp"

namespace colophon::postgres {
namespace {

constexpr const char* default_role = "colophon_reader";

/// A dollar quote that does not stand in the text.
std::string dollar_quote(const std::string& text)
{
    std::string tag = "$colophon$";
    while (text.find(tag) != std::string::npos)
        tag.insert(tag.size() - 1, "_");
    return tag;
}

std::string create_role(const std::string& role)
{
    const std::string name = quote_identifier(role);
    const std::string tag = dollar_quote(role);
    return "DO " + tag +
           "\nBEGIN\n"
           "    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = " +
           quote_literal(role) +
           ") THEN\n"
           "        CREATE ROLE " +
           name +
           ";\n"
           "    END IF;\n"
           "END\n" +
           tag + ";\n";
}

std::string grant_connect(const GrantRequest& request, const std::string& role)
{
    std::string sql;
    for (const std::string& database : request.databases)
        sql += "GRANT CONNECT ON DATABASE " + quote_identifier(database) + " TO " + quote_identifier(role) +
               ";\n";
    if (request.databases.empty())
        sql = "SELECT pg_catalog.format('GRANT CONNECT ON DATABASE %I TO %I', datname, " +
              quote_literal(role) +
              ")\n    FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate\n\\gexec\n";
    return sql;
}

} // namespace

std::string grants(const GrantRequest& request)
{
    const std::string role = request.role.empty() ? default_role : request.role;
    const std::string name = quote_identifier(role);
    const auto set = [&](const char* what) { return "ALTER ROLE " + name + " SET " + what + ";\n"; };
    return "-- The account with which Colophon reads metadata from PostgreSQL. It can connect, and nothing "
           "else: no\n"
           "-- USAGE on any schema, no SELECT on any table. The system catalogs tell it all that there is to "
           "know.\n"
           "-- Run with psql as an administrator, as often as you like.\n" +
           create_role(role) + "ALTER ROLE " + name + " LOGIN CONNECTION LIMIT 4;\n" +
           grant_connect(request, role) +
           "-- Convenience, no barrier: what keeps the account from data is that nothing was granted.\n" +
           set("default_transaction_read_only = on") + set("search_path = pg_catalog") +
           set("statement_timeout = '60s'") + set("lock_timeout = '1s'") +
           set("idle_in_transaction_session_timeout = '30s'") +
           "-- Set the password apart, so that it stands in no file:\n--   \\password " + name + "\n";
}

} // namespace colophon::postgres
