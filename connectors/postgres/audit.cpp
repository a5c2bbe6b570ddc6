// SPDX-License-Identifier: Apache-2.0
#include "audit.hpp"

#include "audit_query.hpp"
#include "grants.hpp"

#include <algorithm>

namespace colophon::postgres {
namespace {

using Severity = AuditFinding::Severity;

constexpr std::size_t most_samples = 5;

AuditFinding& finding(AuditReport& report, const FindingKind& kind)
{
    const auto found = std::find_if(report.findings.begin(), report.findings.end(),
                                    [&](const AuditFinding& f) { return f.code == kind.code; });
    if (found != report.findings.end())
        return *found;
    AuditFinding made;
    made.severity = kind.severity;
    made.code = kind.code;
    made.explanation = kind.explanation;
    report.findings.push_back(std::move(made));
    return report.findings.back();
}

/// psql's word for "in this database": a REVOKE on a table is no use in another one.
std::string connect_to(const std::string& database)
{
    return "\\connect " + fill(permissions().quoting, "{database}", {{"database", database}});
}

/// Adds rows that come ordered by code and object.
class Collector {
public:
    Collector(AuditReport& report, const Connection& connection, bool name_database)
        : report_(report), database_(connection.database()), account_(connection.user()),
          name_database_(name_database)
    {
    }

    void add(const Row& row)
    {
        const FindingKind& kind = permissions().finding(row.text(0));
        // What the whole server tells is told by the first database.
        if (!kind.in_database && name_database_ && !first_)
            return;
        AuditFinding& into = finding(report_, kind);
        const std::string object = row.text(1);
        if (const std::string place = kind.code + object; place != last_) {
            last_ = place;
            ++into.count;
            if (into.samples.size() < most_samples)
                into.samples.push_back(name_database_ && kind.in_database ? database_ + ": " + object
                                                                          : object);
        }
        if (!row.null(2))
            add_mend(into, kind, statement(kind, row));
    }

private:
    std::string statement(const FindingKind& kind, const Row& row) const
    {
        PlaceholderValues values{{"account", account_}};
        for (int i = 3; i < 9 && !row.null(i); i += 2)
            values.emplace(row.text(i), row.text(i + 1));
        return fill(permissions().quoting, kind.mend.find(row.text(2))->second, values);
    }

    void add_mend(AuditFinding& into, const FindingKind& kind, const std::string& statement) const
    {
        const std::string place = connect_to(database_);
        auto from = into.mend.begin();
        if (kind.in_database) {
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
    std::string account_;
    bool name_database_;
    bool first_ = report_.account.empty();
    std::string last_;
};

} // namespace

void audit_database(Connection& connection, AuditReport& report, bool name_database)
{
    Collector collector(report, connection, name_database);
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
