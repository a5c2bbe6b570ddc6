// SPDX-License-Identifier: Apache-2.0
#include "core/entity_key.hpp"
#include "core/json_parser.hpp"
#include "core/proposal_codec.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace colophon {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* dataset = "urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.예약,PROD)";

Result<Proposal> decode(const std::string& text)
{
    JsonParser parser;
    const auto element = parser.parse(text);
    if (!element)
        return tl::unexpected<Error>(element.error());
    return decode_proposal(EntityRegistry::builtin(), *element);
}

json proposal(const std::string& aspect, const json& document)
{
    return {{"entityType", "dataset"},
            {"entityUrn", dataset},
            {"changeType", "UPSERT"},
            {"aspectName", aspect},
            {"aspect", {{"json", document}}}};
}

json schema(const std::vector<json>& fields)
{
    return {{"schemaName", "예약"},
            {"platform", "urn:li:dataPlatform:postgres"},
            {"version", 0},
            {"hash", ""},
            {"platformSchema", {{"com.linkedin.schema.MySqlDDL", {{"tableSchema", ""}}}}},
            {"fields", fields}};
}

json column(const std::string& path)
{
    return {{"fieldPath", path},
            {"type", {{"type", {{"com.linkedin.schema.StringType", json::object()}}}}},
            {"nativeDataType", "text"}};
}

/// The canonical text of an aspect, or `path: reason` of its refusal.
std::string outcome(const json& sent)
{
    const auto decoded = decode(sent.dump());
    return decoded ? decoded->aspect.json : decoded.error().path() + ": " + decoded.error().what();
}

TEST(DecodeProposal, WritesEqualContentAsEqualText)
{
    const std::string head =
        R"({"entityType":"dataset","changeType":"UPSERT","aspectName":"datasetProperties","entityUrn":")" +
        std::string(dataset) + R"(","aspect":{"json":)";
    const auto one = decode(
        head + R"({"name":"예약","tags":[],"customProperties":{"b":"2","a":"1"},"description":null}}})");
    const auto two =
        decode(head + R"({"customProperties":{"a":"1","b":"2"}, "tags":[ ],"name":"\uc608\uc57d"}}})");
    ASSERT_TRUE(one) << one.error().what();
    EXPECT_EQ(one->aspect.json, R"({"customProperties":{"a":"1","b":"2"},"name":"예약","tags":[]})");
    EXPECT_EQ(one->aspect, two->aspect);
    EXPECT_EQ(one->urn.str(), dataset);
    EXPECT_EQ(one->change, ChangeType::upsert);
}

TEST(DecodeProposal, ReadsTheTextFormOfRestLi)
{
    auto sent = proposal("status", {});
    sent["aspect"] = {{"contentType", "application/json"}, {"value", R"({"removed": false})"}};
    EXPECT_EQ(outcome(sent), R"({"removed":false})");
    sent["aspect"]["value"] = R"({"removed": "nein"})";
    EXPECT_EQ(outcome(sent), "aspect.value.removed: expected a boolean, got a string");
    sent["aspect"]["value"] = "{";
    EXPECT_THAT(outcome(sent), HasSubstr("aspect.value: cannot be read as JSON"));
    sent["aspect"]["value"] = std::string(100'000, '[');
    EXPECT_THAT(outcome(sent), HasSubstr("aspect.value: "));
    sent["aspect"] = {{"contentType", "application/json-patch+json"}, {"value", "[]"}};
    EXPECT_THAT(outcome(sent), HasSubstr("aspect.contentType: "));
    sent["aspect"] = {{"contentType", "application/json"}};
    EXPECT_THAT(outcome(sent), HasSubstr("aspect: "));
}

TEST(DecodeProposal, NormalisesTheClientsNamesOfTypes)
{
    auto field = column("id");
    field["type"]["type"] = {{"com.linkedin.pegasus2avro.schema.NumberType", json::object()}};
    const auto decoded = decode(proposal("schemaMetadata", schema({field})).dump());
    ASSERT_TRUE(decoded) << decoded.error().what();
    EXPECT_THAT(decoded->aspect.json, HasSubstr(R"("type":{"com.linkedin.schema.NumberType":{}})"));
}

TEST(DecodeProposal, KeepsMembersThatTheRegistryDoesNotKnow)
{
    EXPECT_EQ(outcome(proposal(
                  "status",
                  {{"zusatz", {{"b", {1, nullptr, 2.5}}, {"a", nullptr}}}, {"removed", true}, {"aaa", "x"}})),
              R"({"aaa":"x","removed":true,"zusatz":{"b":[1,null,2.5]}})");
}

TEST(DecodeProposal, NamesTheOffendingMember)
{
    auto lacking = column("b");
    lacking.erase("nativeDataType");
    EXPECT_EQ(outcome(proposal("schemaMetadata", schema({column("a"), lacking}))),
              "aspect.json.fields[1].nativeDataType: a required member is missing: nativeDataType");
    auto wrong = column("a");
    wrong["nullable"] = "yes";
    EXPECT_EQ(outcome(proposal("schemaMetadata", schema({wrong}))),
              "aspect.json.fields[0].nullable: expected a boolean, got a string");
    auto odd = column("a");
    odd["type"]["type"] = {{"com.linkedin.schema.StrangType", json::object()}};
    EXPECT_THAT(
        outcome(proposal("schemaMetadata", schema({odd}))),
        HasSubstr("aspect.json.fields[0].type.type.com.linkedin.schema.StrangType: no such type here: "
                  "com.linkedin.schema.StrangType; did you mean \"com.linkedin.schema.StringType\"?"));
    odd["type"]["type"]["com.linkedin.schema.NullType"] = json::object();
    EXPECT_THAT(outcome(proposal("schemaMetadata", schema({odd}))), HasSubstr("exactly one member"));
    EXPECT_EQ(outcome(proposal("datasetProperties", {{"customProperties", {{"k", 1}}}})),
              "aspect.json.customProperties.k: expected a string, got an integer");
    EXPECT_EQ(outcome(proposal("status", json::array())), "aspect.json: expected an object, got an array");
    EXPECT_THAT(outcome(proposal("subTypes", {{"typeNames", {"a", nullptr}}})),
                HasSubstr("aspect.json.typeNames[1]: "));
}

TEST(DecodeProposal, RefusesAMemberGivenTwice)
{
    auto sent = proposal("status", {});
    sent["aspect"] = {{"value", R"({"removed":true,"removed":false})"}};
    EXPECT_EQ(outcome(sent), "aspect.value.removed: a member is given twice: removed");
}

TEST(DecodeProposal, TakesNumbersAsTheClientDoes)
{
    const auto profile = [](json rows) {
        return outcome(proposal("datasetProfile", {{"timestampMillis", 1720000000000}, {"rowCount", rows}}));
    };
    EXPECT_EQ(profile(12), R"({"rowCount":12,"timestampMillis":1720000000000})");
    EXPECT_EQ(profile(12.0), "aspect.json.rowCount: expected an integer, got a decimal number");
    EXPECT_THAT(profile(std::numeric_limits<std::uint64_t>::max()), HasSubstr("aspect.json.rowCount: "));
    const auto share = [](json value) {
        return outcome(proposal(
            "datasetProfile",
            {{"timestampMillis", 1}, {"fieldProfiles", {{{"fieldPath", "a"}, {"nullProportion", value}}}}}));
    };
    EXPECT_EQ(share(1), R"({"fieldProfiles":[{"fieldPath":"a","nullProportion":1.0}],"timestampMillis":1})");
    EXPECT_EQ(share(1.0), share(1));
    EXPECT_FALSE(decode(R"({"entityType": 1e999})"));
}

TEST(DecodeProposal, ChecksUrnsEnumerationsAndTheirSpelling)
{
    EXPECT_THAT(outcome(proposal("container", {{"container", "urn:li:container:"}})),
                HasSubstr("aspect.json.container: expected a URN"));
    const json upstream = {{"auditStamp", {{"time", 0}, {"actor", "urn:li:corpuser:unknown"}}},
                           {"dataset", "urn:li:mlModel:(urn:li:dataPlatform:mlflow,churn,PROD)"},
                           {"type", "VIEW"}};
    EXPECT_THAT(outcome(proposal("upstreamLineage", {{"upstreams", {upstream}}})),
                HasSubstr("aspect.json.upstreams[0].dataset: expected the URN of a dataset"));
    auto misspelt = upstream;
    misspelt["dataset"] = dataset;
    misspelt["type"] = "VEIW";
    EXPECT_THAT(outcome(proposal("upstreamLineage", {{"upstreams", {misspelt}}})),
                HasSubstr("aspect.json.upstreams[0].type: unknown word: VEIW; did you mean \"VIEW\"?"));
}

TEST(DecodeProposal, RefusesFieldPathsThatAreEmptyOrDoubled)
{
    EXPECT_EQ(outcome(proposal("schemaMetadata", schema({column("a"), column("b"), column("a")}))),
              "aspect.json.fields[2].fieldPath: a field path is given twice: a");
    EXPECT_EQ(outcome(proposal("schemaMetadata", schema({column("")}))),
              "aspect.json.fields[0].fieldPath: a field path is empty");
    const json edited = {{"editableSchemaFieldInfo", {{{"fieldPath", "열"}}, {{"fieldPath", "열"}}}}};
    EXPECT_EQ(outcome(proposal("editableSchemaMetadata", edited)),
              "aspect.json.editableSchemaFieldInfo[1].fieldPath: a field path is given twice: 열");
}

TEST(DecodeProposal, ChecksTheUrnAgainstTheKeyOfItsType)
{
    const auto with_urn = [](const char* urn) {
        auto sent = proposal("status", {{"removed", false}});
        sent["entityUrn"] = urn;
        return outcome(sent);
    };
    EXPECT_THAT(with_urn("urn:li:datset:x"),
                HasSubstr("entityUrn: unknown entity type: datset; did you mean \"dataset\"?"));
    EXPECT_THAT(with_urn("urn:li:dataset:x"),
                HasSubstr("entityUrn: the key of a dataset is (platform,name,origin)"));
    EXPECT_THAT(with_urn("urn:li:dataset:(urn:li:dataPlatform:a,b,PRODD)"),
                HasSubstr("did you mean \"PROD\"?"));
    EXPECT_THAT(with_urn("urn:li:dataset:(mysql,b,PROD)"), HasSubstr("the key's platform must be a URN"));
    EXPECT_THAT(with_urn("urn:li:tag:(a,b)"), HasSubstr("has 2 members"));
    EXPECT_THAT(with_urn("nonsense"), HasSubstr("entityUrn: malformed URN"));
}

TEST(DecodeProposal, ComparesEntityTypesWithoutRegardToCase)
{
    auto sent = proposal("status", {{"removed", false}});
    sent["entityType"] = "DATASET";
    EXPECT_EQ(outcome(sent), R"({"removed":false})");
    sent["entityType"] = "chart";
    EXPECT_THAT(outcome(sent), HasSubstr("entityType: "));
}

TEST(DecodeProposal, NamesUnknownAspectsAndThoseOfOtherTypes)
{
    EXPECT_EQ(outcome(proposal("statsu", {})),
              "aspectName: unknown aspect: statsu; did you mean \"status\"?");
    EXPECT_EQ(outcome(proposal("tagProperties", {})),
              "aspectName: a dataset does not carry the aspect: tagProperties");
}

TEST(DecodeProposal, RefusesAnEnvelopeWithMissingOrUnknownMembers)
{
    for (const char* name : {"entityType", "entityUrn", "changeType", "aspectName", "aspect"}) {
        auto sent = proposal("status", {{"removed", false}});
        sent.erase(name);
        EXPECT_EQ(outcome(sent), std::string(name) + ": a required member is missing: " + name);
        sent[name] = 1;
        EXPECT_THAT(outcome(sent), HasSubstr(std::string(name) + ": must be ")) << name;
    }
    auto sent = proposal("status", {{"removed", false}});
    sent["entityURN"] = dataset;
    EXPECT_EQ(outcome(sent),
              "entityURN: unknown member of a proposal: entityURN; did you mean \"entityUrn\"?");
    EXPECT_FALSE(decode("[]"));
}

TEST(DecodeProposal, ReadsChangeTypes)
{
    const auto change = [](const char* name) {
        auto sent = proposal("status", {{"removed", false}});
        sent["changeType"] = name;
        return decode(sent.dump());
    };
    EXPECT_EQ(change("CREATE")->change, ChangeType::create);
    EXPECT_EQ(change("CREATE_ENTITY")->change, ChangeType::create_entity);
    EXPECT_EQ(change("UPDATE")->change, ChangeType::upsert);
    EXPECT_EQ(change("RESTATE")->change, ChangeType::upsert);
    EXPECT_EQ(change("DELETE")->change, ChangeType::remove);
    EXPECT_EQ(change("DELETE")->aspect.json, "");
    EXPECT_EQ(change("PATCH").error().path(), "changeType");
    EXPECT_THAT(change("UPSRET").error().what(), HasSubstr("did you mean \"UPSERT\"?"));
    auto profile = proposal("datasetProfile", {{"timestampMillis", 1}});
    profile["changeType"] = "CREATE";
    EXPECT_THAT(outcome(profile), HasSubstr("changeType: a timeseries aspect takes UPSERT only"));
}

TEST(DecodeProposal, MakesKeyAspectsFromTheUrn)
{
    EXPECT_EQ(outcome(proposal("datasetKey", {{"name", "something else"}})),
              R"({"name":"carsharing.ops.예약","origin":"PROD","platform":"urn:li:dataPlatform:postgres"})");
}

TEST(DecodeProposal, RefusesConditionsItWouldNotKeep)
{
    auto sent = proposal("status", {{"removed", false}});
    sent["headers"] = {{"X-DataHub-Sync-Index-Update", "true"}};
    EXPECT_EQ(outcome(sent), R"({"removed":false})");
    sent["headers"]["If-Version-Match"] = "3";
    EXPECT_THAT(outcome(sent), HasSubstr("headers.If-Version-Match: "));
}

TEST(DecodeProposal, ReadsSystemMetadataAsObjectOrText)
{
    auto sent = proposal("status", {{"removed", false}});
    const json system = {{"lastObserved", 1720000000000},
                         {"runId", "pg-1"},
                         {"pipelineName", R"(\uc608\uc57d)"},
                         {"registryName", "x"},
                         {"properties", {{"clientId", "acryl-datahub"}, {"a", "b"}}}};
    const SystemMetadata expected{1720000000000, "pg-1", "예약", R"({"a":"b","clientId":"acryl-datahub"})"};
    sent["systemMetadata"] = system;
    EXPECT_EQ(decode(sent.dump())->system, expected);
    sent["systemMetadata"] = system.dump();
    EXPECT_EQ(decode(sent.dump())->system, expected);
    sent["systemMetadata"] = {{"runId", "no-run-id-provided"}};
    EXPECT_EQ(decode(sent.dump())->system, SystemMetadata());
    sent["systemMetadata"] = {{"runId", 7}};
    EXPECT_EQ(outcome(sent), "systemMetadata.runId: must be a string");
    sent["systemMetadata"] = {{"lastObserved", -1}};
    EXPECT_THAT(outcome(sent), HasSubstr("systemMetadata.lastObserved: "));
    sent["systemMetadata"] = "{";
    EXPECT_THAT(outcome(sent), HasSubstr("systemMetadata: "));
}

TEST(DecodeProposal, RefusesHostileDocuments)
{
    EXPECT_FALSE(decode(std::string(100'000, '{')));
    EXPECT_FALSE(decode(R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}"));
    EXPECT_FALSE(decode("{\"entityUrn\":\"\xFF\"}"));
    EXPECT_FALSE(decode(R"({"entityUrn": "\ud800"})"));
    EXPECT_FALSE(decode(R"({"lastObserved": 123456789012345678901234567890})"));
}

TEST(EncodeProposal, WritesWhatDecodeProposalReads)
{
    auto sent = proposal("schemaMetadata", schema({column("예약_id"), column("b")}));
    sent["systemMetadata"] = {{"runId", "r"}, {"lastObserved", 5}, {"properties", {{"k", "v"}}}};
    for (const char* change : {"UPSERT", "CREATE", "CREATE_ENTITY", "DELETE"}) {
        sent["changeType"] = change;
        const auto decoded = decode(sent.dump());
        ASSERT_TRUE(decoded) << decoded.error().what();
        std::string text;
        JsonWriter out(text);
        encode_proposal(out, *decoded);
        EXPECT_EQ(json::parse(text)["changeType"], change);
        const auto again = decode(text);
        ASSERT_TRUE(again) << again.error().what();
        EXPECT_EQ(again->urn, decoded->urn);
        EXPECT_EQ(again->aspect, decoded->aspect);
        EXPECT_EQ(again->system, decoded->system);
        EXPECT_EQ(again->change, decoded->change);
    }
}

TEST(CanonicalAspect, ChecksWhatOurOwnCodeMade)
{
    const auto urn = Urn::dataset("postgres", "ops.예약", "PROD");
    const auto& registry = EntityRegistry::builtin();
    const auto good = canonical_aspect(registry, urn, {"status", R"({ "removed" : true })"});
    ASSERT_TRUE(good);
    EXPECT_EQ(good->json, R"({"removed":true})");
    EXPECT_EQ(canonical_aspect(registry, urn, *good)->json, good->json);
    EXPECT_EQ(canonical_aspect(registry, urn, {"status", R"({"removed":1})"}).error().path(),
              "aspect.json.removed");
    EXPECT_EQ(canonical_aspect(registry, urn, {"tagProperties", "{}"}).error().path(), "aspectName");
    EXPECT_EQ(canonical_aspect(registry, Urn::of("thing", {"x"}), {"status", "{}"}).error().path(),
              "entityUrn");
}

TEST(KeyAspectJson, FollowsFromTheUrnOfEveryType)
{
    const auto key = [](const char* urn) {
        return *key_aspect_json(EntityRegistry::builtin(), *Urn::parse(urn));
    };
    EXPECT_EQ(key("urn:li:tag:개인%2C정보"), R"({"name":"개인,정보"})");
    EXPECT_EQ(key("urn:li:dataJob:(urn:li:dataFlow:(airflow,d,prod),t)"),
              R"~({"flow":"urn:li:dataFlow:(airflow,d,prod)","jobId":"t"})~");
    EXPECT_FALSE(key_aspect_json(EntityRegistry::builtin(), Urn::of("nothing", {"x"})));
}

TEST(TimeseriesTimestamp, IsTheAspectsOwn)
{
    EXPECT_EQ(timeseries_timestamp(R"({"rowCount":1,"timestampMillis":1720000000000})"), 1720000000000);
    EXPECT_EQ(timeseries_timestamp("{}"), 0);
}

} // namespace
} // namespace colophon
