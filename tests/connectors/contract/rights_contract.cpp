// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/contract.hpp"

#include <algorithm>
#include <colophon/permissions.hpp>
#include <iterator>

/// What the account may do, and what the connector does with it.
namespace colophon::contract {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Verdict = AuditReport::Verdict;

std::vector<std::string> mending(const AuditReport& report)
{
    std::vector<std::string> statements;
    for (const AuditFinding& finding : report.findings)
        if (finding.severity == AuditFinding::Severity::critical)
            statements.insert(statements.end(), finding.mend.begin(), finding.mend.end());
    return statements;
}

TEST_P(ConnectorContract, RefusesAnAccountThatMayDoMoreAndSaysHowToMendIt)
{
    for (const Excess& excess : subject_->excesses()) {
        SCOPED_TRACE(excess.sql);
        subject_->execute(excess.sql);
        const AuditReport before = connector()->audit();
        EXPECT_EQ(before.verdict, Verdict::over_privileged);
        EXPECT_THAT(before.findings, Contains(Field(&AuditFinding::code, excess.code)));
        subject_->mend(mending(before));
        EXPECT_EQ(connector()->audit().verdict, Verdict::clean);
    }
}

TEST_P(ConnectorContract, FindsTheGrantedAccountCleanAndSaysWhatItSees)
{
    const AuditReport report = connector()->audit();
    EXPECT_EQ(report.verdict, Verdict::clean);
    EXPECT_THAT(report.account, Not(IsEmpty()));
    for (const AuditFinding& finding : report.findings)
        EXPECT_NE(finding.severity, AuditFinding::Severity::critical) << finding.code;
    EXPECT_TRUE(std::is_sorted(report.scope.begin(), report.scope.end()));
    EXPECT_EQ(connector()->audit().scope, report.scope);
}

TEST_P(ConnectorContract, LetsTheGrantedAccountReadNoRow)
{
    ASSERT_THAT(subject_->thefts(), Not(IsEmpty()));
    for (const std::string& theft : subject_->thefts()) {
        const Attempt attempt = subject_->attempt(theft);
        EXPECT_TRUE(attempt.refused) << theft << ": " << attempt.output;
        EXPECT_THAT(attempt.output, Not(HasSubstr("canary"))) << theft;
    }
}

TEST_P(ConnectorContract, EmitsNothingThatStandsInARow)
{
    const RecordingEmitter out = run();
    ASSERT_THAT(out.proposals, Not(IsEmpty()));
    for (const Proposal& proposal : out.proposals)
        EXPECT_THAT(proposal.aspect.json, Not(HasSubstr("canary"))) << proposal.urn.str();
}

TEST_P(ConnectorContract, IsNeverDeniedAStatement)
{
    if (const std::string why = subject_->start_log(); !why.empty())
        GTEST_SKIP() << why;
    connector()->audit();
    run();
    EXPECT_THAT(subject_->logged_statements(), Not(IsEmpty()));
    EXPECT_THAT(subject_->logged_refusals(), IsEmpty());
    subject_->attempt(subject_->thefts().front());
    EXPECT_THAT(subject_->logged_refusals(), Not(IsEmpty())) << "the log does not show refusals";
}

TEST_P(ConnectorContract, ReadsWhatItsManifestNamesAndNothingElse)
{
    if (const std::string why = subject_->start_log(); !why.empty())
        GTEST_SKIP() << why;
    connector()->audit();
    run();
    std::set<std::string> read;
    for (const std::string& statement : subject_->logged_statements())
        read.merge(subject_->catalog_objects(statement));
    const Permissions manifest = value_or_throw(Permissions::parse(subject_->spec().permissions));
    EXPECT_EQ(manifest.connector, subject_->spec().name);
    std::set<std::string> named;
    for (const Feature& feature : manifest.features)
        named.insert(feature.reads.begin(), feature.reads.end());
    std::vector<std::string> unnamed;
    std::set_difference(read.begin(), read.end(), named.begin(), named.end(), std::back_inserter(unnamed));
    EXPECT_THAT(unnamed, IsEmpty()) << "permissions.yaml does not name what is read";
    read.merge(subject_->read_elsewhere());
    std::vector<std::string> unread;
    std::set_difference(named.begin(), named.end(), read.begin(), read.end(), std::back_inserter(unread));
    EXPECT_THAT(unread, IsEmpty()) << "permissions.yaml names what nobody reads";
}

} // namespace
} // namespace colophon::contract
