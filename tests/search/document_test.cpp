// SPDX-License-Identifier: Apache-2.0
#include "search/document.hpp"
#include "search/key_facts.hpp"

#include <gmock/gmock.h>
#include <map>

namespace colophon::search {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr const char* reservation =
    "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.reservation,PROD)";

struct Given {
    const char* aspect;
    const char* json;
};

std::optional<SearchDocument> document(std::string_view urn, const std::vector<Given>& aspects,
                                       const Signals& signals = {})
{
    store::StoredEntity entity{*Urn::parse(urn), 1, {}};
    std::int64_t time = 0;
    for (const Given& given : aspects)
        entity.aspects.push_back({{given.aspect, given.json}, 1, 1, ++time, "", {}});
    return make_document(EntityRegistry::builtin(), entity, signals);
}

std::vector<std::string> texts(const SearchDocument& document, Field field)
{
    std::vector<std::string> found;
    for (const auto& text : document.texts)
        if (text.field == field)
            found.push_back(text.text);
    return found;
}

std::vector<std::string> values(const SearchDocument& document, Facet facet)
{
    std::vector<std::string> found;
    for (const auto& value : document.values)
        if (value.facet == facet)
            found.push_back(value.value);
    return found;
}

TEST(MakeDocument, TakesNameAndQualifiedNameFromTheKeyWhereNothingElseSays)
{
    const auto made = document(reservation, {});
    ASSERT_TRUE(made);
    EXPECT_EQ(made->urn, reservation);
    EXPECT_EQ(made->type, "dataset");
    EXPECT_EQ(made->name, "reservation");
    EXPECT_EQ(made->qualified_name, "carsharing.ops.reservation");
    EXPECT_EQ(made->platform, "postgres");
    EXPECT_EQ(made->env, "PROD");
    EXPECT_FALSE(made->removed);
    EXPECT_THAT(values(*made, Facet::has_description), ElementsAre("false"));
    EXPECT_THAT(values(*made, Facet::type), ElementsAre("dataset"));
}

TEST(MakeDocument, KnowsWhatThePropertiesSay)
{
    const auto made = document(
        reservation,
        {{"datasetProperties", R"({"customProperties":{"팀":"운영","tier":"gold"},"description":"예약 표",
            "name":"예약","qualifiedName":"carsharing.ops.예약","tags":[]})"}});
    EXPECT_EQ(made->name, "예약");
    EXPECT_EQ(made->qualified_name, "carsharing.ops.예약");
    EXPECT_EQ(made->description, "예약 표");
    EXPECT_THAT(texts(*made, Field::custom_property), ElementsAre("팀", "운영", "tier", "gold"));
    EXPECT_THAT(values(*made, Facet::has_description), ElementsAre("true"));
    EXPECT_EQ(made->updated_ms, 1);
}

TEST(MakeDocument, ShowsThePersonsDescriptionAndFindsBoth)
{
    const auto made = document(reservation, {{"datasetProperties", R"({"description":"machine"})"},
                                             {"editableDatasetProperties", R"({"description":"사람"})"}});
    EXPECT_EQ(made->description, "사람");
    EXPECT_THAT(texts(*made, Field::description), ElementsAre("machine"));
}

TEST(MakeDocument, ListsColumnsTheirDescriptionsTagsAndTerms)
{
    const auto made = document(
        reservation, {{"editableSchemaMetadata",
                       R"({"editableSchemaFieldInfo":[{"description":"고객","fieldPath":"customer",
            "globalTags":{"tags":[{"tag":"urn:li:tag:개인정보"}]}}]})"},
                      {"schemaMetadata", R"({"fields":[{"description":"key","fieldPath":"reservation_id"},
            {"fieldPath":"[version=2.0].[type=struct].고객.[type=string].이름","glossaryTerms":{"terms":
            [{"urn":"urn:li:glossaryTerm:Person.Name"}]}}]})"}});
    EXPECT_THAT(texts(*made, Field::column), ElementsAre("reservation_id", "고객.이름"));
    EXPECT_THAT(texts(*made, Field::column_description), UnorderedElementsAre("고객", "key"));
    EXPECT_THAT(texts(*made, Field::tag), ElementsAre("개인정보"));
    EXPECT_THAT(texts(*made, Field::term), ElementsAre("Person.Name"));
    EXPECT_THAT(values(*made, Facet::tag), ElementsAre("개인정보"));
}

TEST(MakeDocument, ShortensUrnsInFacets)
{
    const auto made = document(
        reservation,
        {{"container", R"({"container":"urn:li:container:9a8b"})"},
         {"dataPlatformInstance",
          R"~({"instance":"urn:li:dataPlatformInstance:(urn:li:dataPlatform:postgres,서울)","platform":"urn:li:dataPlatform:postgres"})~"},
         {"domains", R"({"domains":["urn:li:domain:운영"]})"},
         {"globalTags", R"({"tags":[{"tag":"urn:li:tag:gold"},{"tag":"urn:li:tag:gold"}]})"},
         {"ownership",
          R"({"owners":[{"owner":"urn:li:corpuser:jane","type":"NONE"},{"owner":"urn:li:corpGroup:운영팀","type":"NONE"}]})"},
         {"status", R"({"removed":true})"},
         {"subTypes", R"({"typeNames":["Table","Partitioned"]})"}});
    EXPECT_THAT(values(*made, Facet::container), ElementsAre("9a8b"));
    EXPECT_THAT(values(*made, Facet::instance), ElementsAre("서울"));
    EXPECT_THAT(values(*made, Facet::platform), ElementsAre("postgres"));
    EXPECT_THAT(values(*made, Facet::domain), ElementsAre("운영"));
    EXPECT_THAT(values(*made, Facet::tag), ElementsAre("gold"));
    EXPECT_THAT(values(*made, Facet::owner), ElementsAre("jane", "운영팀"));
    EXPECT_THAT(texts(*made, Field::owner), ElementsAre("jane", "운영팀"));
    EXPECT_THAT(values(*made, Facet::sub_type), ElementsAre("Table", "Partitioned"));
    EXPECT_EQ(made->sub_type, "Table");
    EXPECT_TRUE(made->removed);
    EXPECT_EQ(made->updated_ms, 7);
}

TEST(MakeDocument, TakesWordsFromBrowsePathsAndLeavesKeysOut)
{
    const auto made = document(
        reservation, {{"browsePathsV2", R"({"path":[{"id":"urn:li:container:0123456789abcdef0123456789abcdef",
        "urn":"urn:li:container:0123456789abcdef0123456789abcdef"},{"id":"운영"},{"id":"0123456789abcdef0123456789abcdef"}]})"}});
    EXPECT_THAT(texts(*made, Field::path), ElementsAre("운영", "postgres", "dataset"));
}

TEST(MakeDocument, NamesEveryKindOfEntity)
{
    EXPECT_EQ(document("urn:li:container:0123456789abcdef0123456789abcdef",
                       {{"containerProperties",
                         R"({"customProperties":{},"name":"운영","qualifiedName":"carsharing.운영"})"}})
                  ->name,
              "운영");
    EXPECT_EQ(document("urn:li:tag:a.b", {})->name, "a.b");
    EXPECT_EQ(document("urn:li:glossaryTerm:Finance.Revenue", {})->name, "Revenue");
    EXPECT_EQ(document("urn:li:chart:(looker,elem.12)", {{"chartInfo", R"({"title":"매출"})"}})->name,
              "매출");
    EXPECT_EQ(document("urn:li:chart:(looker,elem.12)", {})->platform, "looker");
    EXPECT_EQ(document("urn:li:corpuser:jane",
                       {{"corpUserInfo", R"({"active":true,"displayName":"Jane","title":"CEO"})"}})
                  ->name,
              "Jane");
    const auto job = document("urn:li:dataJob:(urn:li:dataFlow:(airflow,d,prod),적재)", {});
    EXPECT_EQ(job->name, "적재");
    EXPECT_EQ(job->platform, "airflow");
    EXPECT_EQ(document("urn:li:dataFlow:(airflow,d,prod)", {})->name, "d");
    EXPECT_EQ(document("urn:li:dataset:(urn:li:dataPlatform:s3,bucket/a.b/c.csv,PROD)", {})->name, "c.csv");
}

TEST(MakeDocument, IsFoundByItsPlatformAndByWhatItIs)
{
    EXPECT_THAT(
        texts(*document(reservation, {{"subTypes", R"({"typeNames":["View","보기"]})"}}), Field::path),
        ElementsAre("postgres", "View"));
    EXPECT_THAT(texts(*document("urn:li:dashboard:(looker,예약)", {}), Field::path),
                ElementsAre("looker", "dashboard"));
    EXPECT_THAT(texts(*document("urn:li:tag:개인정보", {}), Field::path), ElementsAre("tag"));
}

TEST(MakeDocument, KnowsThatSomethingIsDeprecated)
{
    const auto deprecated = [](const char* json) {
        return document(reservation, {{"deprecation", json}})->deprecated;
    };
    EXPECT_TRUE(deprecated(R"({"deprecated":true,"note":"예약_v2 를 쓰세요"})"));
    EXPECT_FALSE(deprecated(R"({"deprecated":false})"));
    EXPECT_FALSE(deprecated(R"({"deprecated":"true"})"));
    EXPECT_FALSE(deprecated("{}"));
    EXPECT_FALSE(document(reservation, {{"status", R"({"removed":true})"}})->deprecated);
    EXPECT_FALSE(document(reservation, {{"deprecation", R"({"deprecated":true})"}})->removed);
}

/// A catalog of references as a table.
Signals signals_of(std::map<std::string, Reference> references)
{
    Signals signals;
    signals.reference = [references = std::move(references)](const Urn& urn) {
        const auto found = references.find(urn.str());
        return found == references.end() ? Reference() : found->second;
    };
    return signals;
}

TEST(MakeDocument, CarriesUsageAndDownstreamAsTheyAreGiven)
{
    Signals signals;
    signals.usage = 4'000'000'000;
    signals.downstream = 17;
    const auto made = document(reservation, {}, signals);
    EXPECT_EQ(made->usage, 4'000'000'000U);
    EXPECT_EQ(made->downstream, 17U);
}

TEST(MakeDocument, IsFoundByAllThatStandsAboveIt)
{
    const Signals signals = signals_of({
        {"urn:li:container:표", {{}, Urn::parse("urn:li:container:스키마").value()}},
        {"urn:li:container:스키마", {{}, Urn::parse("urn:li:container:디비").value()}},
        {"urn:li:domain:예약", {{}, Urn::parse("urn:li:domain:운영").value()}},
        {"urn:li:glossaryTerm:매출", {{}, Urn::parse("urn:li:glossaryNode:재무").value()}},
        {"urn:li:glossaryNode:재무", {{}, Urn::parse("urn:li:glossaryNode:회사").value()}},
    });
    const auto made = document(reservation,
                               {{"browsePathsV2", R"({"path":[{"id":"urn:li:container:옛길"}]})"},
                                {"container", R"({"container":"urn:li:container:표"})"},
                                {"domains", R"({"domains":["urn:li:domain:예약"]})"},
                                {"glossaryTerms", R"({"terms":[{"urn":"urn:li:glossaryTerm:매출"}]})"}},
                               signals);
    EXPECT_THAT(values(*made, Facet::container), ElementsAre("표", "스키마", "디비"));
    EXPECT_THAT(values(*made, Facet::domain), ElementsAre("예약", "운영"));
    EXPECT_THAT(values(*made, Facet::term),
                ElementsAre("매출", "urn:li:glossaryNode:재무", "urn:li:glossaryNode:회사"));
    const auto domain = document("urn:li:domain:예약", {}, signals);
    EXPECT_THAT(values(*domain, Facet::domain), ElementsAre("운영"));
    EXPECT_THAT(values(*document("urn:li:glossaryTerm:매출", {}, signals), Facet::term),
                ElementsAre("urn:li:glossaryNode:재무", "urn:li:glossaryNode:회사"));
}

TEST(MakeDocument, TakesContainersFromTheBrowsePathWhereNothingElseNamesOne)
{
    const auto made = document(reservation, {{"browsePathsV2", R"({"path":[{"id":"urn:li:container:디비"},
        {"id":"urn:li:container:스키마","urn":"urn:li:container:스키마"},{"id":"폴더"}]})"}});
    EXPECT_THAT(values(*made, Facet::container), ElementsAre("디비", "스키마"));
}

TEST(MakeDocument, EndsWhereParentsGoRoundInACircle)
{
    const Signals signals = signals_of({{"urn:li:domain:가", {{}, Urn::parse("urn:li:domain:나").value()}},
                                        {"urn:li:domain:나", {{}, Urn::parse("urn:li:domain:가").value()}}});
    const auto made = document(reservation, {{"domains", R"({"domains":["urn:li:domain:가"]})"}}, signals);
    EXPECT_THAT(values(*made, Facet::domain), ElementsAre("가", "나"));
}

TEST(MakeDocument, IsFoundByWhatPeopleTagsAndTermsAreCalled)
{
    constexpr const char* hash = "0123456789abcdef0123456789abcdef";
    const Signals signals = signals_of({
        {"urn:li:corpuser:kim.minsu", {{"김민수", "Minsu Kim"}, std::nullopt}},
        {"urn:li:tag:pii", {{"pii"}, std::nullopt}},
        {std::string("urn:li:glossaryTerm:") + hash, {{"매출"}, std::nullopt}},
    });
    const std::string terms = std::string(R"({"terms":[{"urn":"urn:li:glossaryTerm:)") + hash + R"("}]})";
    const std::vector<Given> aspects = {
        {"globalTags", R"({"tags":[{"tag":"urn:li:tag:pii"}]})"},
        {"glossaryTerms", terms.c_str()},
        {"ownership", R"({"owners":[{"owner":"urn:li:corpuser:kim.minsu","type":"NONE"}]})"}};
    const auto made = document(reservation, aspects, signals);
    EXPECT_THAT(texts(*made, Field::owner), ElementsAre("kim.minsu", "김민수", "Minsu Kim"));
    EXPECT_THAT(values(*made, Facet::owner), ElementsAre("kim.minsu"));
    EXPECT_THAT(texts(*made, Field::tag), ElementsAre("pii"));
    EXPECT_THAT(texts(*made, Field::term), ElementsAre("매출")) << "the hash says nothing";
    EXPECT_THAT(values(*made, Facet::term), ElementsAre(hash));
    EXPECT_THAT(texts(*document(reservation, aspects), Field::term), ElementsAre(hash));
}

/// A URN of any entity type, with `word` wherever its key takes text.
Urn urn_with(const EntitySpec& entity, const std::string& word)
{
    std::vector<std::string> members;
    for (const FieldSpec& field : entity.key->record->fields)
        members.push_back(field.type.kind == TypeSpec::Kind::urn           ? "urn:li:dataPlatform:x"
                          : field.type.kind == TypeSpec::Kind::enumeration ? field.type.symbols.front()
                                                                           : word);
    if (members.size() == 1)
        return Urn::of(entity.name, {members[0]});
    if (members.size() == 2)
        return Urn::of(entity.name, {members[0], members[1]});
    return Urn::of(entity.name, {members[0], members[1], members[2]});
}

TEST(MakeDocument, GivesEverySearchedTypeANameAndAType)
{
    std::size_t searched = 0;
    for (const EntitySpec* entity : EntityRegistry::builtin().entities())
        if (const auto made =
                make_document(EntityRegistry::builtin(), {urn_with(*entity, "가"), 1, {}}, {})) {
            EXPECT_EQ(made->name, "가") << entity->name;
            EXPECT_EQ(made->type, entity->name);
            ++searched;
        }
    EXPECT_GT(searched, 30U);
}

TEST(MakeDocument, LeavesOutWhatIsNotSearched)
{
    EXPECT_FALSE(document("urn:li:dataHubSecret:x", {}));
    EXPECT_FALSE(document("urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:p,b,PROD),id)", {}));
    EXPECT_FALSE(document("urn:li:dataProcessInstance:1", {}));
    EXPECT_FALSE(document("urn:li:nothingKnown:1", {}));
}

TEST(MakeDocument, SurvivesDocumentsOfAnyShape)
{
    for (const char* json :
         {"", "[]", "7", "{", R"({"fields":7})", R"({"fields":[7,null,{"fieldPath":[]}]})"}) {
        const auto made =
            document(reservation, {{"schemaMetadata", json}, {"datasetProperties", json}, {"status", json}});
        ASSERT_TRUE(made) << json;
        EXPECT_EQ(made->name, "reservation") << json;
    }
}

TEST(ConcernsSearch, IsTrueForWhatADocumentIsMadeOf)
{
    const auto concerns = [](const char* name) {
        return concerns_search(*EntityRegistry::builtin().aspect(name));
    };
    for (const char* name :
         {"status", "datasetProperties", "schemaMetadata", "globalTags", "ownership", "container",
          "browsePathsV2", "subTypes", "domains", "dataPlatformInstance", "deprecation"})
        EXPECT_TRUE(concerns(name)) << name;
    for (const char* name : {"upstreamLineage", "datasetProfile", "viewProperties", "siblings"})
        EXPECT_FALSE(concerns(name)) << name;
}

TEST(IsGuid, KnowsHashesFromWords)
{
    EXPECT_TRUE(is_guid("0123456789abcdef0123456789abcdef"));
    EXPECT_TRUE(is_guid("01234567-89ab-cdef-0123-456789abcdef"));
    EXPECT_FALSE(is_guid("reservation"));
    EXPECT_FALSE(is_guid("예약"));
}

} // namespace
} // namespace colophon::search
