// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <colophon/relational.hpp>
#include <gmock/gmock.h>
#include <map>

namespace colophon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Recorder : public Emitter {
public:
    void emit(Proposal proposal) override { proposals.push_back(std::move(proposal)); }
    void warn(std::string_view, std::string_view) override {}
    void fail(std::string_view subject, std::string_view) override { failures.emplace_back(subject); }
    void progress(std::string_view, std::uint64_t, std::uint64_t) override {}

    std::string aspect(const std::string& name) const
    {
        for (const Proposal& proposal : proposals)
            if (proposal.aspect.name == name)
                return proposal.aspect.json;
        return {};
    }

    std::vector<Proposal> proposals;
    std::vector<std::string> failures;
};

RelationalSource postgres()
{
    RelationalSource source;
    source.platform = "postgres";
    source.observed_ms = 1700000000000;
    return source;
}

ColumnRow column(const std::string& name)
{
    ColumnRow row;
    row.name = name;
    row.type = ColumnClass::string;
    row.native_type = "text";
    return row;
}

// The digests below are Python's: md5(json.dumps(key, separators=(",", ":"), sort_keys=True)).
TEST(ContainerGuid, IsDataHubsDigestOfTheKey)
{
    EXPECT_EQ(container_guid({{"platform", "postgres"}, {"instance", "PROD"}, {"database", "carsharing"}}),
              "e8a9944374d80db604cf90b454305fc7");
}

TEST(ContainerGuid, EscapesHangulPicturesAndControlCharactersAsPythonDoes)
{
    EXPECT_EQ(container_guid({{"platform", "postgres"},
                              {"instance", "서버-1"},
                              {"database", "매장 \"A\"\\\n\x7f\x01"},
                              {"schema", "🚗"}}),
              "244a79d446f50bdeb59078c567a19a94");
}

TEST(RelationalDescriber, TakesTheEnvironmentForTheInstanceInAGuidOnlyWhereNoneIsGiven)
{
    Recorder out;
    RelationalSource source = postgres();
    EXPECT_EQ(RelationalDescriber(source, out).container_urn("carsharing", "").str(),
              "urn:li:container:e8a9944374d80db604cf90b454305fc7");
    source.instance = "other";
    EXPECT_NE(RelationalDescriber(source, out).container_urn("carsharing", "").str(),
              "urn:li:container:e8a9944374d80db604cf90b454305fc7");
}

TEST(RelationalDescriber, NamesDataSetsByInstanceDatabaseSchemaAndTable)
{
    Recorder out;
    RelationalSource source = postgres();
    source.instance = "east";
    EXPECT_EQ(RelationalDescriber(source, out).dataset_urn({"db", "매장", "재고(수량)"}).str(),
              "urn:li:dataset:(urn:li:dataPlatform:postgres,east.db.매장.재고%28수량%29,PROD)");
}

TEST(RelationalDescriber, LeavesOutTheSchemaWhereAnEngineHasNone)
{
    Recorder out;
    EXPECT_EQ(RelationalDescriber(postgres(), out).dataset_urn({"db", "", "t"}).str(),
              "urn:li:dataset:(urn:li:dataPlatform:postgres,db.t,PROD)");
}

TEST(RelationalDescriber, MakesSmallLettersOfAllScriptsAndOfEscapesAsTheClientDoes)
{
    Recorder out;
    RelationalSource source = postgres();
    source.lowercase_urns = true;
    EXPECT_EQ(RelationalDescriber(source, out).dataset_urn({"DB", "ÉCOLE", "A,B 한글"}).str(),
              "urn:li:dataset:(urn:li:dataPlatform:postgres,db.école.a%2cb 한글,PROD)");
}

TEST(RelationalDescriber, EmitsEveryAspectOfATable)
{
    Recorder out;
    TableRow table;
    table.name = {"db", "s", "예약"};
    table.comment = "예약 \"표\"";
    table.columns = {column("id")};
    table.columns[0].nullable = false;
    table.primary_key = {"id"};
    table.row_count = 12;
    RelationalDescriber(postgres(), out).describe(table);

    std::vector<std::string> names;
    for (const Proposal& proposal : out.proposals)
        names.push_back(proposal.aspect.name);
    EXPECT_THAT(names, ElementsAre("container", "status", "datasetProperties", "schemaMetadata", "subTypes",
                                   "dataPlatformInstance", "browsePathsV2", "datasetProfile"));
    EXPECT_THAT(out.aspect("datasetProperties"), HasSubstr(R"("description":"예약 \"표\"")"));
    EXPECT_THAT(out.aspect("schemaMetadata"), HasSubstr(R"("isPartOfKey":true)"));
    EXPECT_THAT(out.aspect("datasetProfile"), HasSubstr(R"("rowCount":12)"));
    EXPECT_THAT(out.aspect("datasetProfile"), HasSubstr(R"("timestampMillis":1700000000000)"));
}

TEST(RelationalDescriber, SaysNothingOfEstimatesThatAreUnknown)
{
    Recorder out;
    TableRow table;
    table.name = {"db", "s", "t"};
    RelationalDescriber(postgres(), out).describe(table);
    EXPECT_THAT(out.aspect("datasetProfile"), IsEmpty());
}

TEST(RelationalDescriber, GivesMembersThePathOfTheirColumn)
{
    Recorder out;
    TableRow table;
    table.name = {"db", "s", "t"};
    table.columns = {column("집")};
    table.columns[0].members = {column("street"), column("place")};
    table.columns[0].members[1].members = {column("lat")};
    RelationalDescriber(postgres(), out).describe(table);
    for (const char* path :
         {R"("fieldPath":"집")", R"("fieldPath":"집.street")", R"("fieldPath":"집.place.lat")"})
        EXPECT_THAT(out.aspect("schemaMetadata"), HasSubstr(path));
}

TEST(RelationalDescriber, KeepsTheColumnWhereAMemberWouldBeCalledTheSame)
{
    Recorder out;
    TableRow table;
    table.name = {"db", "s", "t"};
    table.columns = {column("a"), column("a.b")};
    table.columns[0].members = {column("b")};
    table.columns[0].members[0].comment = "the member";
    table.columns[1].comment = "the column";
    RelationalDescriber(postgres(), out).describe(table);
    EXPECT_THAT(out.aspect("schemaMetadata"), HasSubstr("the column"));
    EXPECT_THAT(out.aspect("schemaMetadata"), Not(HasSubstr("the member")));
}

TEST(RelationalDescriber, PutsWhatDataHubHasNoWordForIntoJsonProps)
{
    Recorder out;
    TableRow table;
    table.name = {"db", "s", "t"};
    table.columns = {column("a")};
    table.columns[0].default_expression = "'무명'::text";
    table.columns[0].identity = "always";
    RelationalDescriber(postgres(), out).describe(table);
    EXPECT_THAT(out.aspect("schemaMetadata"),
                HasSubstr(R"("jsonProps":"{\"default\":\"'무명'::text\",\"identity\":\"always\"}")"));
}

TEST(RelationalDescriber, PutsFurtherFactsOfAColumnBesideThose)
{
    Recorder out;
    TableRow table;
    table.name = {"db", "s", "t"};
    table.columns = {column("a")};
    table.columns[0].generated = "virtual";
    table.columns[0].more = {{"collation", "utf8mb4_bin"}, {"unset", ""}};
    RelationalDescriber(postgres(), out).describe(table);
    EXPECT_THAT(out.aspect("schemaMetadata"),
                HasSubstr(R"("jsonProps":"{\"collation\":\"utf8mb4_bin\",\"generated\":\"virtual\"}")"));
}

// The URNs are those that DataHub's client makes of a procedure in a two-tier source.
TEST(RelationalDescriber, DescribesProceduresAsDataJobsOfTheirDatabase)
{
    Recorder out;
    RelationalDescriber describer(postgres(), out);
    const RoutineGroupRow group{"매장", "", RoutineKind::procedure};
    describer.describe(group);
    describer.describe(RoutineRow{group, "마감", "하루 마감", {}, "BEGIN END"});
    EXPECT_EQ(out.proposals.front().urn.str(), "urn:li:dataFlow:(postgres,매장.stored_procedures,PROD)");
    EXPECT_EQ(out.proposals.back().urn.str(),
              "urn:li:dataJob:(urn:li:dataFlow:(postgres,매장.stored_procedures,PROD),마감)");
    EXPECT_THAT(out.aspect("dataJobInfo"),
                HasSubstr(R"("description":"하루 마감","name":"마감","type":{"string":"Stored Procedure"})"));
    EXPECT_THAT(out.aspect("dataTransformLogic"), HasSubstr(R"({"language":"SQL","value":"BEGIN END"})"));
}

TEST(RelationalDescriber, KeepsAFunctionApartFromAProcedureOfTheSameName)
{
    Recorder out;
    RelationalDescriber describer(postgres(), out);
    describer.describe(RoutineRow{{"db", "s", RoutineKind::procedure}, "세금", {}, {}, {}});
    describer.describe(RoutineRow{{"db", "s", RoutineKind::function}, "세금", {}, {}, {}});
    EXPECT_NE(out.proposals.front().urn, out.proposals.back().urn);
    EXPECT_EQ(out.aspect("dataTransformLogic"), "");
}

TEST(RelationalDescriber, KeepsTheTextOfAnEarlierRunWhereTheEngineDidNotTell)
{
    Recorder out;
    TableRow view;
    view.name = {"db", "s", "v"};
    view.view = ViewRow{};
    RelationalDescriber(postgres(), out).describe(view);
    EXPECT_THAT(out.aspect("viewProperties"), IsEmpty());
    view.view->definition = " SELECT 1;";
    RelationalDescriber(postgres(), out).describe(view);
    EXPECT_THAT(out.aspect("viewProperties"), HasSubstr("SELECT 1"));
}

TEST(RelationalDescriber, FailsATableWhoseNameNoUrnCanHoldAndGoesOn)
{
    Recorder out;
    TableRow table;
    table.name = {"db", "s", std::string(4000, 'x')};
    RelationalDescriber describer(postgres(), out);
    describer.describe(table);
    EXPECT_EQ(out.failures.size(), 1U);
    table.name.table = "t";
    describer.describe(table);
    EXPECT_THAT(out.aspect("status"), HasSubstr("false"));
}

TEST(MaskSqlLiterals, PutsQuestionMarksForValuesAndKeepsTheRest)
{
    const std::map<std::string, std::string> cases{
        {"SELECT 'it''s', 12.5e3, x1 FROM t2", "SELECT ?, ?, x1 FROM t2"},
        {"SELECT \"a'b\" = '비밀'", "SELECT \"a'b\" = ?"},
        {R"(E'a\'b' || 'c')", "? || ?"},
        {"$$x'y$$ $t$ $$ $t$ $1", "? ? $?"},
        {"a -- it's kept\n'b' /* 'c' */", "a -- it's kept\n? /* 'c' */"},
        {"'무명'::character varying(40)", "?::character varying(?)"},
        {"'unfinished", "?"},
        {"\"unfinished 'x'", "\"unfinished 'x'"},
        {"", ""},
    };
    for (const auto& [sql, masked] : cases)
        EXPECT_EQ(mask_sql_literals(sql), masked);
}

TEST(WellFormedUtf8, ReplacesWhatIsNotUtf8AndKeepsHangul)
{
    EXPECT_EQ(well_formed_utf8("예약"), "예약");
    EXPECT_EQ(well_formed_utf8("a\xff"
                               "b\xec\x98"),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD\xEF\xBF\xBD");
}

} // namespace
} // namespace colophon
