// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// One line of what SHOW GRANTS answers, of MySQL 8 and MariaDB.
namespace colophon::mysql {

/// An account, a role, or everybody (PUBLIC).
struct Grantee {
    std::string name;
    std::optional<std::string> host; ///< roles of MariaDB have none
    bool everybody = false;

    friend bool operator==(const Grantee&, const Grantee&) = default;
};

struct GrantedPrivilege {
    std::string name;                 ///< in capital letters, as in `SHOW VIEW`
    std::vector<std::string> columns; ///< empty: of the whole object

    friend bool operator==(const GrantedPrivilege&, const GrantedPrivilege&) = default;
};

struct GrantTarget {
    enum class Level { server, database, table, routine };
    Level level = Level::server;
    std::string routine_kind; ///< `PROCEDURE`, `FUNCTION`, `PACKAGE`, `PACKAGE BODY`
    std::string database;     ///< at the level of databases a pattern with `_` and `%`, as it was written
    std::string object;

    friend bool operator==(const GrantTarget&, const GrantTarget&) = default;
};

struct GrantLine {
    enum class Kind { privileges, roles, proxy, default_role };
    Kind kind = Kind::privileges;
    bool revoked = false; ///< a partial revoke of MySQL: taken from what a wider grant gives
    std::vector<GrantedPrivilege> privileges; ///< without USAGE, which is none
    GrantTarget target;
    std::vector<Grantee> roles; ///< of `roles`
    Grantee grantee;
    bool may_pass_on = false; ///< GRANT OPTION or ADMIN OPTION
};

/// Unset where the line is none of these: what it says must be taken for unknown, not for nothing.
std::optional<GrantLine> parse_grant_line(std::string_view line);

/// A name between backquotes.
std::string quote_name(std::string_view name);
/// As statements name it: `` `user`@`host` ``, `` `role` `` or `PUBLIC`.
std::string written(const Grantee& grantee);
/// As GRANT and REVOKE name it: `` *.* ``, `` `db`.* ``, `` `db`.`table` ``, `` PROCEDURE `db`.`p` ``.
std::string written(const GrantTarget& target);
/// The database that the pattern means, where it means one: without `\` before `_` and `%`.
std::optional<std::string> only_database(const GrantTarget& target);

} // namespace colophon::mysql
