// SPDX-License-Identifier: Apache-2.0
#include "audit.hpp"

#include "grants.hpp"
#include "queries.hpp"
#include "reader.hpp"

#include <algorithm>
#include <iterator>

namespace colophon::mysql {
namespace {

constexpr int most_helpers = 100;

/// From here on PUBLIC is among what SHOW GRANTS lists, and what everybody may do in `test` is granted to it.
constexpr int lists_public = 101100;

/// Reads lines of grants; what cannot be followed is remembered as such, and never repeated: it may hold the
/// hash of a password.
class RightsReader {
public:
    RightsReader(Connection& connection, ServerFacts server)
        : connection_(connection), server_(std::move(server))
    {
        rights_.account = server_.account;
    }

    AccountRights read()
    {
        rights_.at_login = read_in_force();
        connection_.execute("SET ROLE NONE");
        rights_.own = lines_of("SHOW GRANTS");
        rights_.sees_everybody = server_.mariadb && connection_.version().number >= lists_public;
        if (server_.helpers.contains("rights"))
            read_from_helper();
        read_roles();
        read_helpers();
        return std::move(rights_);
    }

    /// With the roles that the session has.
    std::vector<GrantLine> read_in_force()
    {
        return lines_of(server_.mariadb ? "SHOW GRANTS" : grants_using(roles_in_force()));
    }

private:
    void add_line(std::vector<GrantLine>& lines, const std::string& text)
    {
        if (auto line = parse_grant_line(text))
            lines.push_back(std::move(*line));
        else
            rights_.complete = false;
    }

    std::vector<GrantLine> lines_of(const std::string& statement)
    {
        std::vector<GrantLine> lines;
        connection_.query(statement, [&](const Row& row) { add_line(lines, row.text(0)); });
        return lines;
    }

    /// MySQL's answer is a list of roles, or NONE.
    std::vector<Grantee> roles_in_force()
    {
        std::string listed;
        connection_.query("SELECT CURRENT_ROLE()", [&](const Row& row) { listed = row.text(0); });
        const auto line = parse_grant_line("GRANT " + listed + " TO nobody");
        return line && listed != "NONE" ? line->roles : std::vector<Grantee>();
    }

    static std::string grants_using(const std::vector<Grantee>& roles)
    {
        std::string statement = "SHOW GRANTS FOR CURRENT_USER()";
        for (const Grantee& role : roles)
            statement += (role == roles.front() ? " USING " : ", ") + written(role);
        return statement;
    }

    /// What is given to the anonymous account of a database is everybody's, and SHOW GRANTS is silent about
    /// it.
    void read_from_helper()
    {
        bool unlocked = false;
        if (!try_query("CALL catalog_meta.rights()", [&](const Row& row) {
                if (row.raw(0) == "everybody")
                    add_line(rights_.own, row.text(1));
                else
                    unlocked = row.raw(1) != "locked: 1";
            }))
            return;
        rights_.sees_everybody = true;
        if (unlocked)
            rights_.unlocked_owner = "catalog_meta_owner@localhost";
    }

    /// A role of the account's own is asked with it. One of PUBLIC's cannot be taken on: what it gives is in
    /// force, and listed already.
    void read_roles()
    {
        std::vector<RoleRights> of_everybody;
        for (const GrantLine& line : rights_.own)
            if (line.kind == GrantLine::Kind::roles)
                for (const Grantee& role : line.roles)
                    (line.grantee.everybody ? of_everybody : rights_.roles)
                        .push_back({role, line.grantee, {}});
        for (RoleRights& role : rights_.roles)
            role.lines = lines_with(role.role);
        if (of_everybody.empty())
            return;
        const auto others =
            std::stable_partition(rights_.own.begin(), rights_.own.end(),
                                  [](const GrantLine& line) { return !is_role(line.grantee); });
        for (RoleRights& role : of_everybody)
            role.lines.assign(others, rights_.own.end());
        rights_.own.erase(others, rights_.own.end());
        std::move(of_everybody.begin(), of_everybody.end(), std::back_inserter(rights_.roles));
    }

    static bool is_role(const Grantee& grantee) { return !grantee.host && !grantee.everybody; }

    std::vector<GrantLine> lines_with(const Grantee& role)
    {
        if (!server_.mariadb)
            return lines_of(grants_using({role}));
        connection_.execute("SET ROLE " + written(role));
        return lines_of("SHOW GRANTS");
    }

    /// All that may be called there; our own tell the text of each.
    void read_helpers()
    {
        std::vector<std::string> sound;
        if (server_.helpers.contains("routine_definitions"))
            try_query(queries::helper_routines("catalog_meta", "PROCEDURE", {}, most_helpers),
                      [&](const Row& row) {
                          if (is_helper_body(row.raw(0), row.raw(7), server_.mariadb))
                              sound.push_back(row.text(0));
                      });
        connection_.query(queries::callable_helpers(), [&](const Row& row) {
            if (std::find(sound.begin(), sound.end(), row.text(0)) == sound.end())
                rights_.altered_helpers.push_back(row.text(0));
        });
    }

    /// A procedure that somebody altered may fail; that is found elsewhere.
    bool try_query(const std::string& statement, const Connection::Visit& visit)
    {
        try {
            connection_.query(statement, visit);
            return true;
        } catch (const DatabaseError& error) {
            if (error.connection_lost())
                throw;
            return false;
        }
    }

    Connection& connection_;
    ServerFacts server_;
    AccountRights rights_;
};

} // namespace

AccountRights read_rights(Connection& connection)
{
    return RightsReader(connection, read_server(connection)).read();
}

std::vector<std::string> read_scope(Connection& connection)
{
    ServerFacts server;
    server.mariadb = connection.version().mariadb;
    return scope_of(RightsReader(connection, std::move(server)).read_in_force());
}

} // namespace colophon::mysql
