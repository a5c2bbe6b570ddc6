// SPDX-License-Identifier: Apache-2.0
#include "rights.hpp"

#include "grants.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace colophon::mysql {
namespace {

constexpr std::size_t most_samples = 5;
constexpr std::string_view all_privileges = "ALL PRIVILEGES";
constexpr std::string_view helper_database = "catalog_meta";

struct Danger {
    std::string_view privilege;
    std::string_view code; ///< empty: harmless
};

/// Of MySQL 8 and MariaDB, dynamic privileges included; what is not here serves the running of a server.
constexpr std::array dangers{
    Danger{"REFERENCES", {}},
    Danger{"SHOW VIEW", {}},
    Danger{"SHOW DATABASES", {}},
    Danger{"SHOW CREATE ROUTINE", {}},
    Danger{"SHOW_ROUTINE", {}},
    Danger{"SELECT", "reads-rows"},
    Danger{all_privileges, "reads-rows"},
    Danger{"INSERT", "writes-rows"},
    Danger{"UPDATE", "writes-rows"},
    Danger{"DELETE", "writes-rows"},
    Danger{"DELETE HISTORY", "writes-rows"},
    Danger{"DROP", "writes-rows"},
    Danger{"ALTER", "writes-rows"},
    Danger{"INDEX", "writes-rows"}, // a unique index that cannot be made names the value
    Danger{"TRIGGER", "writes-rows"},
    Danger{"SUPER", "rules-server"},
    Danger{"FILE", "rules-server"},
    Danger{"PROXY", "rules-server"},
    Danger{"CREATE USER", "rules-server"},
    Danger{"SET USER", "rules-server"},
    Danger{"SET_USER_ID", "rules-server"},
    Danger{"SET_ANY_DEFINER", "rules-server"},
    Danger{"ALLOW_NONEXISTENT_DEFINER", "rules-server"},
    Danger{"ROLE_ADMIN", "rules-server"},
    Danger{"BINLOG REPLAY", "rules-server"},
    Danger{"REPLICATION_APPLIER", "rules-server"},
    Danger{"FEDERATED ADMIN", "rules-server"},
    Danger{"SYSTEM_VARIABLES_ADMIN", "rules-server"},
    Danger{"PERSIST_RO_VARIABLES_ADMIN", "rules-server"},
    Danger{"REPLICATION SLAVE", "copies-server"},
    Danger{"REPLICATION REPLICA", "copies-server"},
    Danger{"BINLOG MONITOR", "copies-server"},
    Danger{"BACKUP_ADMIN", "copies-server"},
    Danger{"CLONE_ADMIN", "copies-server"},
    Danger{"PROCESS", "statements-of-others"},
    Danger{"EXECUTE", "runs-routines"},
    Danger{"CREATE", "can-create"},
    Danger{"CREATE TEMPORARY TABLES", "can-create"},
    Danger{"CREATE VIEW", "can-create"},
    Danger{"CREATE ROUTINE", "can-create"},
    Danger{"ALTER ROUTINE", "can-create"},
    Danger{"CREATE TABLESPACE", "can-create"},
    Danger{"EVENT", "can-create"},
};

/// Tables of the server's own that are less than rows.
struct OwnTable {
    std::string_view database;
    std::string_view table; ///< empty: all of them
    std::string_view code;
};
constexpr std::array own_tables{
    OwnTable{"mysql", "innodb_table_stats", {}}, // numbers of rows
    OwnTable{"mysql", "innodb_index_stats", {}},
    OwnTable{"mysql", "proc", "statements-of-others"},
    OwnTable{"performance_schema", {}, "statements-of-others"},
    OwnTable{"sys", {}, "statements-of-others"},
};

bool is_helper(const GrantTarget& target)
{
    return only_database(target) == helper_database;
}

std::string_view code_of_reading(const GrantTarget& target)
{
    const auto database = only_database(target);
    const auto* found = std::find_if(own_tables.begin(), own_tables.end(), [&](const OwnTable& row) {
        return database == row.database && (row.table.empty() || row.table == target.object);
    });
    return found == own_tables.end() ? "reads-rows" : found->code;
}

std::string_view code_of(const std::string& privilege, const GrantTarget& target, bool may_refer)
{
    if (privilege == "SELECT")
        return code_of_reading(target);
    if (privilege == "EXECUTE" && is_helper(target))
        return {};
    if (privilege == "CREATE" && may_refer)
        return "value-oracle";
    const auto* found = std::find_if(dangers.begin(), dangers.end(),
                                     [&](const Danger& row) { return row.privilege == privilege; });
    return found == dangers.end() ? "server-duties" : found->code;
}

std::string written(const GrantedPrivilege& privilege)
{
    std::string columns;
    for (const std::string& column : privilege.columns)
        columns += (columns.empty() ? "" : ", ") + quote_name(column);
    return columns.empty() ? privilege.name : privilege.name + " (" + columns + ')';
}

bool holds(const GrantLine& line, std::string_view privilege)
{
    return line.kind == GrantLine::Kind::privileges && !line.revoked &&
           std::any_of(line.privileges.begin(), line.privileges.end(), [&](const GrantedPrivilege& held) {
               return held.name == privilege || held.name == all_privileges;
           });
}

bool same_right(const GrantLine& a, const GrantLine& b)
{
    return a.kind == b.kind && a.privileges == b.privileges && a.target == b.target && a.grantee == b.grantee;
}

/// Findings of one code are joined; the statements of those that one REVOKE can end, too.
class Findings {
public:
    explicit Findings(const Grantee& account) : account_(account) {}

    /// `role` is the one that leads to the line, where one does.
    void add(const GrantLine& line, const RoleRights* role, bool may_refer)
    {
        if (line.kind == GrantLine::Kind::default_role)
            return;
        if (line.kind == GrantLine::Kind::privileges && line.revoked) {
            add("partial-view", "");
            return;
        }
        std::map<std::string_view, std::string> by_code;
        for (const GrantedPrivilege& privilege : line.privileges)
            if (const auto code = code_of(privilege.name, line.target, may_refer); !code.empty())
                by_code[code] += (by_code.contains(code) ? ", " : "") + written(privilege);
        const std::string target = line.kind == GrantLine::Kind::proxy ? mysql::written(line.roles.front())
                                                                       : mysql::written(line.target);
        for (const auto& [code, privileges] : by_code)
            mend(add(code, privileges + " ON " + target), line, privileges, target, role);
        if (line.may_pass_on)
            add_passing_on(line, target, role);
    }

    AuditFinding& add(std::string_view code, const std::string& sample)
    {
        auto [at, fresh] = indices_.try_emplace(std::string(code), findings_.size());
        if (fresh) {
            const FindingKind& kind = permissions().finding(code);
            findings_.push_back({kind.severity, kind.code, kind.explanation, 0, {}, {}});
        }
        AuditFinding& finding = findings_[at->second];
        ++finding.count;
        if (finding.samples.size() < most_samples && !sample.empty())
            finding.samples.push_back(sample);
        return finding;
    }

    void mend(AuditFinding& finding, std::string_view way, PlaceholderValues values) const
    {
        const auto& ways = permissions().finding(finding.code).mend;
        finding.mend.push_back(fill(permissions().quoting, ways.at(std::string(way)), values));
    }

    /// The gravest first. A statement stands once: a second REVOKE of the same would be an error.
    std::vector<AuditFinding> take()
    {
        std::stable_sort(
            findings_.begin(), findings_.end(),
            [](const AuditFinding& a, const AuditFinding& b) { return a.severity > b.severity; });
        std::set<std::string> said;
        for (AuditFinding& finding : findings_)
            std::erase_if(finding.mend,
                          [&](const std::string& statement) { return !said.insert(statement).second; });
        return std::move(findings_);
    }

private:
    void add_passing_on(const GrantLine& line, const std::string& target, const RoleRights* role)
    {
        if (line.kind != GrantLine::Kind::roles) {
            mend(add("passes-on", "GRANT OPTION ON " + target), line, "GRANT OPTION", target, role);
            return;
        }
        for (const Grantee& granted : line.roles)
            mend(add("passes-on", "ADMIN OPTION FOR " + mysql::written(granted)), "role",
                 {{"role", mysql::written(granted)}, {"grantee", mysql::written(line.grantee)}});
    }

    void mend(AuditFinding& finding, const GrantLine& line, const std::string& privileges,
              const std::string& target, const RoleRights* role) const
    {
        if (role != nullptr) {
            mend(finding, "role",
                 {{"role", mysql::written(role->role)}, {"grantee", mysql::written(role->holder)}});
            return;
        }
        if (line.grantee.name.empty()) {
            mend(finding, "everybody",
                 {{"database", line.target.database}, {"host", line.grantee.host.value_or("%")}});
            return;
        }
        const bool all = privileges == all_privileges && line.grantee == account_;
        mend(finding, all ? "all" : "right",
             {{"privilege", privileges}, {"target", target}, {"grantee", mysql::written(line.grantee)}});
    }

    Grantee account_;
    std::vector<AuditFinding> findings_;
    std::map<std::string, std::size_t, std::less<>> indices_;
};

Grantee account_of(const std::string& account)
{
    const std::size_t at = std::min(account.rfind('@'), account.size());
    return {account.substr(0, at), at < account.size() ? account.substr(at + 1) : "", false};
}

bool may_refer(const AccountRights& rights)
{
    const auto refers = [](const GrantLine& line) { return holds(line, "REFERENCES"); };
    return std::any_of(rights.own.begin(), rights.own.end(), refers) ||
           std::any_of(rights.roles.begin(), rights.roles.end(), [&](const RoleRights& role) {
               return std::any_of(role.lines.begin(), role.lines.end(), refers);
           });
}

void add_rights(const AccountRights& rights, Findings& findings)
{
    const bool refers = may_refer(rights);
    for (const GrantLine& line : rights.own)
        findings.add(line, nullptr, refers);
    for (const RoleRights& role : rights.roles)
        for (const GrantLine& line : role.lines)
            if (std::none_of(rights.own.begin(), rights.own.end(),
                             [&](const GrantLine& own) { return same_right(own, line); }))
                findings.add(line, &role, refers);
}

void add_helper(const AccountRights& rights, Findings& findings)
{
    for (const std::string& name : rights.altered_helpers)
        findings.add("helper-altered", "catalog_meta." + name);
    if (rights.unlocked_owner) {
        const std::string owner = mysql::written(account_of(*rights.unlocked_owner));
        findings.mend(findings.add("helper-not-locked", owner), "owner", {{"owner", owner}});
    }
}

/// Not itself.
bool covers(const GrantTarget& wide, const GrantTarget& narrow)
{
    if (wide == narrow)
        return false;
    return wide.level == GrantTarget::Level::server ||
           (wide.level == GrantTarget::Level::database && only_database(wide) &&
            only_database(wide) == only_database(narrow));
}

/// Any of these on a table shows it.
bool shows_tables(const GrantedPrivilege& privilege, const GrantTarget& target)
{
    const std::string_view code = code_of(privilege.name, target, false);
    return target.level != GrantTarget::Level::routine &&
           (code == "reads-rows" || code == "writes-rows" || code == "can-create" ||
            privilege.name == "SHOW VIEW");
}

/// The right by which the account sees something; empty where it sees nothing by it, or no more than by
/// REFERENCES on one of `referred`.
std::string sight_of(const GrantedPrivilege& privilege, const GrantTarget& target,
                     const std::vector<GrantTarget>& referred)
{
    if (privilege.name == "EXECUTE")
        return is_helper(target) ? privilege.name : "";
    if (std::any_of(referred.begin(), referred.end(),
                    [&](const GrantTarget& wide) { return covers(wide, target); }))
        return {};
    if (privilege.name == all_privileges || privilege.name == "REFERENCES")
        return written({"REFERENCES", privilege.columns});
    const bool shown = std::find(referred.begin(), referred.end(), target) != referred.end();
    return shown || !shows_tables(privilege, target) ? "" : written(privilege);
}

} // namespace

AuditReport judge(const AccountRights& rights)
{
    Findings findings(account_of(rights.account));
    add_rights(rights, findings);
    add_helper(rights, findings);
    if (!rights.sees_everybody)
        findings.add("unseen-rights", "");
    if (!rights.complete)
        findings.add("unknown-rights", "");
    AuditReport report;
    report.account = rights.account;
    report.findings = findings.take();
    report.scope = scope_of(rights.at_login);
    const bool critical =
        !report.findings.empty() && report.findings.front().severity == AuditFinding::Severity::critical;
    report.verdict = critical          ? AuditReport::Verdict::over_privileged
                     : rights.complete ? AuditReport::Verdict::clean
                                       : AuditReport::Verdict::cannot_tell;
    return report;
}

std::vector<std::string> scope_of(const std::vector<GrantLine>& at_login)
{
    std::vector<GrantTarget> referred;
    std::string exceptions;
    for (const GrantLine& line : at_login) {
        if (holds(line, "REFERENCES"))
            referred.push_back(line.target);
        if (line.kind == GrantLine::Kind::privileges && line.revoked)
            exceptions += " EXCEPT ON " + mysql::written(line.target);
    }
    std::set<std::string> lines;
    for (const GrantLine& line : at_login) {
        if (line.kind != GrantLine::Kind::privileges || line.revoked)
            continue;
        for (const GrantedPrivilege& privilege : line.privileges)
            if (const std::string right = sight_of(privilege, line.target, referred); !right.empty())
                lines.insert(right + " ON " + mysql::written(line.target) +
                             (line.target.level == GrantTarget::Level::server ? exceptions : ""));
    }
    return {lines.begin(), lines.end()};
}

} // namespace colophon::mysql
