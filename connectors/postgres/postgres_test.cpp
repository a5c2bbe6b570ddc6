// SPDX-License-Identifier: Apache-2.0
#include "audit_query.hpp"
#include "grants.hpp"
#include "mapping.hpp"
#include "options.hpp"
#include "queries.hpp"

#include <gmock/gmock.h>
#include <set>

/// What needs no server: rows to relational rows, settings, statements.
namespace colophon::postgres {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

Type type(Oid oid, std::string name, char kind, char category)
{
    Type made;
    made.oid = oid;
    made.name = std::move(name);
    made.kind = kind;
    made.category = category;
    made.formatted = made.name;
    return made;
}

Relation relation(Oid oid, std::string name, char kind = 'r')
{
    Relation made;
    made.oid = oid;
    made.name = std::move(name);
    made.kind = kind;
    return made;
}

/// A database with a schema `매장`, the types below and the relations given.
Catalog catalog_with(std::vector<Relation> relations = {})
{
    Catalog catalog;
    catalog.database = "db";
    catalog.schemas = {{2200, "매장", "owner", ""}};
    catalog.relations = std::move(relations);
    for (std::size_t i = 0; i < catalog.relations.size(); ++i)
        catalog.by_oid.emplace(catalog.relations[i].oid, i);
    const auto add = [&](Type made) { catalog.types.emplace(made.oid, std::move(made)); };
    add(type(25, "text", 'b', 'S'));
    add(type(20, "int8", 'b', 'N'));
    add(type(3802, "jsonb", 'b', 'U'));
    add(type(900, "unheard_of", 'b', 'U'));
    add(type(901, "state", 'e', 'E'));
    Type array = type(1009, "_text", 'b', 'A');
    array.element = 25;
    add(array);
    Type amount = type(902, "amount", 'd', 'N');
    amount.base = 20;
    amount.not_null = true;
    add(amount);
    Type small = type(903, "small_amount", 'd', 'N');
    small.base = 902;
    add(small);
    Type place = type(904, "place", 'c', 'C');
    place.relation = 5000;
    add(place);
    Type places = type(905, "_place", 'b', 'A');
    places.element = 904;
    add(places);
    Column street;
    street.number = 1;
    street.name = "도로";
    street.type = 25;
    street.native_type = "text";
    catalog.members[5000] = {street};
    return catalog;
}

Column column(std::string name, Oid type_oid)
{
    Column made;
    made.name = std::move(name);
    made.type = type_oid;
    made.native_type = "native";
    return made;
}

ColumnRow mapped(const Column& given, const MappingOptions& options = {})
{
    return map_column(catalog_with(), given, options);
}

TEST(PostgresMapping, GivesTypesTheClassesOfDataHub)
{
    const Catalog catalog = catalog_with();
    EXPECT_EQ(column_class(catalog, 25), ColumnClass::string);
    EXPECT_EQ(column_class(catalog, 20), ColumnClass::number);
    EXPECT_EQ(column_class(catalog, 3802), ColumnClass::record);
    EXPECT_EQ(column_class(catalog, 901), ColumnClass::enumeration);
    EXPECT_EQ(column_class(catalog, 1009), ColumnClass::array);
    EXPECT_EQ(column_class(catalog, 904), ColumnClass::record);
    EXPECT_EQ(column_class(catalog, 900), ColumnClass::null);
    EXPECT_EQ(column_class(catalog, 12345), ColumnClass::null);
}

TEST(PostgresMapping, LooksThroughDomainsForClassAndNullability)
{
    const ColumnRow row = mapped(column("금액", 903));
    EXPECT_EQ(row.type, ColumnClass::number);
    EXPECT_FALSE(row.nullable);
    EXPECT_TRUE(mapped(column("text", 25)).nullable);
}

TEST(PostgresMapping, NamesTheElementOfAnArray)
{
    EXPECT_EQ(mapped(column("tags", 1009)).element_type, "text");
    EXPECT_EQ(mapped(column("id", 20)).element_type, std::nullopt);
}

TEST(PostgresMapping, GivesMembersToCompositesAndToArraysOfThem)
{
    for (const Oid composite : {904U, 905U}) {
        const ColumnRow row = mapped(column("집", composite));
        ASSERT_EQ(row.members.size(), 1U);
        EXPECT_EQ(row.members[0].name, "도로");
    }
}

TEST(PostgresMapping, EndsWhereACompositeHoldsItself)
{
    Catalog catalog = catalog_with();
    catalog.members[5000].push_back(column("again", 904));
    const ColumnRow row = map_column(catalog, column("loop", 904), {});
    EXPECT_FALSE(row.members.empty());
}

TEST(PostgresMapping, TellsDefaultsGeneratedAndIdentityApart)
{
    Column given = column("a", 25);
    given.expression = "'무명'::text";
    EXPECT_EQ(mapped(given).default_expression, "'무명'::text");
    given.generated = 's';
    EXPECT_EQ(mapped(given).generated, "stored");
    EXPECT_EQ(mapped(given).generated_expression, "'무명'::text");
    EXPECT_THAT(mapped(given).default_expression, IsEmpty());
    given.generated = 'v';
    EXPECT_EQ(mapped(given).generated, "virtual");
    given.identity = 'd';
    EXPECT_EQ(mapped(given).identity, "by default");
}

TEST(PostgresMapping, MasksValuesWhenAsked)
{
    Column given = column("a", 25);
    given.expression = "'비밀'::text";
    EXPECT_EQ(mapped(given, {.mask_literals = true}).default_expression, "?::text");
}

TEST(PostgresMapping, KnowsNoRowsOfWhatWasNeverAnalyzed)
{
    Relation table = relation(16385, "t");
    table.tuples = -1;
    const Catalog catalog = catalog_with({table});
    EXPECT_EQ(map_table(catalog, table, {}, {}).row_count, std::nullopt);
    table.analyzed = true;
    table.tuples = 0;
    EXPECT_EQ(map_table(catalog, table, {}, {}).row_count, 0);
}

/// `parent` is partitioned; `part` is a part of it.
Catalog partitioned()
{
    Relation part = relation(16386, "part");
    part.partition = true;
    part.parent = 16385;
    return catalog_with({relation(16385, "parent", 'p'), part, relation(16387, "view", 'v')});
}

TEST(PostgresMapping, LetsATableStandForItsPartitionsInKeysAndLineage)
{
    Catalog catalog = partitioned();
    catalog.view_sources[16387] = {16386, 16385};
    EXPECT_THAT(map_table(catalog, catalog.relations[2], {}, {}).upstreams,
                ElementsAre(TableName{"db", "매장", "parent"}));
    EXPECT_THAT(map_table(catalog, catalog.relations[2], {}, {.partitions = true}).upstreams,
                ElementsAre(TableName{"db", "매장", "parent"}, TableName{"db", "매장", "part"}));
}

TEST(PostgresMapping, SaysNoLineageWhenAskedNotTo)
{
    Catalog catalog = partitioned();
    catalog.view_sources[16387] = {16385};
    EXPECT_THAT(map_table(catalog, catalog.relations[2], {}, {.view_lineage = false}).upstreams, IsEmpty());
}

TEST(PostgresMapping, KeepsKeysInTheirOrderAndDropsThoseToNowhere)
{
    const Catalog catalog = catalog_with({relation(16385, "t")});
    Details details;
    details.constraints = {{1, 'p', 0, "t_pkey", {"b", "a"}, {}},
                           {2, 'f', 16385, "t_self", {"x"}, {"a"}},
                           {3, 'f', 99999, "t_gone", {"y"}, {"a"}}};
    const TableRow row = map_table(catalog, catalog.relations[0], details, {});
    EXPECT_THAT(row.primary_key, ElementsAre("b", "a"));
    ASSERT_EQ(row.foreign_keys.size(), 1U);
    EXPECT_EQ(row.foreign_keys[0].name, "t_self");
}

Settings settings(const std::string& document)
{
    return value_or_throw(Settings::parse(options(), document, "source.config"));
}

TEST(PostgresOptions, ReadWhereTheServerIs)
{
    const auto host = [](const std::string& host_port) {
        return read_request(settings(R"({"host_port":")" + host_port + R"("})")).connection;
    };
    EXPECT_THAT(host("db.example.com:5433"),
                AllOf(Contains(Pair("host", "db.example.com")), Contains(Pair("port", "5433"))));
    EXPECT_THAT(host("[::1]:5432"), Contains(Pair("host", "::1")));
    EXPECT_THAT(host("/var/run/postgresql:5432"), Contains(Pair("host", "/var/run/postgresql")));
    EXPECT_THROW(host(":5432"), Error);
}

TEST(PostgresOptions, ReadAUriAndDropItsDriver)
{
    const Request request = read_request(settings(
        R"({"sqlalchemy_uri":"postgresql+psycopg2://us:p%40ss@db:6543/%EB%A7%A4%EC%9E%A5?sslmode=require"})"));
    EXPECT_THAT(request.connection,
                AllOf(Contains(Pair("user", "us")), Contains(Pair("password", "p@ss")),
                      Contains(Pair("host", "db")), Contains(Pair("sslmode", "require"))));
    EXPECT_EQ(request.database, "매장");
}

TEST(PostgresOptions, NeverRepeatAUriThatCannotBeRead)
{
    for (const char* uri :
         {"postgresql://u:hunter2%zz@h/db", "mysql://u:hunter2@h/db", "postgresql://u:hunter2@h"})
        try {
            read_request(settings(std::string(R"({"sqlalchemy_uri":")") + uri + "\"}"));
            ADD_FAILURE() << uri;
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), Errc::invalid_argument);
            EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
        }
}

TEST(PostgresOptions, TakeTlsFromDataHubsPlace)
{
    const Request request = read_request(settings(
        R"({"options":{"connect_args":{"sslmode":"verify-full","sslrootcert":"/ca.pem","sslcert":"/c","sslkey":"/k"}}})"));
    EXPECT_THAT(request.connection,
                AllOf(Contains(Pair("sslmode", "verify-full")), Contains(Pair("sslrootcert", "/ca.pem")),
                      Contains(Pair("sslcert", "/c")), Contains(Pair("sslkey", "/k"))));
}

TEST(PostgresOptions, RefuseWhatWouldReadRows)
{
    for (const char* document :
         {R"({"profiling":{"enabled":true}})", R"({"classification":{"enabled":true}})",
          R"({"include_query_lineage":true})", R"({"auth_mode":"AWS_IAM"})"})
        EXPECT_FALSE(Settings::parse(options(), document, "source.config")) << document;
    for (const char* document : {R"({"profiling":{"enabled":false}})", R"({"include_query_lineage":false})"})
        EXPECT_TRUE(Settings::parse(options(), document, "source.config")) << document;
}

TEST(PostgresOptions, WarnOfWhatHasNoEffect)
{
    EXPECT_THAT(
        settings(R"({"stateful_ingestion":{"enabled":true},"include_stored_procedures":true})").warnings(),
        testing::SizeIs(2));
}

TEST(PostgresOptions, JudgeViewsByTheTablePatternUnlessTheyHaveTheirOwn)
{
    const std::string tables = R"("table_pattern":{"deny":["db\\.매장\\."]})";
    EXPECT_FALSE(read_request(settings('{' + tables + '}')).views.allows("db.매장.v"));
    EXPECT_TRUE(read_request(settings('{' + tables + R"(,"view_pattern":{"allow":[".*"]}})"))
                    .views.allows("db.매장.v"));
}

TEST(PostgresOptions, RefuseAnUnknownFabric)
{
    EXPECT_EQ(read_request(settings(R"({"env":"dev"})")).source.env, "DEV");
    EXPECT_THROW(read_request(settings(R"({"env":"운영"})")), Error);
}

TEST(PostgresGrants, QuoteNamesWhateverTheyHold)
{
    const std::string sql = grants({R"(o'b"r\$colophon$)", {"매장 \"db\""}});
    EXPECT_THAT(sql, HasSubstr(R"(GRANT CONNECT ON DATABASE "매장 ""db""" TO "o'b""r\$colophon$";)"));
    EXPECT_THAT(sql, HasSubstr(R"(rolname = E'o''b"r\\$colophon$')"));
    EXPECT_THAT(sql, HasSubstr(R"(ALTER ROLE "o'b""r\$colophon$" LOGIN)"));
    EXPECT_THAT(sql, Not(HasSubstr("USAGE ON")));
}

/// The words between single quotes that stand right behind `before`.
std::set<std::string> quoted_after(const std::string& sql, const std::string& before)
{
    std::set<std::string> words;
    const std::string mark = before + " '";
    for (auto at = sql.find(mark); at != std::string::npos; at = sql.find(mark, at + 1))
        words.insert(sql.substr(at + mark.size(), sql.find('\'', at + mark.size()) - at - mark.size()));
    return words;
}

TEST(PostgresPermissions, KnowEveryFindingOfTheAuditAndNoOther)
{
    std::set<std::string> codes;
    for (const char* before : {"SELECT", "THEN", "ELSE"})
        codes.merge(quoted_after(audit_query(), before));
    for (const FindingKind& kind : permissions().findings)
        EXPECT_TRUE(codes.contains(kind.code)) << kind.code;
    for (const std::string& code : quoted_after(audit_query(), "UNION ALL SELECT"))
        EXPECT_NO_THROW(permissions().finding(code)) << code;
}

TEST(PostgresQueries, NeverTouchWhatHoldsValues)
{
    for (const std::string& sql :
         {queries::relations(), queries::details(), queries::columns(180000), queries::constraints(100000)})
        for (const char* word :
             {"pg_stats", "pg_statistic", "information_schema.", "count(*)", "user_mapping"})
            EXPECT_THAT(sql, Not(HasSubstr(word)));
    EXPECT_THAT(queries::columns(110000), Not(HasSubstr("attgenerated")));    // came with 12
    EXPECT_THAT(queries::constraints(100000), Not(HasSubstr("conparentid"))); // came with 11
    EXPECT_THAT(audit_query(), HasSubstr("has_any_column_privilege"));
}

} // namespace
} // namespace colophon::postgres
