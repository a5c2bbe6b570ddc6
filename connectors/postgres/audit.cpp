// SPDX-License-Identifier: Apache-2.0
#include "audit.hpp"

#include "audit_query.hpp"

#include <algorithm>
#include <array>

namespace colophon::postgres {
namespace {

using Severity = AuditFinding::Severity;

constexpr std::size_t most_samples = 5;

enum class Scope { cluster, database };

struct Explanation {
    std::string_view code;
    Scope scope; ///< whether its statements are to be run in the database where it was found
    std::string_view text;
};

constexpr std::array<Explanation, 19> explanations{{
    {"role-attribute", Scope::cluster,
     "The account has, or can take on, a role that is superuser, may copy the whole server (REPLICATION), "
     "passes row security (BYPASSRLS) or makes roles (CREATEROLE)."},
    {"predefined-role", Scope::cluster,
     "The account is a member of a role that reads or writes all data or files of the server."},
    {"query-text-role", Scope::cluster,
     "The account reads the statements of other users, which hold values and passwords."},
    {"readable-relation", Scope::database, "The account can read rows of these tables or views."},
    {"select-without-usage", Scope::database,
     "The account may read these relations, and only the missing USAGE on their schema stops it."},
    {"sensitive-catalog", Scope::database,
     "The account reads system catalogs that hold passwords or samples of rows."},
    {"extension-relation", Scope::database,
     "The account reads relations that belong to extensions; they are not your data."},
    {"writable-relation", Scope::database,
     "The account can change rows, put triggers on tables, or probe values through foreign keys."},
    {"owns-relation", Scope::database, "The account owns these relations and can read them as it likes."},
    {"owns-database", Scope::cluster, "The account owns the database and can grant itself what it likes."},
    {"security-definer-routine", Scope::database,
     "The account may run these routines with the rights of their owner; see that none of them returns "
     "rows."},
    {"file-function", Scope::database,
     "The account may run functions that read or write the server's files."},
    {"can-create", Scope::database, "The account can create objects there."},
    {"foreign-server", Scope::database, "The account can reach other servers through these foreign servers."},
    {"large-object", Scope::database, "The account can read these large objects."},
    {"default-privileges", Scope::database, "The account will be able to read tables that are made later."},
    {"lo_compat_privileges", Scope::cluster, "Large objects are readable by everybody."},
    {"CVE-2024-4317", Scope::database,
     "Statistics of expressions show values of rows to everybody (fixed by the script that came with 14.12, "
     "15.7 and 16.3, in clusters that were made before them too)."},
    {"can-connect-elsewhere", Scope::cluster, "The account can connect to these databases as well."},
}};

/// The statement knows no other codes.
const Explanation& about(const std::string& code)
{
    return *std::find_if(explanations.begin(), explanations.end(),
                         [&](const Explanation& row) { return row.code == code; });
}

bool is_local(const std::string& code)
{
    return about(code).scope == Scope::database;
}

Severity severity_of(std::string_view word)
{
    return word == "CRITICAL" ? Severity::critical : word == "WARN" ? Severity::warning : Severity::info;
}

AuditFinding& finding(AuditReport& report, Severity severity, const std::string& code)
{
    const auto found =
        std::find_if(report.findings.begin(), report.findings.end(),
                     [&](const AuditFinding& f) { return f.severity == severity && f.code == code; });
    if (found != report.findings.end())
        return *found;
    AuditFinding made;
    made.severity = severity;
    made.code = code;
    made.explanation = about(code).text;
    report.findings.push_back(std::move(made));
    return report.findings.back();
}

/// psql's word for "in this database": a REVOKE on a table is no use in another one.
std::string connect_to(const std::string& database)
{
    return "\\connect " + quote_identifier(database);
}

/// Adds rows that come ordered by severity, code and object.
class Collector {
public:
    Collector(AuditReport& report, std::string database, bool name_database)
        : report_(report), database_(std::move(database)), name_database_(name_database)
    {
    }

    void add(const Row& row)
    {
        const std::string code = row.text(1);
        // What the whole server tells is told by the first database.
        if (!is_local(code) && name_database_ && !first_database())
            return;
        AuditFinding& into = finding(report_, severity_of(row.raw(0)), code);
        const std::string object = row.text(2);
        if (const std::string place = row.text(0) + code + object; place != last_) {
            last_ = place;
            ++into.count;
            if (into.samples.size() < most_samples)
                into.samples.push_back(name_database_ && is_local(code) ? database_ + ": " + object : object);
        }
        if (!row.null(3))
            add_mend(into, row.text(3));
    }

private:
    bool first_database() const { return first_; }

    void add_mend(AuditFinding& into, const std::string& statement)
    {
        const std::string place = connect_to(database_);
        auto from = into.mend.begin();
        if (is_local(into.code)) {
            from = std::find(into.mend.begin(), into.mend.end(), place);
            if (from == into.mend.end()) {
                into.mend.push_back(place);
                from = into.mend.end() - 1;
            }
        }
        // Few: those on the account's own rights are one a schema.
        if (std::find(from, into.mend.end(), statement) == into.mend.end())
            into.mend.push_back(statement);
    }

    AuditReport& report_;
    std::string database_;
    bool name_database_;
    bool first_ = report_.account.empty();
    std::string last_;
};

} // namespace

void audit_database(Connection& connection, AuditReport& report, bool name_database)
{
    Collector collector(report, connection.database(), name_database);
    if (report.account.empty())
        report.account = connection.user() + '@' + connection.database();
    connection.query(audit_query(), [&](const Row& row) { collector.add(row); });
}

void conclude(AuditReport& report)
{
    std::stable_sort(report.findings.begin(), report.findings.end(),
                     [](const AuditFinding& a, const AuditFinding& b) { return a.severity > b.severity; });
    const bool critical = std::any_of(report.findings.begin(), report.findings.end(),
                                      [](const AuditFinding& f) { return f.severity == Severity::critical; });
    report.verdict = critical ? AuditReport::Verdict::over_privileged : AuditReport::Verdict::clean;
}

} // namespace colophon::postgres
