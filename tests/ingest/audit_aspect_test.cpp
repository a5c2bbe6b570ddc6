// SPDX-License-Identifier: Apache-2.0
#include "core/aspect_validator.hpp"
#include "core/json_parser.hpp"
#include "ingest/audit_aspect.hpp"

#include <colophon/settings.hpp>
#include <gmock/gmock.h>

namespace colophon::ingest {
namespace {

using testing::HasSubstr;
using testing::Not;

AuditReport over_privileged()
{
    AuditReport audit;
    audit.verdict = AuditReport::Verdict::over_privileged;
    audit.account = "reader@차량";
    AuditFinding finding;
    finding.severity = AuditFinding::Severity::critical;
    finding.code = "readable-relation";
    finding.explanation = "It reads.";
    finding.count = 7;
    finding.samples = {"운영.예약"};
    finding.mend = {"REVOKE ALL ON TABLE \"운영\".\"예약\" FROM PUBLIC;"};
    audit.findings.push_back(finding);
    audit.scope = {"CONNECT ON DATABASE 차량"};
    return audit;
}

TEST(AuditAspect, SaysWhatWasFound)
{
    const Proposal proposal = audit_proposal("차량 매일", "postgres", over_privileged());
    EXPECT_EQ(proposal.urn.str(), "urn:li:dataHubIngestionSource:차량 매일");
    EXPECT_EQ(proposal.aspect.name, "accessAudit");
    EXPECT_EQ(proposal.aspect.json,
              R"({"account":"reader@차량","findings":[{"code":"readable-relation","count":7,)"
              R"("explanation":"It reads.","mend":["REVOKE ALL ON TABLE \"운영\".\"예약\" FROM PUBLIC;"],)"
              R"("samples":["운영.예약"],"severity":"CRITICAL"}],"scope":["CONNECT ON DATABASE 차량"],)"
              R"("sourceType":"postgres","verdict":"OVER_PRIVILEGED"})");
}

TEST(AuditAspect, IsOneThatTheRegistryTakesAsItIs)
{
    const Proposal proposal = audit_proposal("p", "postgres", over_privileged());
    const EntitySpec* entity = EntityRegistry::builtin().entity(proposal.urn.type());
    ASSERT_NE(entity, nullptr);
    const AspectSpec* aspect = entity->aspect(proposal.aspect.name);
    ASSERT_NE(aspect, nullptr);
    for (const auto verdict : {AuditReport::Verdict::clean, AuditReport::Verdict::over_privileged,
                               AuditReport::Verdict::cannot_tell}) {
        AuditReport audit = over_privileged();
        audit.verdict = verdict;
        const std::string json = audit_proposal("p", "postgres", audit).aspect.json;
        JsonParser parser;
        AspectValidator validator;
        std::string canonical;
        EXPECT_TRUE(validator.write(*aspect->record, value_or_throw(parser.parse(json)), canonical))
            << validator.error("").what();
        EXPECT_EQ(canonical, json);
    }
}

TEST(AuditAspect, IsReadBack)
{
    const AuditReport audit = over_privileged();
    const auto read = read_audit(audit_proposal("p", "postgres", audit).aspect.json);
    ASSERT_TRUE(read) << read.error().what();
    EXPECT_EQ(read->verdict, audit.verdict);
    EXPECT_EQ(read->account, audit.account);
    EXPECT_EQ(read->scope, audit.scope);
    ASSERT_EQ(read->findings.size(), 1U);
    EXPECT_EQ(read->findings[0].severity, audit.findings[0].severity);
    EXPECT_EQ(read->findings[0].count, 7U);
    EXPECT_EQ(read->findings[0].mend, audit.findings[0].mend);
    for (const char* other : {"{}", "[]", "", R"({"verdict":"좋음"})", R"({"verdict":"CLEAN","account":1})"})
        EXPECT_FALSE(read_audit(other)) << other;
}

TEST(AuditAspect, NamesAPipelineThatNoUrnCanHold)
{
    EXPECT_EQ(audit_proposal("a,b(c)", "x", {}).urn.str(), "urn:li:dataHubIngestionSource:a%2Cb%28c%29");
    const std::string blank = audit_proposal("뒤 ", "x", {}).urn.str();
    EXPECT_THAT(blank, testing::MatchesRegex("urn:li:dataHubIngestionSource:[0-9a-f]{32}"));
    EXPECT_NE(audit_proposal("뒤  ", "x", {}).urn.str(), blank);
    // Read back, both would be `a,b`.
    EXPECT_NE(audit_proposal("a%2Cb", "x", {}).urn, audit_proposal("a,b", "x", {}).urn);
}

TEST(AuditAspect, HidesSecretsAndStaysSmall)
{
    const Secret secret("hunter2-암호");
    AuditReport audit = over_privileged();
    audit.account = "reader:hunter2-암호@db";
    audit.findings[0].explanation = "not UTF-8: \xff";
    audit.findings[0].mend.assign(10'000, "REVOKE ALL ON TABLE t FROM PUBLIC;");
    const std::string json = audit_proposal("p", "postgres", audit).aspect.json;
    EXPECT_THAT(json, Not(HasSubstr("hunter2")));
    EXPECT_THAT(json, HasSubstr("\"-- and 9950 more\""));
    EXPECT_LT(json.size(), 4'000U);
}

} // namespace
} // namespace colophon::ingest
