// SPDX-License-Identifier: Apache-2.0
#include "ingest/proposal_check.hpp"
#include "ingest/transformers.hpp"

#include <algorithm>
#include <colophon/aspects.hpp>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace colophon::ingest {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Urn reservation = Urn::dataset("postgres", "차량.ops.예약", "PROD");

/// What the source said of one entity, aspects by name.
EntityGroup group_of(const Urn& urn, const std::vector<std::pair<std::string, json>>& aspects)
{
    EntityGroup group{urn, {}};
    for (const auto& [name, document] : aspects)
        group.writes.push_back({{name, document.dump()}});
    return group;
}

TransformerChain chain_of(const std::string& list)
{
    return value_or_throw(make_transformers(list));
}

/// A chain of one transformer.
TransformerChain chain_of(const std::string& type, const json& config)
{
    return chain_of(json::array({{{"type", type}, {"config", config}}}).dump());
}

/// The aspect after the chain has seen the group; every aspect must pass the registry then.
json aspect_after(const TransformerChain& chain, EntityGroup& group, std::string_view aspect)
{
    chain.apply(group);
    for (const EntityGroup::Write& write : group.writes) {
        const auto checked =
            check_proposal(EntityRegistry::builtin(), {group.urn, write.aspect, write.change});
        EXPECT_TRUE(checked) << write.aspect.json << ": " << (checked ? "" : checked.error().what());
    }
    const EntityGroup::Write* write = group.find(aspect);
    return write == nullptr ? json() : json::parse(write->aspect.json);
}

json aspect_after(const std::string& type, const json& config, const std::string& aspect,
                  const json& before = nullptr, const Urn& urn = reservation)
{
    auto group = before.is_null() ? group_of(urn, {{"status", {{"removed", false}}}})
                                  : group_of(urn, {{aspect, before}});
    return aspect_after(chain_of(type, config), group, aspect);
}

Error refusal_of(const std::string& list)
{
    const auto made = make_transformers(list);
    return made ? Error(Errc::internal, "nothing was refused") : made.error();
}

Error refusal_of(const std::string& type, const json& config)
{
    return refusal_of(json::array({{{"type", type}, {"config", config}}}).dump());
}

std::vector<std::string> texts(const json& list, const char* member)
{
    std::vector<std::string> found;
    for (const json& element : list)
        found.push_back(element.at(member).get<std::string>());
    return found;
}

TEST(Transformers, AddTagsToWhatTheSourceSays)
{
    const json config{{"tag_urns", {"urn:li:tag:개인정보", "urn:li:tag:b"}}};
    EXPECT_THAT(texts(aspect_after("simple_add_dataset_tags", config, "globalTags").at("tags"), "tag"),
                ElementsAre("urn:li:tag:개인정보", "urn:li:tag:b"));
    const json before{{"tags", {{{"tag", "urn:li:tag:b"}, {"context", "예전"}}, {{"tag", "urn:li:tag:a"}}}}};
    const json after = aspect_after("simple_add_dataset_tags", config, "globalTags", before).at("tags");
    EXPECT_THAT(texts(after, "tag"), ElementsAre("urn:li:tag:b", "urn:li:tag:a", "urn:li:tag:개인정보"));
    EXPECT_FALSE(after[0].contains("context")); // of two that are the same the later one counts
}

TEST(Transformers, ReplaceWhatTheSourceSaysWhereAsked)
{
    const json before{{"tags", {{{"tag", "urn:li:tag:a"}}}}};
    json config{{"tag_urns", {"urn:li:tag:b"}}, {"replace_existing", true}};
    EXPECT_THAT(
        texts(aspect_after("simple_add_dataset_tags", config, "globalTags", before).at("tags"), "tag"),
        ElementsAre("urn:li:tag:b"));
    config = {{"tag_pattern", {{"rules", {{"없는 것", {"urn:li:tag:b"}}}}}}, {"replace_existing", true}};
    EXPECT_THAT(aspect_after("pattern_add_dataset_tags", config, "globalTags", before).at("tags"), IsEmpty());
}

TEST(Transformers, MatchRulesInTheOrderOfTheRecipeAtTheBeginningOfTheUrn)
{
    const auto tags = [](const std::string& rules) {
        auto group = group_of(reservation, {});
        const std::string list =
            R"([{"type":"pattern_add_dataset_tags","config":{"tag_pattern":)" + rules + "}}]";
        const json aspect = aspect_after(chain_of(list), group, "globalTags");
        return aspect.is_null() ? std::vector<std::string>() : texts(aspect.at("tags"), "tag");
    };
    EXPECT_THAT(tags(R"({"rules":{".*예약":["urn:li:tag:z"],".*ops":["urn:li:tag:a"]}})"),
                ElementsAre("urn:li:tag:z"));
    EXPECT_THAT(tags(R"({"rules":{".*ops":["urn:li:tag:a"],".*예약":["urn:li:tag:z"]}})"),
                ElementsAre("urn:li:tag:a"));
    EXPECT_THAT(tags(R"({"rules":{".*ops":["urn:li:tag:b"],".*예약":["urn:li:tag:a","urn:li:tag:b"]},)"
                     R"("first_match_only":false})"),
                ElementsAre("urn:li:tag:b", "urn:li:tag:a"));
    EXPECT_THAT(tags(R"({"rules":{"예약":["urn:li:tag:z"],".*OPS":["urn:li:tag:a"]}})"), IsEmpty());
}

TEST(Transformers, AddNoEmptyAspect)
{
    const json config{{"tag_pattern", {{"rules", {{"없는 것", {"urn:li:tag:b"}}}}}}};
    EXPECT_TRUE(aspect_after("pattern_add_dataset_tags", config, "globalTags").is_null());
}

TEST(Transformers, AddOwnersWithTheirType)
{
    json config{{"owner_urns", {"urn:li:corpuser:홍길동", "urn:li:corpGroup:차량"}}};
    json after = aspect_after("simple_add_dataset_ownership", config, "ownership");
    EXPECT_EQ(after, json::parse(R"({"lastModified":{"actor":"urn:li:corpuser:unknown","time":0},"owners":[
        {"owner":"urn:li:corpuser:홍길동","type":"DATAOWNER"},{"owner":"urn:li:corpGroup:차량","type":"DATAOWNER"}]})"));
    config["ownership_type"] = "technical_owner";
    after = aspect_after("simple_add_dataset_ownership", config, "ownership", after);
    EXPECT_THAT(texts(after.at("owners"), "type"),
                ElementsAre("DATAOWNER", "DATAOWNER", "TECHNICAL_OWNER", "TECHNICAL_OWNER"));
    config["ownership_type"] = "urn:li:ownershipType:담당";
    config["replace_existing"] = true;
    after = aspect_after("simple_add_dataset_ownership", config, "ownership", after);
    EXPECT_EQ(after.at("owners")[0], json::parse(R"({"owner":"urn:li:corpuser:홍길동","type":"CUSTOM",
                                                     "typeUrn":"urn:li:ownershipType:담당"})"));
}

TEST(Transformers, ConcernTheEntityTypesThatDataHubsDo)
{
    const json config{{"owner_urns", {"urn:li:corpuser:홍길동"}}};
    const Urn container = Urn::container("0123456789abcdef0123456789abcdef");
    const Urn chart = Urn::of("chart", {"tableau", "매출"});
    const Urn tag = Urn::of("tag", {"개인정보"});
    const auto concerned = [&](const std::string& type, const json& settings, const Urn& urn) {
        return !aspect_after(type, settings, "ownership", nullptr, urn).is_null();
    };
    EXPECT_TRUE(concerned("simple_add_dataset_ownership", config, chart));
    EXPECT_FALSE(concerned("simple_add_dataset_ownership", config, container));
    EXPECT_TRUE(concerned("simple_add_ownership", config, container));
    EXPECT_FALSE(concerned("simple_add_ownership", config, tag));
    json narrowed = config;
    narrowed["entity_types"] = {"container"};
    EXPECT_TRUE(concerned("simple_add_ownership", narrowed, container));
    EXPECT_FALSE(concerned("simple_add_ownership", narrowed, chart));
}

TEST(Transformers, RemoveOwners)
{
    const json before{{"owners", {{{"owner", "urn:li:corpuser:홍길동"}, {"type", "DATAOWNER"}}}}};
    EXPECT_EQ(aspect_after("simple_remove_dataset_ownership", json::object(), "ownership", before),
              json::parse(R"({"owners":[]})"));
    EXPECT_TRUE(aspect_after("simple_remove_dataset_ownership", json::object(), "ownership").is_null());
}

TEST(Transformers, AddTermsWithAStampThatDoesNotMove)
{
    const json config{{"term_urns", {"urn:li:glossaryTerm:예약"}}};
    const json after = aspect_after("simple_add_dataset_terms", config, "glossaryTerms");
    EXPECT_EQ(after, json::parse(R"({"auditStamp":{"actor":"urn:li:corpuser:etl","time":0},
                                     "terms":[{"urn":"urn:li:glossaryTerm:예약"}]})"));
    const json before{{"terms", json::array()},
                      {"auditStamp", {{"actor", "urn:li:corpuser:b"}, {"time", 7}}}};
    EXPECT_EQ(aspect_after("simple_add_dataset_terms", config, "glossaryTerms", before).at("auditStamp"),
              before.at("auditStamp"));
}

TEST(Transformers, AddDomains)
{
    const json config{{"domains", {"urn:li:domain:차량"}}};
    const json before{{"domains", {"urn:li:domain:a"}}};
    EXPECT_EQ(aspect_after("simple_add_dataset_domain", config, "domains", before),
              json::parse(R"({"domains":["urn:li:domain:a","urn:li:domain:차량"]})"));
    const json rules{{"domain_pattern", {{"rules", {{".*차량", {"urn:li:domain:차량"}}}}}}};
    EXPECT_EQ(aspect_after("pattern_add_domain", rules, "domains"),
              json::parse(R"({"domains":["urn:li:domain:차량"]})"));
}

TEST(Transformers, SetTheDomainsThatTagsStandFor)
{
    const json config{{"domain_mapping", {{"예약", "urn:li:domain:차량"}, {"b", "urn:li:domain:b"}}}};
    const json tags{{"tags", {{{"tag", "urn:li:tag:예약"}}, {{"tag", "urn:li:tag:c"}}}}};
    auto group =
        group_of(reservation, {{"globalTags", tags}, {"domains", {{"domains", {"urn:li:domain:a"}}}}});
    EXPECT_EQ(aspect_after(chain_of("domain_mapping_based_on_tags", config), group, "domains"),
              json::parse(R"({"domains":["urn:li:domain:차량"]})"));
    EXPECT_TRUE(aspect_after("domain_mapping_based_on_tags", config, "domains").is_null());
    // The tags that another transformer added count.
    group = group_of(reservation, {});
    const auto chain = chain_of(
        json::array({{{"type", "simple_add_dataset_tags"}, {"config", {{"tag_urns", {"urn:li:tag:b"}}}}},
                     {{"type", "domain_mapping_based_on_tags"}, {"config", config}}})
            .dump());
    EXPECT_EQ(aspect_after(chain, group, "domains"), json::parse(R"({"domains":["urn:li:domain:b"]})"));
}

TEST(Transformers, MakeATagOfAPartOfTheName)
{
    const json config{{"extract_tags_regex", "ops\\.(\\w+)"}};
    EXPECT_THAT(texts(aspect_after("extract_dataset_tags", config, "globalTags").at("tags"), "tag"),
                ElementsAre("urn:li:tag:예약"));
}

TEST(Transformers, AddPropertiesAndKeepTheOthers)
{
    json config{{"properties", {{"부서", "차량"}, {"a", 1}}}};
    EXPECT_EQ(aspect_after("simple_add_dataset_properties", config, "datasetProperties"),
              json::parse(R"({"customProperties":{"부서":"차량","a":"1"}})"));
    const json before{{"name", "예약"}, {"customProperties", {{"부서", "예전"}, {"b", "2"}}}};
    EXPECT_EQ(aspect_after("simple_add_dataset_properties", config, "datasetProperties", before),
              json::parse(R"({"name":"예약","customProperties":{"부서":"차량","a":"1","b":"2"}})"));
    config["replace_existing"] = true;
    EXPECT_FALSE(aspect_after("simple_add_dataset_properties", config, "datasetProperties", before)
                     .at("customProperties")
                     .contains("b"));
}

TEST(Transformers, SetBrowsePaths)
{
    json config{{"path_templates", {"/ENV/PLATFORM/DATASET_PARTS", "/모두/DATASET_PARTS"}}};
    EXPECT_EQ(aspect_after("set_dataset_browse_path", config, "browsePaths"),
              json::parse(R"({"paths":["/prod/postgres/차량/ops/예약","/모두/차량/ops/예약"]})"));
    // What a name brings in is no template.
    EXPECT_EQ(aspect_after("set_dataset_browse_path", {{"path_templates", {"DATASET_PARTS"}}}, "browsePaths",
                           {{"paths", {"/a"}}}, Urn::dataset("postgres", "ENV.PLATFORM", "PROD")),
              json::parse(R"({"paths":["/a","ENV/PLATFORM"]})"));
}

TEST(Transformers, PutNodesBeforeABrowsePath)
{
    const std::string container = "urn:li:container:0123456789abcdef0123456789abcdef";
    const json before{{"path", {{{"id", container}, {"urn", container}}, {{"id", "예약"}}}}};
    json config{{"path", {" 본사 ", "$container[*]", "$container[7]", ""}}, {"replace_existing", true}};
    EXPECT_EQ(texts(aspect_after("set_browse_path", config, "browsePathsV2", before).at("path"), "id"),
              (std::vector<std::string>{"본사", container}));
    config = {{"path", {"본사"}}};
    EXPECT_EQ(texts(aspect_after("set_browse_path", config, "browsePathsV2", before).at("path"), "id"),
              (std::vector<std::string>{"본사", container, "예약"}));
}

TEST(Transformers, MarkTheStatus)
{
    EXPECT_EQ(aspect_after("mark_dataset_status", {{"removed", true}}, "status"), json({{"removed", true}}));
    auto group = group_of(reservation, {{"datasetProperties", json::object()}});
    EXPECT_EQ(aspect_after(chain_of("mark_dataset_status", {{"removed", false}}), group, "status"),
              json({{"removed", false}}));
}

TEST(Transformers, ReplaceLinks)
{
    const json config{{"input_pattern", "http://(\\w+)\\.내부"},
                      {"replacement", "https://\\1.example/\\g<1>"}};
    EXPECT_EQ(aspect_after("replace_external_url", config, "datasetProperties",
                           {{"externalUrl", "http://차량.내부/예약"}})
                  .at("externalUrl"),
              "https://차량.example/차량/예약");
    EXPECT_FALSE(aspect_after("replace_external_url", config, "datasetProperties", {{"name", "예약"}})
                     .contains("externalUrl"));
}

TEST(Transformers, CleanUsersOfUsageStatistics)
{
    const json before{{"timestampMillis", 1},
                      {"userCounts",
                       {{{"user", "urn:li:corpuser:홍길동@example.com"}, {"count", 1}},
                        {{"user", "urn:li:corpuser:x_"}, {"count", 2}}}}};
    const json after =
        aspect_after("pattern_cleanup_dataset_usage_user",
                     {{"pattern_for_cleanup", {"@example\\.com$", "x_"}}}, "datasetUsageStatistics", before);
    EXPECT_THAT(texts(after.at("userCounts"), "user"),
                ElementsAre("urn:li:corpuser:홍길동", "urn:li:corpuser:x_"));
}

json column(const char* path)
{
    return {{"fieldPath", path},
            {"nativeDataType", "text"},
            {"type", {{"type", {{"com.linkedin.schema.StringType", json::object()}}}}}};
}

json foreign_key(const std::string& name, const char* source, const char* foreign)
{
    const Urn other = Urn::dataset("postgres", "차량.ops.고객", "PROD");
    return {{"name", name},
            {"sourceFields", {Urn::schema_field(reservation, source).str()}},
            {"foreignFields", {Urn::schema_field(other, foreign).str()}},
            {"foreignDataset", other.str()}};
}

/// A schema with keys and a nested column.
json schema()
{
    json document = json::parse(R"j({"schemaName":"예약","version":0,"hash":"",
        "platform":"urn:li:dataPlatform:postgres","primaryKeys":["번호","주민번호"],
        "platformSchema":{"com.linkedin.schema.OtherSchema":{"rawSchema":"create table 예약 (주민번호 text)"}}})j");
    document["fields"] = {column("번호"), column("주민번호"), column("주소"), column("주소.동"),
                          column("[version=2.0].[type=struct].주소.[type=string].시")};
    document["foreignKeys"] = {foreign_key("a", "주민번호", "번호"), foreign_key("b", "번호", "주민번호"),
                               foreign_key("c", "번호", "번호")};
    return document;
}

TEST(Transformers, AddTagsAndTermsToColumns)
{
    json document = schema();
    document["fields"][1]["globalTags"] = {
        {"tags", {{{"tag", "urn:li:tag:a"}}, {{"tag", "urn:li:tag:개인정보"}}}}};
    json config{{"tag_pattern", {{"rules", {{"주민", {"urn:li:tag:개인정보"}}}}}}};
    json after = aspect_after("pattern_add_dataset_schema_tags", config, "schemaMetadata", document);
    EXPECT_THAT(texts(after.at("fields")[1].at("globalTags").at("tags"), "tag"),
                ElementsAre("urn:li:tag:개인정보", "urn:li:tag:a"));
    EXPECT_FALSE(after.at("fields")[0].contains("globalTags"));
    config["replace_existing"] = true;
    after = aspect_after("pattern_add_dataset_schema_tags", config, "schemaMetadata", document);
    EXPECT_THAT(texts(after.at("fields")[1].at("globalTags").at("tags"), "tag"),
                ElementsAre("urn:li:tag:개인정보"));
    const json terms{{"term_pattern", {{"rules", {{"주소", {"urn:li:glossaryTerm:주소"}}}}}}};
    after = aspect_after("pattern_add_dataset_schema_terms", terms, "schemaMetadata", document);
    EXPECT_EQ(after.at("fields")[3].at("glossaryTerms"),
              json::parse(R"({"auditStamp":{"actor":"urn:li:corpuser:etl","time":0},
                              "terms":[{"urn":"urn:li:glossaryTerm:주소"}]})"));
    EXPECT_TRUE(aspect_after("pattern_add_dataset_schema_terms", terms, "schemaMetadata").is_null());
}

TEST(Transformers, DropColumnsAndWhatNamesThem)
{
    const json after =
        aspect_after("drop_columns", {{"columns", {"주민", "주소$"}}}, "schemaMetadata", schema());
    EXPECT_THAT(texts(after.at("fields"), "fieldPath"), ElementsAre("번호"));
    EXPECT_EQ(after.at("primaryKeys"), json({"번호"}));
    EXPECT_THAT(texts(after.at("foreignKeys"), "name"), ElementsAre("c"));
    EXPECT_THAT(after.dump(), Not(HasSubstr("주민번호")));
    EXPECT_THAT(after.dump(), Not(HasSubstr("주소")));
}

TEST(Transformers, DropColumnsFromProfilesUsageLineageAndDescriptions)
{
    const std::string dropped = Urn::schema_field(reservation, "주민번호").str();
    const std::string kept = Urn::schema_field(reservation, "번호").str();
    const auto lineage = [](const std::string& upstream, const std::string& downstream) {
        return json{{"upstreamType", "FIELD_SET"},
                    {"downstreamType", "FIELD"},
                    {"upstreams", {upstream}},
                    {"downstreams", {downstream}}};
    };
    auto group = group_of(
        reservation,
        {{"datasetProfile",
          {{"timestampMillis", 1},
           {"fieldProfiles", {{{"fieldPath", "주민번호"}}, {{"fieldPath", "번호"}}}}}},
         {"datasetUsageStatistics",
          {{"timestampMillis", 1},
           {"fieldCounts",
            {{{"fieldPath", "주민번호"}, {"count", 1}}, {{"fieldPath", "번호"}, {"count", 1}}}}}},
         {"editableSchemaMetadata",
          {{"editableSchemaFieldInfo", {{{"fieldPath", "주민번호"}}, {{"fieldPath", "번호"}}}}}},
         {"upstreamLineage",
          {{"upstreams", json::array()},
           {"fineGrainedLineages", {lineage(dropped, kept), lineage(kept, dropped), lineage(kept, kept)}}}}});
    const json lineages =
        aspect_after(chain_of("drop_columns", {{"columns", {"주민번호"}}}), group, "upstreamLineage");
    EXPECT_EQ(lineages.at("fineGrainedLineages"), json::array({lineage(kept, kept)}));
    for (const EntityGroup::Write& write : group.writes) {
        EXPECT_THAT(write.aspect.json, Not(HasSubstr("주민번호"))) << write.aspect.name;
        EXPECT_THAT(write.aspect.json, HasSubstr("번호")) << write.aspect.name;
    }
    auto field = group_of(Urn::schema_field(reservation, "주민번호"), {{"status", {{"removed", false}}}});
    chain_of("drop_columns", {{"columns", {"주민번호"}}}).apply(field);
    EXPECT_THAT(field.writes, IsEmpty());
}

TEST(Transformers, DropColumnsOnlyWhereTheDatasetIsMeant)
{
    const json config{{"columns", {"주민"}}, {"dataset_pattern", {{"allow", {"인사\\."}}}}};
    EXPECT_EQ(aspect_after("drop_columns", config, "schemaMetadata", schema()), schema());
}

TEST(Transformers, AddOnceToAnEntityThatTheSourceComesBackTo)
{
    const auto chain = chain_of("simple_add_dataset_tags", {{"tag_urns", {"urn:li:tag:b"}}});
    auto first = group_of(reservation, {{"globalTags", {{"tags", {{{"tag", "urn:li:tag:a"}}}}}}});
    EXPECT_EQ(aspect_after(chain, first, "globalTags").at("tags").size(), 2U);
    auto again = group_of(reservation, {{"status", {{"removed", false}}}});
    EXPECT_TRUE(aspect_after(chain, again, "globalTags").is_null());
    auto later = group_of(reservation, {{"globalTags", {{"tags", json::array()}}}});
    EXPECT_EQ(aspect_after(chain, later, "globalTags").at("tags").size(), 1U);
    // Among very many others as well.
    for (int i = 0; i < 5'000; ++i) {
        auto other = group_of(Urn::dataset("postgres", "표_" + std::to_string(i), "PROD"), {});
        chain.apply(other);
        ASSERT_FALSE(other.again) << i;
        ASSERT_EQ(other.writes.size(), 1U);
    }
    chain.apply(again);
    EXPECT_TRUE(again.again);
}

TEST(Transformers, LeaveRemovalsAlone)
{
    const auto chain = chain_of("simple_add_dataset_tags", {{"tag_urns", {"urn:li:tag:b"}}});
    EntityGroup gone{reservation, {{{"datasetKey", ""}, ChangeType::remove}}};
    chain.apply(gone);
    EXPECT_EQ(gone.writes.size(), 1U);
    EntityGroup untagged{reservation, {{{"globalTags", ""}, ChangeType::remove}}};
    chain.apply(untagged);
    ASSERT_EQ(untagged.writes.size(), 1U);
    EXPECT_EQ(untagged.writes[0].aspect.json, "");
}

TEST(Transformers, SayThatTheyMergeWithWhatTheCatalogHas)
{
    const json config{{"tag_urns", {"urn:li:tag:b"}}, {"semantics", "patch"}};
    const auto chain = chain_of("simple_add_dataset_tags", config);
    EXPECT_TRUE(chain.merges);
    auto group = group_of(reservation, {});
    chain.apply(group);
    EXPECT_TRUE(group.find("globalTags")->merge);
    EXPECT_FALSE(chain_of("simple_add_dataset_tags", {{"tag_urns", {"urn:li:tag:b"}}}).merges);
}

TEST(Transformers, AreNoneWhereNoneAreAskedFor)
{
    EXPECT_THAT(chain_of("null").steps, IsEmpty());
    EXPECT_THAT(chain_of("[]").steps, IsEmpty());
}

TEST(Transformers, RefuseWhatIsWrongWithItsPath)
{
    struct Row {
        std::string type;
        json config;
        std::string path;
        std::string words;
    };
    const json no_rule{{"rules", json::object()}};
    for (const Row& row : std::vector<Row>{
             {"simple_add_dataset_tag", {}, "type", "did you mean \"simple_add_dataset_tags\""},
             {"add_dataset_ownership", {}, "type", "runs code"},
             {"내_모듈:변환", {}, "type", "runs code"},
             {"tags_to_structured_properties", {}, "type", "not supported"},
             {"simple_add_dataset_tags", {}, "config.tag_urns", "missing"},
             {"simple_add_dataset_tags", {{"tag_urns", json::array()}}, "config.tag_urns", "at least one"},
             {"simple_add_dataset_tags", {{"tag_urns", {"개인정보"}}}, "config.tag_urns[0]", "urn:li:tag:"},
             {"simple_add_dataset_tags",
              {{"tag_urns", {"urn:li:tag:a", "urn:li:corpuser:b"}}},
              "config.tag_urns[1]",
              "not of a corpuser"},
             {"simple_add_dataset_tags",
              {{"tag_urns", {"urn:li:tag:a"}}, {"semantics", "MERGE"}},
              "config.semantics",
              "OVERWRITE|PATCH"},
             {"simple_add_dataset_tags", {{"tag_url", 1}}, "config.tag_url", "did you mean \"tag_urns\""},
             {"pattern_add_dataset_tags", {}, "config.tag_pattern.rules", "missing"},
             {"pattern_add_dataset_tags",
              {{"tag_pattern", {{"rules", {"a"}}}}},
              "config.tag_pattern.rules",
              "map"},
             {"pattern_add_dataset_tags",
              {{"tag_pattern", {{"rules", {{"(", {"urn:li:tag:a"}}}}}}},
              "config.tag_pattern.rules.(",
              "cannot be used"},
             {"pattern_add_dataset_tags",
              {{"tag_pattern", {{"rules", {{"(?=a)", {"urn:li:tag:a"}}}}}}},
              "config.tag_pattern.rules.(?=a)",
              "look-around"},
             {"pattern_add_dataset_tags",
              {{"tag_pattern", {{"rules", {{"a", "urn:li:tag:a"}}}}}},
              "config.tag_pattern.rules.a",
              "list"},
             {"pattern_add_dataset_tags",
              {{"tag_pattern", {{"rules", {{"a", {"b"}}}}}}},
              "config.tag_pattern.rules.a[0]",
              "a tag"},
             {"pattern_add_dataset_tags",
              {{"tag_pattern", {{"rulez", json::object()}}}},
              "config.tag_pattern.rulez",
              "did you mean \"rules\""},
             {"pattern_add_dataset_ownership",
              {{"owner_pattern", no_rule}, {"is_container", true}},
              "config.is_container",
              "entity_types: [container]"},
             {"simple_add_dataset_ownership",
              {{"owner_urns", {"urn:li:corpuser:a"}}, {"ownership_type", "DATAOWNR"}},
              "config.ownership_type",
              "did you mean \"DATAOWNER\""},
             {"simple_add_ownership",
              {{"owner_urns", {"urn:li:corpuser:a"}}, {"entity_types", {"datset"}}},
              "config.entity_types[0]",
              "did you mean \"dataset\""},
             {"simple_add_dataset_domain", {{"domains", {"차량"}}}, "config.domains[0]", "urn:li:domain:"},
             {"simple_add_dataset_domain",
              {{"domains", {"urn:li:domain:a"}}, {"on_conflict", "DO_NOTHING"}},
              "config.on_conflict",
              "PATCH"},
             {"extract_dataset_tags", {{"extract_tags_regex", "a"}}, "config.extract_tags_regex", "group"},
             {"replace_external_url",
              {{"input_pattern", "a"}, {"replacement", "\\3"}},
              "config.replacement",
              "cannot be used"},
             {"mark_dataset_status", {}, "config.removed", "missing"},
             {"drop_columns", {{"columns", {"a", "("}}}, "config.columns[1]", "cannot be used"},
         }) {
        const Error error = refusal_of(row.type, row.config);
        EXPECT_EQ(error.path(), "transformers[0]." + row.path) << row.type << ": " << error.what();
        EXPECT_THAT(error.what(), HasSubstr(row.words)) << row.type;
    }
    EXPECT_EQ(refusal_of("{}").path(), "transformers");
    EXPECT_EQ(refusal_of("[7]").path(), "transformers[0]");
    EXPECT_EQ(
        refusal_of(R"([{"type":"mark_dataset_status","config":{"removed":true}},{"config":{}}])").path(),
        "transformers[1].type");
    EXPECT_EQ(refusal_of(R"([{"type":"mark_dataset_status","confg":{}}])").path(), "transformers[0].confg");
}

TEST(Transformers, WarnAboutSettingsWithoutEffect)
{
    const auto chain = chain_of("simple_add_dataset_ownership", {{"owner_urns", {"urn:li:corpuser:홍길동"}},
                                                                 {"default_actor", "urn:li:corpuser:a"}});
    EXPECT_THAT(chain.warnings, ElementsAre(HasSubstr("transformers[0].config.default_actor")));
}

TEST(Transformers, AreListedOnceAndInWords)
{
    std::set<std::string_view> names;
    for (const TransformerKind& kind : transformer_kinds()) {
        EXPECT_TRUE(names.insert(kind.type).second) << kind.type;
        EXPECT_TRUE(kind.summary.ends_with('.')) << kind.type;
    }
    EXPECT_TRUE(names.contains("drop_columns"));
}

/// The line of the guide's table that a kind must have: its settings in backquotes, bold where required.
std::string settings_of(const TransformerKind& kind)
{
    std::string text;
    for (const bool required : {true, false})
        for (const Option& option : kind.options)
            if (option.standing == Option::Standing::obeyed && option.required == required) {
                const std::string name = '`' + std::string(option.name) + '`';
                text += (text.empty() ? "" : ", ") + (required ? "**" + name + "**" : name);
            }
    return text;
}

std::set<std::string> words_of(const std::string& cell)
{
    std::set<std::string> words;
    std::istringstream stream(cell);
    for (std::string word; std::getline(stream, word, ',');) {
        word.erase(0, std::min(word.find_first_not_of(' '), word.size()));
        word.erase(word.find_last_not_of(' ') + 1);
        if (!word.empty())
            words.insert(word);
    }
    return words;
}

TEST(Transformers, AreInTheGuideWithTheirSettings)
{
    for (const std::string language : {"en", "ko"}) {
        std::map<std::string, std::string> rows;
        std::ifstream guide(COLOPHON_SOURCE_DIR "/docs/guide/" + language + "/transformers.md");
        for (std::string line; std::getline(guide, line);)
            if (line.starts_with("| `") && std::ranges::count(line, '|') == 4) {
                const std::size_t last = line.rfind('|', line.size() - 2);
                rows[line.substr(3, line.find('`', 3) - 3)] = line.substr(last + 1, line.size() - last - 2);
            }
        for (const TransformerKind& kind : transformer_kinds()) {
            SCOPED_TRACE(language + ' ' + std::string(kind.type));
            ASSERT_TRUE(rows.contains(std::string(kind.type)));
            EXPECT_EQ(words_of(rows[std::string(kind.type)]), words_of(settings_of(kind)));
        }
        EXPECT_EQ(rows.size(), transformer_kinds().size());
    }
}

} // namespace
} // namespace colophon::ingest
