// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/cutting_proxy.hpp"
#include "connectors/contract/recording_emitter.hpp"
#include "mysql_database.hpp"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>

/// Beside a real server: what the contract of all connectors does not ask.
namespace colophon::mysql {
namespace {

using contract::extracted;
using contract::RecordingEmitter;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Verdict = AuditReport::Verdict;

class MysqlServer : public testing::Test {
protected:
    void SetUp() override
    {
        if (const std::string why = database_.start(prefix()); !why.empty())
            GTEST_SKIP() << why;
    }

    virtual std::string prefix() const { return {}; }

    void load_and_grant() const
    {
        database_.load();
        database_.make_account();
    }

    std::string sql(const std::string& statements) const
    {
        return database_.sql(database_.for_test(statements));
    }
    std::string name(const std::string& text) const { return database_.for_test(text); }

    MysqlDatabase database_;
};

/// Containers are named by digests of the database's name, so the golden run needs names that stay.
class MysqlGolden : public MysqlServer {
protected:
    std::string prefix() const override { return "golden_"; }
};

/// The document with the value of a member, a number or a string, replaced.
std::string without(std::string json, const std::string& member)
{
    const std::string key = '"' + member + "\":";
    const std::size_t at = json.find(key);
    if (at == std::string::npos)
        return json;
    const std::size_t begin = at + key.size();
    std::size_t end = begin + 1;
    const bool text = json[begin] == '"';
    while (end < json.size() && (text ? json[end] != '"' : json[end] != ',' && json[end] != '}'))
        end += json[end] == '\\' ? 2 : 1;
    return json.replace(begin, end + (text ? 1 : 0) - begin, "\"…\"");
}

std::string golden_line(const Proposal& proposal)
{
    std::string json = proposal.aspect.json;
    for (const char* member : {"timestampMillis", "sizeInBytes", "rowCount"})
        json = without(json, member);
    return proposal.urn.str() + ' ' + proposal.aspect.name + ' ' + json + '\n';
}

TEST_F(MysqlGolden, EmitsWhatTheGoldenFileHolds)
{
    load_and_grant();
    const RecordingEmitter out = extracted(*database_.connector());
    EXPECT_THAT(out.warnings, testing::ElementsAre(HasSubstr("golden_shop.broken: the view is broken")));
    EXPECT_THAT(out.failures, testing::ElementsAre(HasSubstr("a control character")));
    std::string lines;
    for (const Proposal& proposal : out.proposals)
        lines += golden_line(proposal);
    const std::string file = std::string(COLOPHON_SOURCE_DIR) + "/connectors/mysql/expected.txt";
    if (std::getenv("UPDATE_GOLDEN") != nullptr)
        std::ofstream(file) << lines;
    std::ifstream in(file);
    EXPECT_EQ(lines, (std::string{std::istreambuf_iterator<char>(in), {}}));
}

TEST_F(MysqlServer, ReadsTheSameUnderItsOtherName)
{
    load_and_grant();
    const auto found = std::find_if(connectors().begin(), connectors().end(),
                                    [](const ConnectorSpec* other) { return other->name == "mariadb"; });
    ASSERT_NE(found, connectors().end());
    const ConnectorSpec& mariadb = **found;
    EXPECT_EQ(mariadb.grants({"독자", {}}), spec.grants({"독자", {}}));
    EXPECT_THAT(std::string(mariadb.permissions), HasSubstr("\nconnector: mariadb\n"));
    const RecordingEmitter ours = extracted(*database_.connector());
    const RecordingEmitter theirs = extracted(*database_.connector({}, MysqlDatabase::secret, {}, mariadb));
    ASSERT_EQ(ours.proposals.size(), theirs.proposals.size());
    for (std::size_t i = 0; i < ours.proposals.size(); ++i)
        EXPECT_EQ(ours.proposals[i].aspect.name, theirs.proposals[i].aspect.name);
    EXPECT_NE(theirs.find("(urn:li:dataPlatform:mariadb," + name("golden_shop.orders,"), "status"), nullptr);
}

TEST_F(MysqlServer, SaysThatItIsPartialWhereARightIsTakenAwayMeanwhile)
{
    load_and_grant();
    RecordingEmitter out;
    out.on_emit = [&] { sql("REVOKE REFERENCES ON *.* FROM {}"); };
    database_.connector()->extract(out, {});
    EXPECT_THAT(out.failures, Contains(HasSubstr("its rights were changed while it read")));
}

TEST_F(MysqlServer, GivesUpOnAServerThatFallsSilent)
{
    load_and_grant();
    const std::string where = database_.host_port();
    const contract::Endpoint server{"127.0.0.1",
                                    static_cast<std::uint16_t>(std::stoi(where.substr(where.find(':') + 1)))};
    for (const std::uint64_t turn : {6U, 12U, 20U}) {
        const contract::CuttingProxy proxy(
            server, {.turn = turn, .answer_bytes = 0, .then = contract::CuttingPlan::Then::stall});
        const auto connector =
            database_.connector(R"("options":{"connect_args":{"read_timeout":1}})", MysqlDatabase::secret,
                                "127.0.0.1:" + std::to_string(proxy.endpoint().port));
        try {
            extracted(*connector);
            ADD_FAILURE() << "no error at turn " << turn;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Errc::unavailable) << error.what();
        }
    }
}

TEST_F(MysqlServer, ReadsEmptyEstimatesPartitionsAndKeysOfATable)
{
    load_and_grant();
    const RecordingEmitter out = extracted(*database_.connector());
    EXPECT_THAT(out.json("shop.event_log,", "datasetProperties"),
                AllOf(HasSubstr(R"("partitions":"2")"), HasSubstr(R"("subpartition_method":"HASH")"),
                      Not(HasSubstr("secret_2024"))));
    for (const Proposal& proposal : out.proposals)
        EXPECT_THAT(proposal.aspect.json, AllOf(Not(HasSubstr("canary")), Not(HasSubstr("secret_2024"))));
    EXPECT_THAT(out.json("shop.orders,", "datasetProfile"), HasSubstr(R"("rowCount":2)"));
}

TEST_F(MysqlServer, TellsDatabasesThatDifferInCaseAlone)
{
    database_.make_account();
    sql("CREATE DATABASE golden_case; CREATE DATABASE golden_CASE; CREATE TABLE golden_case.small (a int);"
        "CREATE TABLE golden_CASE.LARGE (b int); CREATE TABLE golden_CASE.large (c int)");
    const RecordingEmitter out = extracted(*database_.connector());
    EXPECT_NE(out.find(name("golden_case.small,"), "status"), nullptr);
    EXPECT_EQ(out.find(name("golden_CASE.small,"), "status"), nullptr);
    EXPECT_THAT(out.json(name("golden_CASE.LARGE,"), "schemaMetadata"), HasSubstr(R"("fieldPath":"b")"));
    EXPECT_THAT(out.json(name("golden_CASE.large,"), "schemaMetadata"), HasSubstr(R"("fieldPath":"c")"));
    EXPECT_EQ(out.find(name("golden_case.large,"), "status"), nullptr);
}

TEST_F(MysqlServer, ReadsAsManyColumnsAndAsLongCommentsAsTheEngineTakes)
{
    database_.make_account();
    std::string table = "CREATE DATABASE golden_wide; CREATE TABLE golden_wide.t (c0 int COMMENT '";
    for (int i = 0; i < 1024; ++i)
        table += "가";
    table += '\'';
    for (int i = 1; i < 1017; ++i)
        table += ", c" + std::to_string(i) + " int";
    table += ") COMMENT '";
    for (int i = 0; i < 2048; ++i)
        table += "나";
    sql(table + '\'');
    const RecordingEmitter out = extracted(*database_.connector());
    const std::string schema = out.json(name("golden_wide.t,"), "schemaMetadata");
    EXPECT_THAT(schema, HasSubstr(R"("fieldPath":"c1016")"));
    EXPECT_GT(schema.find("\"fieldPath\":\"c0\""), 3 * 1024U);
    EXPECT_GT(out.json(name("golden_wide.t,"), "datasetProperties").size(), 3 * 2048U);
}

TEST_F(MysqlServer, CutsALargeDatabaseIntoPiecesAndLosesNone)
{
    database_.make_account();
    std::string tables = "CREATE DATABASE golden_many;\n";
    for (int i = 0; i < 520; ++i)
        tables += "CREATE TABLE golden_many.t" + std::to_string(i) +
                  " (id int PRIMARY KEY, a int) ENGINE = MyISAM;\n";
    // More columns in one piece than are held at once.
    for (int i = 0; i < 40; ++i) {
        tables += "CREATE TABLE golden_many.w" + std::to_string(i) + " (id int PRIMARY KEY";
        for (int j = 0; j < 1000; ++j)
            tables += ", c" + std::to_string(j) + " int";
        tables += ") ENGINE = MyISAM;\n";
    }
    sql(tables + "FLUSH TABLES; FLUSH STATUS");
    const RecordingEmitter out = extracted(*database_.connector());
    EXPECT_LT(
        std::stoi(sql("SELECT variable_value FROM information_schema.global_status WHERE variable_name = "
                      "'OPENED_TABLES'")),
        2 * 560);
    EXPECT_THAT(out.warnings, IsEmpty());
    EXPECT_EQ(
        std::count_if(out.proposals.begin(), out.proposals.end(),
                      [](const Proposal& proposal) { return proposal.aspect.name == "schemaMetadata"; }),
        560);
    EXPECT_THAT(out.json(name("golden_many.w39,"), "schemaMetadata"),
                AllOf(HasSubstr(R"("fieldPath":"c999")"), HasSubstr(R"("primaryKeys":["id"])")));
}

TEST_F(MysqlServer, LimitsItselfToNamedDatabasesWhereTheGrantsDo)
{
    database_.load();
    sql(spec.grants({database_.account(), {name("golden_shop")}}));
    sql("ALTER USER {} IDENTIFIED BY 'secret-of-the-test'; REVOKE SELECT, SHOW VIEW, TRIGGER ON *.* FROM "
        "catalog_meta_owner@localhost");
    const RecordingEmitter out = extracted(*database_.connector());
    EXPECT_EQ(out.find(name("golden_한국 매장."), "status"), nullptr);
    EXPECT_THAT(out.json(name("golden_shop.vip,"), "viewProperties"), HasSubstr("VIP"));
    EXPECT_NE(out.find("close_orders", "dataTransformLogic"), nullptr);
    EXPECT_THAT(out.json(name("golden_shop.orders,"), "datasetProperties"),
                HasSubstr("trigger orders_before"));
    EXPECT_THAT(database_.connector()->audit().scope,
                testing::ElementsAre("EXECUTE ON `catalog\\_meta`.*",
                                     "REFERENCES ON `" +
                                         name("golden_shop").insert(database_.prefix().size() - 1, "\\") +
                                         "`.*"));
    sql("GRANT SELECT, SHOW VIEW, TRIGGER ON *.* TO catalog_meta_owner@localhost");
}

TEST_F(MysqlServer, SaysOnceWhatIsLackingWithoutTheProcedures)
{
    load_and_grant();
    sql("REVOKE EXECUTE ON `catalog\\_meta`.* FROM {}");
    const RecordingEmitter out = extracted(*database_.connector());
    EXPECT_EQ(std::count_if(out.warnings.begin(), out.warnings.end(),
                            [](const std::string& warning) {
                                return warning.find("colophon grants") != std::string::npos;
                            }),
              1);
    EXPECT_NE(out.find(name("golden_shop.vip,"), "schemaMetadata"), nullptr);
    EXPECT_EQ(out.find(name("golden_shop.vip,"), "viewProperties"), nullptr);
    EXPECT_EQ(out.find(name("golden_shop.vip,"), "upstreamLineage"), nullptr);
    EXPECT_EQ(database_.connector()->audit().verdict, Verdict::clean);
    // An account that may read rows gets the texts of views by that.
    sql("GRANT SELECT, SHOW VIEW ON golden_shop.* TO {}");
    EXPECT_THAT(extracted(*database_.connector()).json(name("golden_shop.vip,"), "viewProperties"),
                HasSubstr("VIP"));
}

TEST_F(MysqlServer, FindsProceduresThatAreNotOursOrWhoseOwnerCanLogIn)
{
    database_.make_account();
    EXPECT_THAT(database_.connector()->audit().findings, IsEmpty());
    sql("CREATE PROCEDURE catalog_meta.`몰래`() SELECT * FROM mysql.global_priv;"
        "CREATE OR REPLACE PROCEDURE catalog_meta.trigger_definitions(a int) SELECT 1;"
        "ALTER USER catalog_meta_owner@localhost ACCOUNT UNLOCK");
    const AuditReport report = database_.connector()->audit();
    ASSERT_EQ(report.findings.size(), 2U);
    EXPECT_THAT(report.findings[0].samples,
                testing::UnorderedElementsAre("catalog_meta.trigger_definitions", "catalog_meta.몰래"));
    EXPECT_EQ(report.findings[1].code, "helper-not-locked");
    sql(report.findings[1].mend.at(0) + "DROP PROCEDURE catalog_meta.`몰래`");
    database_.make_account();
    EXPECT_THAT(database_.connector()->audit().findings, IsEmpty());
}

TEST_F(MysqlServer, GoesOnWhereAProcedureFails)
{
    load_and_grant();
    sql("CREATE OR REPLACE DEFINER = catalog_meta_owner@localhost PROCEDURE catalog_meta.view_definitions() "
        "SELECT 1");
    const RecordingEmitter out = extracted(*database_.connector());
    EXPECT_THAT(out.warnings, Contains(HasSubstr("catalog_meta.view_definitions: the procedure fails")));
    EXPECT_NE(out.find(name("golden_shop.vip,"), "schemaMetadata"), nullptr);
    database_.make_account();
}

TEST_F(MysqlServer, FollowsARoleThatIsInForceAtLogin)
{
    database_.load();
    sql("CREATE USER {} IDENTIFIED BY 'secret-of-the-test'; CREATE OR REPLACE ROLE contract_reader;"
        "GRANT REFERENCES ON *.* TO contract_reader; GRANT contract_reader TO {};"
        "SET DEFAULT ROLE contract_reader FOR {}");
    const AuditReport report = database_.connector()->audit();
    EXPECT_EQ(report.verdict, Verdict::clean);
    EXPECT_THAT(report.scope, testing::ElementsAre("REFERENCES ON *.*"));
    EXPECT_NE(extracted(*database_.connector()).find(name("golden_shop.orders,"), "status"), nullptr);
    sql("DROP ROLE contract_reader");
}

TEST_F(MysqlServer, NeverLooksEmptyWhereItSeesNothing)
{
    database_.load();
    sql("CREATE USER {} IDENTIFIED BY 'secret-of-the-test'");
    try {
        extracted(*database_.connector());
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::forbidden);
        EXPECT_THAT(error.what(), HasSubstr("colophon grants"));
    }
    sql("GRANT REFERENCES ON *.* TO {}");
    EXPECT_THROW(extracted(*database_.connector(R"("database":"없는")")), Error);
    EXPECT_THROW(extracted(*database_.connector(R"("database_pattern":{"allow":["없는"]})")), Error);
    const RecordingEmitter one =
        extracted(*database_.connector(R"("database":")" + name("golden_shop") + '"'));
    EXPECT_NE(one.find(name("golden_shop.orders,"), "status"), nullptr);
    EXPECT_EQ(one.find("Odd.Names", "status"), nullptr);
}

TEST_F(MysqlServer, LeavesOutATableThatIsDroppedMeanwhile)
{
    load_and_grant();
    // Enough of them that the later ones are read after the first were emitted.
    std::string tables = "USE golden_shop;\n";
    for (int i = 0; i < 250; ++i)
        tables += "CREATE TABLE a" + std::to_string(i) + " (id int) ENGINE = MyISAM;\n";
    sql(tables);
    RecordingEmitter out;
    out.on_emit = [&] { sql("DROP TABLE golden_shop.price_history"); };
    database_.connector(R"("database":")" + name("golden_shop") + '"')->extract(out, {});
    EXPECT_EQ(out.find(name("golden_shop.price_history,"), "status"), nullptr);
    EXPECT_NE(out.find(name("golden_shop.orders,"), "status"), nullptr);
}

TEST_F(MysqlServer, FinishesBesideALockedTable)
{
    load_and_grant();
    Connection other = database_.second_session();
    other.execute("SET SESSION TRANSACTION READ WRITE");
    other.execute("LOCK TABLES " + name("golden_shop.customer") + " WRITE");
    const RecordingEmitter out = extracted(*database_.connector());
    EXPECT_NE(out.find(name("golden_shop.customer,"), "schemaMetadata"), nullptr);
    EXPECT_NE(out.find(name("golden_shop.product,"), "schemaMetadata"), nullptr);
}

TEST_F(MysqlServer, KeepsItsSessionHarmless)
{
    Connection session = database_.second_session();
    const auto shown = [&](const std::string& variable) {
        std::string value;
        session.query("SELECT @@" + variable, [&](const Row& row) { value = row.text(0); });
        return value;
    };
    EXPECT_EQ(shown("lock_wait_timeout"), "1");
    EXPECT_EQ(shown("max_statement_time"), "60.000000");
    EXPECT_EQ(shown("sql_mode"), "");
    EXPECT_THROW(session.execute("CREATE DATABASE golden_no"), DatabaseError);
    EXPECT_THROW(session.execute("SELECT 1; SELECT 2"), DatabaseError);
    EXPECT_THROW(session.execute("LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE mysql.user"),
                 DatabaseError);
}

/// The error that auditing ends with.
Error error_of(const std::unique_ptr<Connector>& connector)
{
    try {
        connector->audit();
    } catch (const Error& error) {
        return error;
    }
    return {Errc::internal, "no error"};
}

TEST_F(MysqlServer, TellsRefusedLoginsFromServersThatAreNotThere)
{
    database_.make_account();
    const Error wrong = error_of(database_.connector({}, "hunter2-wrong", database_.host_port()));
    EXPECT_EQ(wrong.code(), Errc::forbidden) << wrong.what();
    EXPECT_THAT(wrong.what(), AllOf(HasSubstr("check username"), Not(HasSubstr("hunter2"))));

    const Error away = error_of(database_.connector({}, "hunter2", "127.0.0.1:1"));
    EXPECT_EQ(away.code(), Errc::unavailable) << away.what();
    EXPECT_THAT(away.what(), HasSubstr("check host_port"));

    sql("ALTER USER {} PASSWORD EXPIRE");
    const Error expired = error_of(database_.connector());
    EXPECT_EQ(expired.code(), Errc::forbidden) << expired.what();
    EXPECT_THAT(expired.what(), HasSubstr("has expired"));
    sql("ALTER USER {} PASSWORD EXPIRE NEVER; ALTER USER {} ACCOUNT LOCK");
    const Error locked = error_of(database_.connector());
    EXPECT_EQ(locked.code(), Errc::forbidden) << locked.what();
    EXPECT_THAT(locked.what(), HasSubstr("is locked"));
}

TEST_F(MysqlServer, DemandsNoMoreTlsThanItIsToldTo)
{
    database_.make_account();
    EXPECT_EQ(database_.connector({}, MysqlDatabase::secret, database_.host_port())->audit().verdict,
              Verdict::clean);
    const bool has_tls = sql("SELECT @@have_ssl") == "YES";
    const Error plain =
        error_of(database_.connector(R"("sslmode":"require")", MysqlDatabase::secret, database_.host_port()));
    EXPECT_EQ(plain.code(), has_tls ? Errc::internal : Errc::unavailable) << plain.what();
    const Error unverified = error_of(
        database_.connector(R"("sslmode":"verify-full")", MysqlDatabase::secret, database_.host_port()));
    EXPECT_EQ(unverified.code(), Errc::unavailable) << unverified.what();
}

TEST_F(MysqlServer, GivesUpOnAServerThatSaysNothingOrSomethingElse)
{
    const char* postgres = std::getenv("COLOPHON_TEST_POSTGRES");
    const std::string quick = R"("options":{"connect_args":{"connect_timeout":1}})";
    database_.make_account();
    const std::string where = database_.host_port();
    const contract::CuttingProxy silent(
        {"127.0.0.1", static_cast<std::uint16_t>(std::stoi(where.substr(where.find(':') + 1)))},
        {.turn = 1, .answer_bytes = 0, .then = contract::CuttingPlan::Then::stall});
    const Error stalled = error_of(database_.connector(
        quick, MysqlDatabase::secret, "127.0.0.1:" + std::to_string(silent.endpoint().port)));
    EXPECT_EQ(stalled.code(), Errc::unavailable) << stalled.what();
    if (postgres == nullptr)
        GTEST_SKIP() << "COLOPHON_TEST_POSTGRES names no server to be mistaken for one";
    const std::string text = postgres;
    const std::size_t port = text.find("port=");
    ASSERT_NE(port, std::string::npos);
    const Error other = error_of(database_.connector(
        quick, MysqlDatabase::secret, "127.0.0.1:" + text.substr(port + 5, text.find(' ', port) - port - 5)));
    EXPECT_EQ(other.code(), Errc::unavailable) << other.what();
    EXPECT_THAT(other.what(), HasSubstr("check host_port"));
}

TEST_F(MysqlServer, EndsWithAnErrorWhenSomebodyKillsIt)
{
    load_and_grant();
    RecordingEmitter out;
    out.on_emit = [&] { sql("KILL USER {}"); };
    try {
        database_.connector()->extract(out, {});
        ADD_FAILURE() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable) << error.what();
    }
}

} // namespace
} // namespace colophon::mysql
