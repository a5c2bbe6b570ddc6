// SPDX-License-Identifier: Apache-2.0
#include "mapping.hpp"
#include "options.hpp"
#include "queries.hpp"
#include "request.hpp"
#include "server_errors.hpp"

#include <gmock/gmock.h>

/// What needs no server: rows to relational rows, settings, statements.
namespace colophon::mysql {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

Column column(std::string name, std::string data_type, std::string native_type = {})
{
    Column made;
    made.name = std::move(name);
    made.native_type = native_type.empty() ? data_type : std::move(native_type);
    made.data_type = std::move(data_type);
    return made;
}

ColumnRow mapped(const Column& given, bool mariadb = true, const MappingOptions& options = {})
{
    return map_column(given, {}, mariadb, options);
}

TEST(MysqlMapping, GivesTypesTheClassesOfDataHub)
{
    EXPECT_EQ(column_class(column("a", "bigint", "bigint(20) unsigned")), ColumnClass::number);
    EXPECT_EQ(column_class(column("a", "tinyint", "tinyint(4)")), ColumnClass::number);
    EXPECT_EQ(column_class(column("a", "tinyint", "tinyint(1)")), ColumnClass::boolean);
    EXPECT_EQ(column_class(column("a", "set", "set('가')")), ColumnClass::string);
    EXPECT_EQ(column_class(column("a", "enum", "enum('가')")), ColumnClass::enumeration);
    EXPECT_EQ(column_class(column("a", "timestamp")), ColumnClass::time);
    EXPECT_EQ(column_class(column("a", "json")), ColumnClass::record);
    EXPECT_EQ(column_class(column("a", "multipolygon")), ColumnClass::bytes);
    EXPECT_EQ(column_class(column("a", "unheard_of")), ColumnClass::null);
    Column json = column("a", "longtext");
    EXPECT_EQ(column_class(json), ColumnClass::string);
    json.json_checked = true;
    EXPECT_EQ(column_class(json), ColumnClass::record);
    EXPECT_EQ(mapped(column("a", "vector", "vector(3)")).element_type, "float");
}

TEST(MysqlMapping, KeepsTheEnginesOwnWordsForTypes)
{
    EXPECT_EQ(mapped(column("a", "int", "int(7) unsigned zerofill")).native_type, "int(7) unsigned zerofill");
    EXPECT_EQ(mapped(column("a", "enum", "enum('일반','VIP')")).native_type, "enum('일반','VIP')");
}

struct Default {
    std::string data_type;
    std::optional<std::string> text;
    std::string extra;
    std::string of_mariadb;
    std::string of_mysql;
};

TEST(MysqlMapping, WritesDefaultsAsSqlWhicheverWayTheServerTellsThem)
{
    const std::vector<Default> all{
        {"varchar", std::nullopt, "", "", ""},
        {"varchar", "NULL", "", "", "'NULL'"}, // a word on MySQL, which tells no default by NULL
        {"varchar", "'무명'", "", "'무명'", "'''무명'''"},
        {"varchar", "it's", "", "it's", "'it''s'"},
        {"int", "0", "", "0", "0"},
        {"bit", "b'101'", "", "b'101'", "b'101'"},
        {"enum", "일반", "", "일반", "'일반'"},
        {"timestamp", "CURRENT_TIMESTAMP", "DEFAULT_GENERATED", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP"},
        {"varchar", "uuid()", "DEFAULT_GENERATED", "uuid()", "uuid()"},
    };
    for (const Default& given : all) {
        Column made = column("a", given.data_type);
        made.default_text = given.text;
        made.extra = given.extra;
        EXPECT_EQ(mapped(made, true).default_expression, given.of_mariadb) << given.text.value_or("");
        EXPECT_EQ(mapped(made, false).default_expression, given.of_mysql) << given.text.value_or("");
    }
}

TEST(MysqlMapping, TellsWhatElseAColumnIs)
{
    Column made = column("a", "int");
    made.extra = "auto_increment";
    EXPECT_EQ(mapped(made).identity, "by default");
    made.extra = "VIRTUAL GENERATED, INVISIBLE";
    made.expression = "concat('안녕 ',`name`)";
    EXPECT_EQ(mapped(made).generated, "virtual");
    EXPECT_EQ(mapped(made).generated_expression, "concat('안녕 ',`name`)");
    EXPECT_THAT(mapped(made).more, Contains(Pair("invisible", "true")));
    made.extra = "STORED GENERATED";
    EXPECT_EQ(mapped(made).generated, "stored");
    made.extra = "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(6)";
    EXPECT_EQ(mapped(made).generated, "");
    EXPECT_THAT(mapped(made).more, ElementsAre(Pair("on_update", "CURRENT_TIMESTAMP(6)")));
}

TEST(MysqlMapping, NamesACollationThatIsNotTheTables)
{
    Table table;
    table.collation = "utf8mb4_unicode_ci";
    Column made = column("a", "char");
    made.collation = "ascii_bin";
    EXPECT_THAT(map_column(made, table, true, {}).more, ElementsAre(Pair("collation", "ascii_bin")));
    made.collation = table.collation;
    EXPECT_THAT(map_column(made, table, true, {}).more, IsEmpty());
}

TEST(MysqlMapping, MasksValuesWhenAsked)
{
    const MappingOptions masking{.mask_literals = true};
    Column made = column("a", "enum", "enum('비밀','b')");
    made.default_text = "'비밀'";
    EXPECT_EQ(mapped(made, true, masking).native_type, "enum(?,?)");
    EXPECT_EQ(mapped(made, true, masking).default_expression, "?");
    EXPECT_EQ(mapped(column("a", "varchar", "varchar(40)"), true, masking).native_type, "varchar(40)");
    Table table;
    table.type = "BASE TABLE";
    table.triggers = {{"t", "BEFORE", "INSERT", "SET NEW.a = '비밀'"}};
    table.partitioning = Partitioning{"RANGE", "`a` + 5", "", "", 3};
    EXPECT_THAT(map_table({"db", "t"}, table, true, masking).custom,
                AllOf(Contains(Pair("trigger t", "BEFORE INSERT SET NEW.a = ?")),
                      Contains(Pair("partition_expression", "`a` + ?")), Contains(Pair("partitions", "3"))));
    const RoutineRow routine = map_routine({"db", "", RoutineKind::procedure},
                                           {"p", "", "", "", false, "", "", "SELECT '비밀'"}, masking);
    EXPECT_EQ(routine.definition, "SELECT ?");
}

TEST(MysqlMapping, NamesTablesByDatabaseAlone)
{
    Table table;
    table.type = "BASE TABLE";
    table.comment = "주문";
    table.primary_key = {"b", "a"};
    table.unique_keys = {{"uk", {"이름", "…"}}, {"uk2", {"c"}}};
    table.foreign_keys = {{"fk", {"x"}, {"다른", "t"}, {"id"}}};
    table.rows = 5;
    table.bytes = 16384;
    const TableRow row = map_table({"매장", "주문"}, table, true, {});
    EXPECT_EQ(row.name, (TableName{"매장", "", "주문"}));
    EXPECT_EQ(row.sub_type, "Table");
    EXPECT_EQ(row.comment, "주문");
    EXPECT_THAT(row.primary_key, ElementsAre("b", "a"));
    EXPECT_EQ(row.foreign_keys.at(0).target, (TableName{"다른", "", "t"}));
    EXPECT_THAT(row.custom, Contains(Pair("unique_keys", "uk (이름, …); uk2 (c)")));
    EXPECT_EQ(row.row_count, 5);
}

TEST(MysqlMapping, SaysOfAViewWhatItReadsAndWhetherItIsBroken)
{
    Table table;
    table.type = "VIEW";
    table.comment = "VIEW";
    table.view = ViewEntry{"root@localhost", "INVOKER", "NONE", "select 1 from `s`.`t`", {{"s", "t"}}};
    const TableRow row = map_table({"db", "v"}, table, true, {});
    EXPECT_EQ(row.comment, "");
    EXPECT_EQ(row.view->definition, "select 1 from `s`.`t`");
    EXPECT_THAT(row.upstreams, ElementsAre(TableName{"s", "", "t"}));
    EXPECT_THAT(row.custom,
                AllOf(Contains(Pair("is_view", "True")), Contains(Pair("sql_security", "INVOKER")),
                      Not(Contains(testing::Key("check_option"))), Not(Contains(testing::Key("broken")))));
    EXPECT_THAT(map_table({"db", "v"}, table, true, {.view_lineage = false}).upstreams, IsEmpty());
    table.comment = "View 'db.v' references invalid table(s)";
    EXPECT_THAT(map_table({"db", "v"}, table, true, {}).custom, Contains(Pair("broken", "true")));
    table.view->definition.clear();
    EXPECT_EQ(map_table({"db", "v"}, table, true, {}).view->definition, std::nullopt);
}

TEST(MysqlMapping, KeepsSecretsOfOtherServersThere)
{
    Table table;
    table.type = "BASE TABLE";
    table.engine = "SPIDER";
    table.comment = R"(user "u", password "hunter2")";
    EXPECT_EQ(map_table({"db", "t"}, table, true, {}).comment, "");
}

TEST(MysqlMapping, TellsSequencesFromTables)
{
    Table table;
    table.type = "SEQUENCE";
    table.rows = 1;
    EXPECT_EQ(map_table({"db", "s"}, table, true, {}).sub_type, "Sequence");
    EXPECT_EQ(map_table({"db", "s"}, table, true, {}).row_count, std::nullopt);
    table.type = "SYSTEM VERSIONED";
    EXPECT_THAT(map_table({"db", "s"}, table, true, {}).custom, Contains(Pair("system_versioned", "true")));
    EXPECT_EQ(map_table({"db", "s"}, table, true, {}).sub_type, "Table");
}

Settings settings(const std::string& document)
{
    return value_or_throw(Settings::parse(options(), document, "source.config"));
}

Request request(const std::string& document)
{
    return read_request(settings(document), "mysql");
}

TEST(MysqlOptions, ReadWhereTheServerIs)
{
    const auto connection = [](const std::string& host_port) {
        return request(R"({"host_port":")" + host_port + R"("})").connection;
    };
    EXPECT_EQ(connection("db.example.com:3307").host, "db.example.com");
    EXPECT_EQ(connection("db.example.com:3307").port, 3307U);
    EXPECT_EQ(connection("db").port, 3306U);
    EXPECT_EQ(connection("[::1]:3308").host, "::1");
    EXPECT_EQ(connection("[::1]").host, "::1");
    EXPECT_EQ(connection("/run/my:sql.sock").host, "/run/my:sql.sock");
    for (const char* wrong : {":3306", "db:", "db:port", "db:0", "db:70000"})
        EXPECT_THROW(connection(wrong), Error) << wrong;
    EXPECT_EQ(request(R"({"options":{"connect_args":{"unix_socket":"/s"}}})").connection.host, "/s");
}

TEST(MysqlOptions, ReadAUriAndDropItsDriver)
{
    const Request read = request(
        R"({"sqlalchemy_uri":"mysql+pymysql://us:p%40ss@db:6543/%EB%A7%A4%EC%9E%A5?charset=utf8mb4"})");
    EXPECT_EQ(read.connection.user, "us");
    EXPECT_EQ(read.connection.password, "p@ss");
    EXPECT_EQ(read.connection.host, "db");
    EXPECT_EQ(read.connection.port, 6543U);
    EXPECT_EQ(read.database, "매장");
    EXPECT_EQ(request(R"({"sqlalchemy_uri":"mariadb://db"})").database, "");
}

TEST(MysqlOptions, NeverRepeatAUriThatCannotBeRead)
{
    for (const char* uri : {"mysql://u:hunter2%zz@h/db", "postgresql://u:hunter2@h/db", "hunter2",
                            "mysql:hunter2", "mysql://u:hunter2%4", "mysql://u:hunter2@h:port"})
        try {
            request(std::string(R"({"sqlalchemy_uri":")") + uri + "\"}");
            ADD_FAILURE() << uri;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Errc::invalid_argument);
            EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
        }
}

TEST(MysqlOptions, ProtectAsMuchAsTheyAreToldAndMoreWhereTheyKnowWhomToTrust)
{
    const auto tls = [](const std::string& document) { return request(document).connection.tls; };
    EXPECT_EQ(tls("{}"), TlsMode::prefer);
    EXPECT_EQ(tls(R"({"sslmode":"require"})"), TlsMode::require);
    EXPECT_EQ(tls(R"({"sslrootcert":"/ca"})"), TlsMode::verify_full);
    EXPECT_EQ(tls(R"({"sslrootcert":"/ca","sslmode":"require"})"), TlsMode::require);
    EXPECT_EQ(tls(R"({"options":{"connect_args":{"ssl":{"ca":"/ca"}}}})"), TlsMode::verify_full);
    EXPECT_EQ(tls(R"({"options":{"connect_args":{"ssl_cert":"/c","ssl_key":"/k"}}})"), TlsMode::require);
    EXPECT_EQ(tls(R"({"options":{"connect_args":{"ssl_disabled":true}}})"), TlsMode::disable);
    EXPECT_EQ(
        request(R"({"options":{"connect_args":{"ssl_key_password":"열쇠"}}})").connection.key_passphrase,
        "열쇠");
}

TEST(MysqlOptions, RefuseWhatWouldReadRows)
{
    for (const char* document :
         {R"({"profiling":{"enabled":true}})", R"({"classification":{"enabled":true}})",
          R"({"include_usage_statistics":true})", R"({"auth_mode":"AWS_IAM"})",
          R"({"options":{"connect_args":{"local_infile":true}}})"})
        EXPECT_FALSE(Settings::parse(options(), document, "source.config")) << document;
    for (const char* document :
         {R"({"profiling":{"enabled":false}})", R"({"include_usage_statistics":false})"})
        EXPECT_TRUE(Settings::parse(options(), document, "source.config")) << document;
}

TEST(MysqlOptions, TakeTheOldNameOfAPatternAndThatOfTablesForViews)
{
    EXPECT_FALSE(request(R"({"schema_pattern":{"deny":["매장"]}})").databases.allows("매장"));
    const std::string tables = R"("table_pattern":{"deny":["db\\.매장"]})";
    EXPECT_FALSE(request('{' + tables + '}').views.allows("db.매장"));
    EXPECT_TRUE(request('{' + tables + R"(,"view_pattern":{"allow":[".*"]}})").views.allows("db.매장"));
}

TEST(MysqlOptions, NameThePlatformByTheSource)
{
    EXPECT_EQ(read_request(settings("{}"), "mariadb").source.platform, "mariadb");
    EXPECT_EQ(request(R"({"env":"dev"})").source.env, "DEV");
    EXPECT_THROW(request(R"({"env":"운영"})"), Error);
}

TEST(ServerVersion, IsReadFromTheWordsOfBothEngines)
{
    EXPECT_EQ(parse_version("10.11.19-MariaDB-0+deb12u1").number, 101119);
    EXPECT_TRUE(parse_version("5.5.5-11.4.5-MariaDB").mariadb);
    EXPECT_EQ(parse_version("5.5.5-11.4.5-MariaDB").number, 110405);
    EXPECT_EQ(parse_version("8.0.36").number, 80036);
    EXPECT_FALSE(parse_version("8.0.36").mariadb);
    EXPECT_EQ(parse_version("9.1").number, 90100);
    EXPECT_EQ(parse_version("").number, 0);
    EXPECT_EQ(parse_version("매장").number, 0);
}

TEST(ServerErrors, SayWhatToDoOnOneLineAndWhetherTheSessionIsGone)
{
    const DatabaseError refused = error_of(1045, "Access denied for user '독자'\n@'x'");
    EXPECT_EQ(refused.code(), Errc::forbidden);
    EXPECT_THAT(refused.what(), AllOf(HasSubstr("check username"), HasSubstr("'독자' @'x' (1045)")));
    EXPECT_EQ(error_of(2013, "Lost connection").code(), Errc::unavailable);
    EXPECT_TRUE(error_of(2013, "Lost connection").connection_lost());
    EXPECT_TRUE(error_of(2999, "?").connection_lost());
    EXPECT_FALSE(error_of(1969, "max_statement_time exceeded").connection_lost());
    EXPECT_EQ(error_of(1064, "syntax").code(), Errc::internal);
    EXPECT_FALSE(error_of(1064, "syntax").connection_lost());
}

TEST(MysqlQueries, NeverTouchWhatHoldsValuesAndQuoteNoName)
{
    const std::vector<std::string> tables{"it's", "매`장\\"};
    for (const std::string& sql :
         {queries::columns("s'", tables), queries::tables("s'", tables), queries::unique_keys("s'", tables),
          queries::foreign_keys("s'", tables), queries::partitions("s'", tables),
          queries::views("s'", tables), queries::view_sources("s'", tables), queries::triggers("s'", tables),
          queries::helper_views("s'", tables), queries::routines("s'", "PROCEDURE", "a'", 5),
          queries::helper_routines("s'", "PROCEDURE", "a'", 5)}) {
        for (const char* word :
             {"partition_description", "column_statistics", "partition_name,", "innodb_", "'s'", "it's"})
            EXPECT_THAT(sql, Not(HasSubstr(word))) << sql;
        EXPECT_THAT(sql, HasSubstr("x'7327'")) << sql;
    }
}

} // namespace
} // namespace colophon::mysql
