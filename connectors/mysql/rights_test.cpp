// SPDX-License-Identifier: Apache-2.0
#include "grant_line.hpp"
#include "grants.hpp"
#include "rights.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <random>

/// What SHOW GRANTS says, and what is made of it.
namespace colophon::mysql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using Verdict = AuditReport::Verdict;

GrantLine line(const std::string& text)
{
    const auto parsed = parse_grant_line(text);
    EXPECT_TRUE(parsed) << text;
    return parsed.value_or(GrantLine{});
}

std::string privileges(const GrantLine& parsed)
{
    std::string text;
    for (const GrantedPrivilege& privilege : parsed.privileges) {
        text += (text.empty() ? "" : "|") + privilege.name;
        for (const std::string& column : privilege.columns)
            text += ':' + column;
    }
    return text;
}

struct Spelling {
    const char* text;
    const char* privileges;
    const char* target;
    const char* grantee;
    bool may_pass_on = false;
};

class GrantLines : public testing::TestWithParam<Spelling> {};

TEST_P(GrantLines, AreReadAsBothEnginesSpellThem)
{
    const GrantLine parsed = line(GetParam().text);
    EXPECT_EQ(parsed.kind, GrantLine::Kind::privileges);
    EXPECT_EQ(privileges(parsed), GetParam().privileges);
    EXPECT_EQ(written(parsed.target), GetParam().target);
    EXPECT_EQ(written(parsed.grantee), GetParam().grantee);
    EXPECT_EQ(parsed.may_pass_on, GetParam().may_pass_on);
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, GrantLines,
    testing::Values(
        Spelling{"GRANT USAGE ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*B69027D4'", "", "*.*", "`r`@`%`"},
        Spelling{
            "GRANT REFERENCES ON *.* TO `r`@`10.%` IDENTIFIED BY PASSWORD '*B6' WITH MAX_USER_CONNECTIONS 2",
            "REFERENCES", "*.*", "`r`@`10.%`"},
        Spelling{
            "GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` IDENTIFIED VIA mysql_native_password USING "
            "'invalid' OR unix_socket WITH GRANT OPTION",
            "ALL PRIVILEGES", "*.*", "`root`@`localhost`", true},
        Spelling{"GRANT SELECT, SHOW VIEW, DELETE HISTORY ON `shop`.* TO `r`@`%` REQUIRE SUBJECT '/CN=WITH "
                 "GRANT OPTION'",
                 "SELECT|SHOW VIEW|DELETE HISTORY", "`shop`.*", "`r`@`%`"},
        Spelling{"GRANT SELECT ON `te``st\\_%`.* TO PUBLIC", "SELECT", "`te``st\\_%`.*", "PUBLIC"},
        Spelling{"GRANT SELECT ON `매장`.* TO `public`", "SELECT", "`매장`.*", "`public`"},
        Spelling{"GRANT SELECT (`a`, `b,(`), INSERT (`c`), UPDATE ON `d`.`t` TO `r`@`%` WITH GRANT OPTION",
                 "SELECT:a:b,(|INSERT:c|UPDATE", "`d`.`t`", "`r`@`%`", true},
        Spelling{"GRANT EXECUTE, ALTER ROUTINE ON PROCEDURE `d`.`p` TO `r`@`%`", "EXECUTE|ALTER ROUTINE",
                 "PROCEDURE `d`.`p`", "`r`@`%`"},
        Spelling{"GRANT EXECUTE ON PACKAGE BODY `d`.`p` TO `r`@`%`", "EXECUTE", "PACKAGE BODY `d`.`p`",
                 "`r`@`%`"},
        Spelling{"GRANT BACKUP_ADMIN,XA_RECOVER_ADMIN ON *.* TO `r`@`%`", "BACKUP_ADMIN|XA_RECOVER_ADMIN",
                 "*.*", "`r`@`%`"},
        Spelling{"GRANT SELECT ON `a@b`.`TO x` TO `it's \" GRANT`@`::1`", "SELECT", "`a@b`.`TO x`",
                 "`it's \" GRANT`@`::1`"},
        Spelling{"GRANT SELECT ON `d`.* TO ``@`%`", "SELECT", "`d`.*", "``@`%`"},
        Spelling{"GRANT SELECT ON \"d\".* TO 'r'@'%'", "SELECT", "`d`.*", "`r`@`%`"}));

TEST(GrantLine, TellsRolesProxiesDefaultsAndPartialRevokesApart)
{
    const GrantLine roles = line("GRANT `r1`@`%`,`역할`@`localhost` TO `u`@`%` WITH ADMIN OPTION");
    EXPECT_EQ(roles.kind, GrantLine::Kind::roles);
    EXPECT_TRUE(roles.may_pass_on);
    ASSERT_EQ(roles.roles.size(), 2U);
    EXPECT_EQ(written(roles.roles[1]), "`역할`@`localhost`");
    EXPECT_EQ(written(line("GRANT `analyst` TO `u`@`%`").roles.front()), "`analyst`");
    const GrantLine proxy = line("GRANT PROXY ON ''@'%' TO 'u'@'localhost' WITH GRANT OPTION");
    EXPECT_EQ(proxy.kind, GrantLine::Kind::proxy);
    EXPECT_EQ(written(proxy.roles.front()), "``@`%`");
    // MariaDB leaves quotes in these names as they are.
    const GrantLine quoted = line("GRANT PROXY ON 'a'b@c'@'%' TO '독 'x`y\"'@'10.%'");
    EXPECT_EQ(written(quoted.roles.front()), "`a'b@c`@`%`");
    EXPECT_EQ(written(quoted.grantee), "`독 'x``y\"`@`10.%`");
    EXPECT_FALSE(quoted.may_pass_on);
    EXPECT_EQ(line("SET DEFAULT ROLE `analyst` FOR `u`@`%`").kind, GrantLine::Kind::default_role);
    const GrantLine revoke = line("REVOKE SELECT ON `mysql`.* FROM `u`@`%`");
    EXPECT_TRUE(revoke.revoked);
    EXPECT_EQ(privileges(revoke), "SELECT");
}

TEST(GrantLine, IsNoneWhereALineIsCutOffOrUnheardOf)
{
    for (const char* text :
         {"", "GRANT", "GRANT SELECT", "GRANT SELECT ON", "GRANT SELECT ON *.*", "DENY SELECT ON *.* TO `u`",
          "GRANT SELECT ON * TO `u`@`%`", "GRANT SELECT (`a` ON `d`.`t` TO `u`@`%`", "GRANT , ON *.* TO `u`",
          "GRANT SELECT ON *.`t` TO `u`@`%`", "GRANT SELECT ON `d`.* TO ", "GRANT 'x", "SET ROLE `r`"})
        EXPECT_FALSE(parse_grant_line(text)) << text;
}

TEST(GrantLine, IsReadFromAnyBytes)
{
    const std::string whole =
        "GRANT SELECT (`a`, `b`), SHOW VIEW ON `d`.`t` TO `역할`@`%` REQUIRE SSL WITH GRANT OPTION";
    std::mt19937 random(20260202);
    for (int round = 0; round < 3000; ++round) {
        std::string text = whole.substr(0, random() % (whole.size() + 1));
        for (std::size_t i = random() % 4; i > 0 && !text.empty(); --i)
            text[random() % text.size()] = static_cast<char>(random());
        const auto parsed = parse_grant_line(text);
        EXPECT_TRUE(!parsed || parsed->privileges.size() <= text.size());
    }
}

TEST(GrantTarget, KnowsWhichDatabaseAPatternMeans)
{
    EXPECT_EQ(only_database(line("GRANT EXECUTE ON `catalog\\_meta`.* TO `u`@`%`").target), "catalog_meta");
    EXPECT_EQ(only_database(line("GRANT EXECUTE ON `catalog_meta`.* TO `u`@`%`").target), std::nullopt);
    EXPECT_EQ(only_database(line("GRANT SELECT ON `매장%`.* TO `u`@`%`").target), std::nullopt);
    EXPECT_EQ(only_database(line("GRANT SELECT ON `a_b`.`t` TO `u`@`%`").target), "a_b");
    EXPECT_EQ(only_database(line("GRANT SELECT ON *.* TO `u`@`%`").target), std::nullopt);
}

/// The account `u`@`%` with these lines of its own.
AccountRights account(const std::vector<std::string>& lines)
{
    AccountRights rights;
    rights.account = "u@%";
    for (const std::string& text : lines)
        rights.own.push_back(line(text));
    rights.at_login = rights.own;
    return rights;
}

constexpr const char* sees = "GRANT REFERENCES ON *.* TO `u`@`%`";
constexpr const char* helped = "GRANT EXECUTE ON `catalog\\_meta`.* TO `u`@`%`";

std::vector<std::string> codes(const AuditReport& report)
{
    std::vector<std::string> all;
    for (const AuditFinding& finding : report.findings)
        all.push_back(finding.code);
    return all;
}

TEST(Rights, OfTheGrantedAccountAreClean)
{
    const AuditReport report = judge(account({sees, helped}));
    EXPECT_EQ(report.verdict, Verdict::clean);
    EXPECT_THAT(report.findings, IsEmpty());
    EXPECT_THAT(report.scope, ElementsAre("EXECUTE ON `catalog\\_meta`.*", "REFERENCES ON *.*"));
}

struct Judgement {
    const char* granted;
    const char* code;
    AuditFinding::Severity severity;
};

class Dangers : public testing::TestWithParam<Judgement> {};

TEST_P(Dangers, AreFoundWithTheStatementThatEndsThem)
{
    const AuditReport report = judge(account({sees, GetParam().granted}));
    ASSERT_THAT(codes(report), ElementsAre(GetParam().code));
    EXPECT_EQ(report.findings[0].severity, GetParam().severity);
    EXPECT_THAT(report.findings[0].mend, Not(IsEmpty()));
    EXPECT_EQ(report.findings[0].mend[0].substr(0, 6), "REVOKE");
    EXPECT_EQ(report.verdict, GetParam().severity == AuditFinding::Severity::critical
                                  ? Verdict::over_privileged
                                  : Verdict::clean);
}

constexpr auto critical = AuditFinding::Severity::critical;
constexpr auto warning = AuditFinding::Severity::warning;

INSTANTIATE_TEST_SUITE_P(
    Table, Dangers,
    testing::Values(
        Judgement{"GRANT SELECT ON `shop`.* TO `u`@`%`", "reads-rows", critical},
        Judgement{"GRANT SELECT (`name`) ON `shop`.`t` TO `u`@`%`", "reads-rows", critical},
        Judgement{"GRANT SELECT ON `mysql`.`user` TO `u`@`%`", "reads-rows", critical},
        Judgement{"GRANT SELECT ON `performance\\_schema`.* TO `u`@`%`", "statements-of-others", warning},
        Judgement{"GRANT PROCESS ON *.* TO `u`@`%`", "statements-of-others", warning},
        Judgement{"GRANT INDEX ON `shop`.* TO `u`@`%`", "writes-rows", critical},
        Judgement{"GRANT CREATE ON `test\\_%`.* TO PUBLIC", "value-oracle", critical},
        Judgement{"GRANT FILE ON *.* TO `u`@`%`", "rules-server", critical},
        Judgement{"GRANT SET_ANY_DEFINER ON *.* TO `u`@`%`", "rules-server", critical},
        Judgement{"GRANT CLONE_ADMIN ON *.* TO `u`@`%`", "copies-server", critical},
        Judgement{"GRANT BINLOG MONITOR ON *.* TO `u`@`%`", "copies-server", critical},
        Judgement{"GRANT EXECUTE ON `shop`.* TO `u`@`%`", "runs-routines", warning},
        Judgement{"GRANT EXECUTE ON `catalog_meta`.* TO `u`@`%`", "runs-routines", warning},
        Judgement{"GRANT CREATE TEMPORARY TABLES ON `shop`.* TO `u`@`%`", "can-create", warning},
        Judgement{"GRANT RELOAD ON *.* TO `u`@`%`", "server-duties", warning},
        Judgement{"GRANT UNHEARD_OF_ADMIN ON *.* TO `u`@`%`", "server-duties", warning},
        Judgement{"GRANT USAGE ON `shop`.* TO `u`@`%` WITH GRANT OPTION", "passes-on", critical}));

TEST(Rights, AreNoDangerWhereTheyShowNamesOnly)
{
    for (const char* granted :
         {"GRANT SHOW VIEW, SHOW DATABASES ON *.* TO `u`@`%`", "GRANT SHOW_ROUTINE ON *.* TO `u`@`%`",
          "GRANT SELECT ON `mysql`.`innodb_table_stats` TO `u`@`%`", "SET DEFAULT ROLE `r` FOR `u`@`%`"})
        EXPECT_THAT(judge(account({sees, granted})).findings, IsEmpty()) << granted;
}

TEST(Rights, AreMendedTogetherWhereOneStatementEndsThem)
{
    const AuditReport report =
        judge(account({sees, "GRANT INSERT, DELETE (`a`), SELECT ON `d`.`t` TO `u`@`%`"}));
    ASSERT_THAT(codes(report), UnorderedElementsAre("reads-rows", "writes-rows"));
    for (const AuditFinding& finding : report.findings)
        EXPECT_THAT(finding.mend, ElementsAre(finding.code == "reads-rows"
                                                  ? "REVOKE SELECT ON `d`.`t` FROM `u`@`%`;"
                                                  : "REVOKE INSERT, DELETE (`a`) ON `d`.`t` FROM `u`@`%`;"));
}

TEST(Rights, LeaveReferencesWhereAllPrivilegesAreTaken)
{
    const AuditReport report = judge(account({"GRANT ALL PRIVILEGES ON `매장`.* TO `u`@`%`"}));
    ASSERT_THAT(codes(report), ElementsAre("reads-rows"));
    EXPECT_THAT(
        report.findings[0].mend,
        ElementsAre(
            "REVOKE ALL PRIVILEGES ON `매장`.* FROM `u`@`%`; GRANT REFERENCES ON `매장`.* TO `u`@`%`;"));
    const AuditReport everybody = judge(account({"GRANT ALL PRIVILEGES ON `test`.* TO PUBLIC"}));
    EXPECT_THAT(everybody.findings[0].mend, ElementsAre("REVOKE ALL PRIVILEGES ON `test`.* FROM PUBLIC;"));
}

TEST(Rights, ThatComeByARoleEndWithTheRole)
{
    AccountRights rights = account({sees, "GRANT `분석` TO `u`@`%`"});
    rights.roles.push_back({{"분석", std::nullopt, false},
                            {"u", "%", false},
                            {line(sees), line("GRANT SELECT, CREATE ON `shop`.* TO `분석`")}});
    const AuditReport report = judge(rights);
    EXPECT_THAT(codes(report), UnorderedElementsAre("reads-rows", "value-oracle"));
    std::vector<std::string> statements;
    for (const AuditFinding& finding : report.findings)
        statements.insert(statements.end(), finding.mend.begin(), finding.mend.end());
    EXPECT_THAT(statements, ElementsAre("REVOKE `분석` FROM `u`@`%`;")); // once, or the second would fail
}

TEST(Rights, OfTheAnonymousAccountAreDeletedAsNoRevokeReachesThem)
{
    const AuditReport report = judge(account({sees, "GRANT SELECT ON `d\\_'x`.* TO ``@`%`"}));
    EXPECT_THAT(
        report.findings[0].mend,
        ElementsAre(
            "DELETE FROM mysql.db WHERE User = '' AND Db = 'd\\\\_''x' AND Host = '%'; FLUSH PRIVILEGES;"));
}

TEST(Rights, AreNotCalledCleanWhereALineIsBeyondUs)
{
    AccountRights rights = account({sees});
    rights.complete = false;
    EXPECT_EQ(judge(rights).verdict, Verdict::cannot_tell);
    EXPECT_THAT(codes(judge(rights)), ElementsAre("unknown-rights"));
    rights.own.push_back(line("GRANT SELECT ON *.* TO `u`@`%`"));
    EXPECT_EQ(judge(rights).verdict, Verdict::over_privileged);
}

TEST(Rights, TellOfAHelperThatIsNotOurs)
{
    AccountRights rights = account({sees, helped});
    rights.altered_helpers = {"view_definitions"};
    rights.unlocked_owner = "catalog_meta_owner@localhost";
    rights.sees_everybody = false;
    const AuditReport report = judge(rights);
    EXPECT_THAT(codes(report), ElementsAre("helper-altered", "helper-not-locked", "unseen-rights"));
    EXPECT_THAT(report.findings[1].mend,
                ElementsAre("ALTER USER `catalog_meta_owner`@`localhost` ACCOUNT LOCK;"));
    EXPECT_EQ(report.verdict, Verdict::clean);
}

std::vector<std::string> scope(const std::vector<std::string>& lines)
{
    return scope_of(account(lines).at_login);
}

TEST(Scope, HoldsWhatShowsTablesAndNothingThatIsShownAnyway)
{
    EXPECT_THAT(
        scope({"GRANT REFERENCES ON `shop`.* TO `u`@`%`", "GRANT SELECT ON `shop`.`t` TO `u`@`%`",
               "GRANT SELECT, PROCESS ON `매장`.* TO `u`@`%`", "GRANT EXECUTE ON `shop`.* TO `u`@`%`"}),
        ElementsAre("REFERENCES ON `shop`.*", "SELECT ON `매장`.*"));
    EXPECT_THAT(scope({"GRANT REFERENCES (`a`) ON `d`.`t` TO `u`@`%`"}),
                ElementsAre("REFERENCES (`a`) ON `d`.`t`"));
    EXPECT_THAT(scope({"GRANT PROCESS ON *.* TO `u`@`%`"}), IsEmpty());
    EXPECT_THAT(scope({"GRANT ALL PRIVILEGES ON *.* TO `u`@`%`"}), ElementsAre("REFERENCES ON *.*"));
}

TEST(Scope, ShrinksWithAPartialRevoke)
{
    EXPECT_THAT(scope({sees, "REVOKE REFERENCES ON `shop`.* FROM `u`@`%`"}),
                ElementsAre("REFERENCES ON *.* EXCEPT ON `shop`.*"));
}

TEST(Scope, StaysWhereARightIsMended)
{
    EXPECT_EQ(scope({sees, "GRANT SELECT ON *.* TO `u`@`%`"}), scope({sees}));
    EXPECT_EQ(scope({"GRANT SELECT, REFERENCES ON *.* TO `u`@`%`"}), scope({sees}));
}

TEST(Grants, QuoteNamesWhateverTheyHold)
{
    const std::string sql = grants({"o'b`r\\ \"x\"", {"매_장%", "a`b"}});
    EXPECT_THAT(sql, HasSubstr(R"(QUOTE('o''b`r\\ "x"'))"));
    EXPECT_THAT(sql, HasSubstr(R"(GRANT REFERENCES ON `매\_장\%`.* TO `o'b``r\ "x"`@'%';)"));
    EXPECT_THAT(
        sql, HasSubstr(R"(GRANT SELECT, SHOW VIEW, TRIGGER ON `a``b`.* TO catalog_meta_owner@localhost;)"));
    EXPECT_THAT(sql, Not(HasSubstr("ON *.* TO `")));
}

TEST(Grants, MayNameTheHostThatTheAccountComesFrom)
{
    const std::string sql = grants({"독자@10.0.%'", {}});
    EXPECT_THAT(sql, HasSubstr("GRANT REFERENCES ON *.* TO `독자`@'10.0.%''';"));
    EXPECT_THAT(sql, HasSubstr("QUOTE('독자'), '@', QUOTE('10.0.%''')"));
    EXPECT_THAT(sql, Not(HasSubstr("'%'")));
}

TEST(HelperBody, IsComparedWithoutBlanksAndWithoutWhatTheOtherEngineRuns)
{
    const std::string sql = grants({});
    const std::size_t name = sql.find("PROCEDURE catalog_meta.view_definitions");
    const std::size_t begin = sql.find("READS SQL DATA", name) + 14;
    std::string body = sql.substr(begin, sql.find(';', begin) - begin);
    EXPECT_TRUE(is_helper_body("view_definitions", body, true));
    EXPECT_TRUE(is_helper_body("view_definitions", body, false));
    std::replace(body.begin(), body.end(), '\n', ' ');
    EXPECT_TRUE(is_helper_body("view_definitions", body, true));
    EXPECT_FALSE(is_helper_body("view_definitions", body + " UNION SELECT * FROM shop.customer", true));
    EXPECT_FALSE(is_helper_body("trigger_definitions", body, true));
    EXPECT_FALSE(is_helper_body("view", body, true));
    EXPECT_FALSE(is_helper_body("", "", true));
}

} // namespace
} // namespace colophon::mysql
