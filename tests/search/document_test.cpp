// SPDX-License-Identifier: Apache-2.0
#include "search/document.hpp"
#include "search/key_facts.hpp"

#include <gmock/gmock.h>

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

std::optional<SearchDocument> document(std::string_view urn, const std::vector<Given>& aspects)
{
    store::StoredEntity entity{*Urn::parse(urn), 1, {}};
    std::int64_t time = 0;
    for (const Given& given : aspects)
        entity.aspects.push_back({{given.aspect, given.json}, 1, 1, ++time, "", {}});
    return make_document(EntityRegistry::builtin(), entity);
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
    EXPECT_THAT(texts(*made, Field::path), ElementsAre("운영"));
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
        if (const auto made = make_document(EntityRegistry::builtin(), {urn_with(*entity, "가"), 1, {}})) {
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
    for (const char* name : {"status", "datasetProperties", "schemaMetadata", "globalTags", "ownership",
                             "container", "browsePathsV2", "subTypes", "domains", "dataPlatformInstance"})
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
