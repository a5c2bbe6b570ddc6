// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/cutting_proxy.hpp"
#include "connectors/contract/recording_emitter.hpp"
#include "postgres_database.hpp"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <unistd.h>

/// What PostgreSQL has to itself; the contract that every connector keeps is in postgres_contract_test.cpp.
namespace colophon::postgres {
namespace {

using contract::extracted;
using contract::RecordingEmitter;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Verdict = AuditReport::Verdict;

class PostgresServer : public testing::Test, protected PostgresDatabase {
protected:
    void SetUp() override
    {
        if (const std::string why = start(database_name()); !why.empty())
            GTEST_SKIP() << why;
    }

    virtual std::string database_name() const { return {}; }

    contract::Endpoint server() const { return {"127.0.0.1", static_cast<std::uint16_t>(std::stoi(port()))}; }
    static std::string address(const contract::Endpoint& endpoint)
    {
        return endpoint.host + ':' + std::to_string(endpoint.port);
    }
};

/// Containers are named by digests of the database's name, so the golden run needs one that stays.
class PostgresGolden : public PostgresServer {
protected:
    std::string database_name() const override { return "colophon_golden"; }
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

/// What moves with time, version and machine stands still: the hour, pages, the spelling of views.
std::string golden_line(const Proposal& proposal)
{
    std::string json = proposal.aspect.json;
    for (const char* member : {"timestampMillis", "sizeInBytes", "viewLogic"})
        json = without(json, member);
    return proposal.urn.str() + ' ' + proposal.aspect.name + ' ' + json + '\n';
}

/// Numbers are given by the server.
std::string without_numbers(const std::string& stable_id)
{
    std::string text;
    for (const char c : stable_id)
        if (c < '0' || c > '9')
            text += c;
        else if (text.empty() || text.back() != '#')
            text += '#';
    return text;
}

TEST_F(PostgresGolden, EmitsWhatTheGoldenFileHolds)
{
    if (version() < 150000)
        GTEST_SKIP()
            << "older servers cannot tell an empty table from an unknown one, and public has another owner";
    load("fixture.sql");
    make_account();
    const RecordingEmitter out = extracted(*connector());
    EXPECT_THAT(out.warnings, IsEmpty());
    EXPECT_THAT(out.failures, IsEmpty());
    std::string lines;
    for (const Proposal& proposal : out.proposals)
        lines += golden_line(proposal);
    for (const auto& [urn, stable_id] : out.identities)
        lines += urn + " is " + without_numbers(stable_id) + '\n';
    const std::string file = std::string(COLOPHON_SOURCE_DIR) + "/connectors/postgres/expected.txt";
    if (std::getenv("UPDATE_GOLDEN") != nullptr)
        std::ofstream(file) << lines;
    std::ifstream in(file);
    EXPECT_EQ(lines, (std::string{std::istreambuf_iterator<char>(in), {}}));
}

TEST_F(PostgresServer, EmitsNoSecretOfForeignServersAndNoRow)
{
    load("fixture.sql");
    make_account();
    const RecordingEmitter out = extracted(*connector());
    EXPECT_THAT(out.json("far_away", "datasetProperties"), HasSubstr(R"("remote_table":"theirs")"));
    for (const Proposal& proposal : out.proposals)
        EXPECT_THAT(proposal.aspect.json, Not(HasSubstr("canary")));
}

TEST_F(PostgresServer, EmitsViewTextsAndWhatViewsRead)
{
    load("fixture.sql");
    make_account();
    const RecordingEmitter out = extracted(*connector());
    EXPECT_THAT(out.json("shop.open_orders", "viewProperties"), HasSubstr("shop.customer"));
    EXPECT_THAT(out.json("shop.open_orders", "upstreamLineage"), HasSubstr("shop.refund,PROD"));
    EXPECT_THAT(out.json("shop.totals", "viewProperties"), HasSubstr(R"("materialized":true)"));
    EXPECT_THAT(out.json("shop.old_orders", "upstreamLineage"), HasSubstr("shop.orders,PROD"));
}

TEST_F(PostgresServer, AddsUpThePartitionsOfATable)
{
    load("fixture.sql");
    make_account();
    EXPECT_THAT(extracted(*connector()).json("shop.orders,", "datasetProfile"), HasSubstr(R"("rowCount":2)"));
    const RecordingEmitter parts = extracted(*connector(R"("include_partitions":true)"));
    EXPECT_THAT(parts.json("shop.orders_2025,", "datasetProfile"), HasSubstr(R"("rowCount":1)"));
    EXPECT_THAT(parts.json("shop.orders_rest_all,", "datasetProperties"), HasSubstr("shop.orders_rest\""));
}

TEST_F(PostgresServer, WarnsOfDoorsThatMayLeadToData)
{
    load("fixture.sql");
    make_account();
    psql(for_account(
        "CREATE FUNCTION public.leak() RETURNS SETOF shop.customer SECURITY DEFINER LANGUAGE sql"
        " AS 'SELECT * FROM shop.customer';"
        "GRANT USAGE ON SCHEMA public TO PUBLIC;"
        "GRANT SELECT ON shop.refund TO @;"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO @;"
        "GRANT USAGE ON FOREIGN SERVER elsewhere TO @; GRANT CREATE ON SCHEMA nothing_in_it TO @"));
    const AuditReport report = connector()->audit();
    EXPECT_EQ(report.verdict, Verdict::clean);
    for (const char* code : {"security-definer-routine", "select-without-usage", "default-privileges",
                             "foreign-server", "can-create"}) {
        const auto found = std::find_if(report.findings.begin(), report.findings.end(),
                                        [&](const AuditFinding& finding) { return finding.code == code; });
        ASSERT_NE(found, report.findings.end()) << code;
        EXPECT_FALSE(found->mend.empty()) << code;
        EXPECT_FALSE(found->explanation.empty()) << code;
        std::string sql;
        for (const std::string& statement : found->mend)
            sql += statement + '\n';
        psql(sql, "postgres");
    }
    for (const AuditFinding& finding : connector()->audit().findings)
        EXPECT_EQ(finding.severity, AuditFinding::Severity::info) << finding.code;
}

TEST_F(PostgresServer, FinishesBesideAnAccessExclusiveLock)
{
    load("fixture.sql");
    make_account();
    Connection other = second_session();
    other.execute("BEGIN");
    other.execute("LOCK TABLE shop.customer IN ACCESS EXCLUSIVE MODE");
    const RecordingEmitter out = extracted(*connector());
    other.execute("ROLLBACK");
    EXPECT_THAT(out.failures, IsEmpty());
    EXPECT_THAT(out.warnings, Contains(HasSubstr("shop.customer: definition deferred")));
    EXPECT_THAT(out.warnings, Contains(HasSubstr("shop.open_orders: definition deferred")));
    EXPECT_THAT(out.json("shop.customer,", "schemaMetadata"), HasSubstr("'무명'::character varying"));
    EXPECT_EQ(out.find("shop.open_orders,", "viewProperties"), nullptr);
    EXPECT_NE(out.find("shop.open_orders,", "schemaMetadata"), nullptr);
    EXPECT_NE(out.find("보기,", "viewProperties"), nullptr);
}

TEST_F(PostgresServer, LeavesOutATableThatIsDroppedMeanwhile)
{
    load("fixture.sql");
    make_account();
    RecordingEmitter out;
    out.on_emit = [this] { psql("DROP TABLE shop.refund CASCADE"); };
    connector()->extract(out, {});
    EXPECT_THAT(out.failures, IsEmpty());
    EXPECT_THAT(out.warnings, Contains(HasSubstr("shop.refund: left out")));
    EXPECT_EQ(out.find("shop.refund,", "status"), nullptr);
    EXPECT_NE(out.find("shop.customer,", "status"), nullptr);
}

TEST_F(PostgresServer, WarnsOfAViewThatIsDroppedBetweenTheTwoPasses)
{
    load("fixture.sql");
    make_account();
    bool dropped = false;
    const contract::CuttingProxy proxy(server(), {.listen = [&](std::string_view said) {
                                           if (!dropped &&
                                               said.find("pg_get_viewdef") != std::string_view::npos) {
                                               dropped = true;
                                               psql(R"(DROP VIEW "한국 매장"."보기")");
                                           }
                                       }});
    const RecordingEmitter out = extracted(*connector({}, secret, address(proxy.endpoint())));
    EXPECT_TRUE(dropped);
    EXPECT_THAT(out.failures, IsEmpty());
    EXPECT_THAT(out.warnings, ElementsAre(HasSubstr("보기: definition deferred")));
    EXPECT_NE(out.find("보기,", "schemaMetadata"), nullptr);
    EXPECT_EQ(out.find("보기,", "viewProperties"), nullptr);
    EXPECT_NE(out.find("shop.open_orders,", "viewProperties"), nullptr);
}

TEST_F(PostgresServer, ReadsOnWhenTheRightToConnectIsRevokedMeanwhile)
{
    load("fixture.sql");
    make_account();
    const RecordingEmitter undisturbed = extracted(*connector());
    RecordingEmitter out;
    out.on_emit = [this] {
        psql("REVOKE CONNECT ON DATABASE " + quote_identifier(name()) + " FROM PUBLIC, " +
             quote_identifier(role()));
    };
    connector()->extract(out, {});
    EXPECT_EQ(out.proposals.size(), undisturbed.proposals.size());
    EXPECT_THAT(out.failures, IsEmpty());
    EXPECT_THROW(connector()->audit(), Error);
}

TEST_F(PostgresServer, NamesObjectsByWhatARenameLeavesAsItIs)
{
    load("fixture.sql");
    make_account();
    const auto identity = [this](std::string_view urn_part) {
        for (const auto& [urn, stable_id] : extracted(*connector()).identities)
            if (urn.find(urn_part) != std::string::npos)
                return stable_id;
        return std::string();
    };
    const std::string customer = identity("shop.customer,");
    EXPECT_THAT(customer, testing::MatchesRegex("[0-9]+/[0-9]+/pg_class/[0-9]+"));
    psql(R"(ALTER SCHEMA shop RENAME TO "가게"; ALTER TABLE "가게".customer RENAME TO "고객")");
    EXPECT_EQ(identity("가게.고객,"), customer);
    psql(R"(DROP TABLE "가게".refund CASCADE; CREATE TABLE "가게".refund ())");
    EXPECT_NE(identity("가게.refund,"), "");
    EXPECT_NE(identity("가게.refund,"), customer);
}

/// Two databases, both the test's own.
class PostgresScope : public PostgresServer {
protected:
    void SetUp() override
    {
        PostgresServer::SetUp();
        if (!IsSkipped())
            psql("CREATE DATABASE " + quote_identifier(other()), "postgres");
    }
    void TearDown() override
    {
        if (!IsSkipped())
            psql("DROP DATABASE IF EXISTS " + quote_identifier(other()), "postgres");
    }
    std::string other() const { return name() + "둘"; }
    std::unique_ptr<Connector> connector_of_both() const
    {
        return connector(R"("database_pattern":{"allow":[".*)" + std::to_string(getpid()) + R"(_"]})");
    }
};

TEST_F(PostgresScope, SaysWhatWasLostAndNotWhatWasDropped)
{
    make_account();
    EXPECT_THAT(connector()->audit().scope, ElementsAre("CONNECT ON DATABASE " + name()));
    const auto everything = connector_of_both()->audit().scope;
    EXPECT_THAT(everything, ElementsAre(HasSubstr("CONNECT ON EVERY DATABASE")));
    psql("REVOKE CONNECT ON DATABASE " + quote_identifier(other()) + " FROM PUBLIC", "postgres");
    EXPECT_THAT(connector_of_both()->audit().scope, IsEmpty());
    psql("DROP DATABASE " + quote_identifier(other()), "postgres");
    EXPECT_EQ(connector_of_both()->audit().scope, everything);
}

TEST_F(PostgresScope, FailsADatabaseThatIsClosedMeanwhileAndReadsTheOthers)
{
    make_account();
    for (const std::string& change :
         {"REVOKE CONNECT ON DATABASE " + quote_identifier(other()) + " FROM PUBLIC",
          "DROP DATABASE " + quote_identifier(other())}) {
        RecordingEmitter out;
        out.on_emit = [&] { psql(change, "postgres"); };
        connector_of_both()->extract(out, {});
        EXPECT_THAT(out.failures, ElementsAre(HasSubstr(other())));
        EXPECT_THAT(out.proposals, Not(IsEmpty()));
        if (change.starts_with("REVOKE"))
            psql("GRANT CONNECT ON DATABASE " + quote_identifier(other()) + " TO PUBLIC", "postgres");
    }
}

TEST_F(PostgresScope, FailsADatabaseThatTakesNoConnections)
{
    make_account();
    psql("ALTER DATABASE " + quote_identifier(other()) + " ALLOW_CONNECTIONS false", "postgres");
    EXPECT_THAT(connector_of_both()->audit().scope, IsEmpty());
    EXPECT_THAT(extracted(*connector_of_both()).failures,
                ElementsAre(testing::AllOf(HasSubstr("둘"), HasSubstr("takes no connections"))));
}

TEST_F(PostgresServer, ReadsAllDatabasesThatAreAllowedAndFailsThoseItMayNotEnter)
{
    make_account();
    psql("CREATE TABLE public.here (id integer)");
    const std::string closed = name() + "closed";
    psql("CREATE DATABASE " + quote_identifier(closed), "postgres");
    psql("REVOKE CONNECT ON DATABASE " + quote_identifier(closed) + " FROM PUBLIC", "postgres");
    const std::string pattern = R"("database_pattern":{"allow":[".*)" + std::to_string(getpid()) + R"("]})";
    const RecordingEmitter out = extracted(*connector(pattern));
    psql("DROP DATABASE " + quote_identifier(closed), "postgres");
    EXPECT_NE(out.find(".public.here,", "status"), nullptr);
    EXPECT_THAT(out.failures, ElementsAre(HasSubstr("may not connect")));
    EXPECT_THROW(connector(R"("database_pattern":{"allow":["없는"]})")->audit(), Error);
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

TEST_F(PostgresServer, TellsRefusedLoginsFromServersThatAreNotThere)
{
    make_account();
    const std::string tcp = "127.0.0.1:" + port();
    const Error wrong = error_of(connector({}, "hunter2-wrong", tcp));
    EXPECT_EQ(wrong.code(), Errc::forbidden) << wrong.what();
    EXPECT_THAT(wrong.what(), HasSubstr("check username and password"));
    EXPECT_THAT(wrong.what(), Not(HasSubstr("hunter2")));

    const Error away = error_of(connector({}, "hunter2", "127.0.0.1:1"));
    EXPECT_EQ(away.code(), Errc::unavailable) << away.what();
    EXPECT_THAT(away.what(), HasSubstr("check host_port"));

    const Error missing = error_of(connector(R"("database":"없는 데이터베이스")"));
    EXPECT_EQ(missing.code(), Errc::invalid_argument) << missing.what();

    psql("REVOKE CONNECT ON DATABASE " + quote_identifier(name()) + " FROM PUBLIC, " +
         quote_identifier(role()));
    const Error closed = error_of(connector());
    EXPECT_EQ(closed.code(), Errc::forbidden) << closed.what();
    EXPECT_THAT(closed.what(), HasSubstr("colophon grants postgres"));
}

TEST_F(PostgresServer, KeepsItsSessionHarmless)
{
    Connection session = second_session();
    const auto shown = [&](const std::string& name) {
        std::string value;
        session.query("SELECT current_setting('" + name + "')", [&](const Row& row) { value = row.text(0); });
        return value;
    };
    EXPECT_EQ(shown("default_transaction_read_only"), "on");
    EXPECT_EQ(shown("statement_timeout"), "1min");
    EXPECT_EQ(shown("lock_timeout"), "500ms");
    EXPECT_EQ(shown("idle_in_transaction_session_timeout"), "30s");
    EXPECT_EQ(shown("search_path"), "pg_catalog");
    EXPECT_THROW(session.execute("CREATE TABLE public.t ()"), DatabaseError);
}

TEST_F(PostgresServer, GivesUpAServerThatFallsSilent)
{
    const auto parameters = [this](const contract::Endpoint& endpoint) {
        return ConnectionParameters{{"host", endpoint.host},
                                    {"port", std::to_string(endpoint.port)},
                                    {"user", role()},
                                    {"password", secret},
                                    {"dbname", name()}};
    };
    make_account();
    const contract::CuttingProxy lively(server());
    const Connection first(parameters(lively.endpoint()));
    const std::uint64_t next_turn = lively.turns() + 1;
    for (const std::uint64_t answer_bytes : {0U, 40U}) {
        const contract::CuttingProxy proxy(
            server(),
            {.turn = next_turn, .answer_bytes = answer_bytes, .then = contract::CuttingPlan::Then::stall});
        Connection session(parameters(proxy.endpoint()), std::chrono::milliseconds(300));
        try {
            session.execute("SELECT repeat('가', 100000) FROM generate_series(1, 100)");
            ADD_FAILURE();
        } catch (const DatabaseError& error) {
            EXPECT_EQ(error.code(), Errc::unavailable) << error.what();
            EXPECT_TRUE(error.connection_lost());
            EXPECT_THAT(error.what(), HasSubstr("does not answer any more"));
        }
        EXPECT_THROW(session.execute("SELECT 1"), DatabaseError);
    }
}

TEST_F(PostgresServer, ReadsNamesThatAreNoUtf8)
{
    const std::string raw = "raw_" + std::to_string(getpid());
    psql("CREATE DATABASE " + raw + " TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'",
         "postgres");
    psql("SET client_encoding = 'SQL_ASCII'; CREATE TABLE public.\"t\xb0\xa1\" (\"c\xff\" integer)", raw);
    psql(spec.grants({role(), {raw}}), "postgres");
    psql("ALTER ROLE " + quote_identifier(role()) + " PASSWORD 'secret-of-the-test'");
    const RecordingEmitter out = extracted(*connector(R"("database":")" + raw + '"'));
    psql("DROP DATABASE " + raw, "postgres");
    EXPECT_THAT(out.failures, IsEmpty());
    EXPECT_THAT(out.json("public.t", "schemaMetadata"), HasSubstr("\"fieldPath\":\"c\xEF\xBF\xBD\""));
}

} // namespace
} // namespace colophon::postgres
