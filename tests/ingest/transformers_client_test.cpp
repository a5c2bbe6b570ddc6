// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "ingest/file_sink.hpp"
#include "ingest/file_source.hpp"
#include "ingest/proposal_check.hpp"
#include "ingest/text_file.hpp"
#include "ingest/transformers.hpp"
#include "support/recording_emitter.hpp"
#include "support/temp_dir.hpp"

#include <colophon/aspects.hpp>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

/// Aspects by entity and name.
using Aspects = std::map<std::pair<std::string, std::string>, json>;

struct Case {
    std::string name;
    std::string transformers; ///< JSON
};

/// One configuration of each transformer that both have, and what they do one after the other.
const std::vector<Case> cases{
    {"owners", R"j([{"type":"simple_add_dataset_ownership","config":{
        "owner_urns":["urn:li:corpuser:홍길동","urn:li:corpGroup:차량"],"ownership_type":"TECHNICAL_OWNER"}}])j"},
    {"owners of a type of one's own", R"j([{"type":"simple_add_ownership","config":{
        "owner_urns":["urn:li:corpuser:홍길동"],"ownership_type":"urn:li:ownershipType:담당"}}])j"},
    {"owners in place of others", R"j([{"type":"simple_add_dataset_ownership","config":{
        "owner_urns":["urn:li:corpuser:a"],"replace_existing":true}}])j"},
    {"owners by pattern", R"j([{"type":"pattern_add_dataset_ownership","config":{"owner_pattern":{"rules":{
        ".*예약":["urn:li:corpuser:z"],".*ops":["urn:li:corpuser:a"]}},"ownership_type":"DATA_STEWARD"}}])j"},
    {"owners by all patterns", R"j([{"type":"pattern_add_ownership","config":{"owner_pattern":{"rules":{
        ".*예약":["urn:li:corpuser:z"],".*ops":["urn:li:corpuser:a"]},"first_match_only":false}}}])j"},
    {"containers by pattern", R"j([{"type":"pattern_add_ownership","config":{"owner_pattern":{"rules":{
        ".*":["urn:li:corpuser:z"]}},"entity_types":["container"]}}])j"},
    {"no owners", R"j([{"type":"simple_remove_dataset_ownership","config":{}}])j"},
    {"tags",
     R"j([{"type":"simple_add_dataset_tags","config":{"tag_urns":["urn:li:tag:개인정보","urn:li:tag:a"]}}])j"},
    {"tags in place of others", R"j([{"type":"simple_add_dataset_tags","config":{
        "tag_urns":["urn:li:tag:b"],"replace_existing":true}}])j"},
    {"tags by pattern", R"j([{"type":"pattern_add_dataset_tags","config":{"tag_pattern":{"rules":{
        ".*\\.예약,":["urn:li:tag:예약"],"urn:li:dataset:.*고객":["urn:li:tag:개인정보","urn:li:tag:고객"]}}}}])j"},
    {"tags of names", R"j([{"type":"extract_dataset_tags","config":{"extract_tags_regex":"\\.([^.]*)$"}}])j"},
    {"terms",
     R"j([{"type":"simple_add_dataset_terms","config":{"term_urns":["urn:li:glossaryTerm:예약"]}}])j"},
    {"terms by pattern", R"j([{"type":"pattern_add_dataset_terms","config":{"term_pattern":{"rules":{
        ".*고객":["urn:li:glossaryTerm:고객"]}}}}])j"},
    {"domains", R"j([{"type":"simple_add_dataset_domain","config":{"domains":["urn:li:domain:차량"]}}])j"},
    {"domains of all", R"j([{"type":"simple_add_domain","config":{"domains":["urn:li:domain:차량"],
        "replace_existing":true}}])j"},
    {"domains by pattern", R"j([{"type":"pattern_add_dataset_domain","config":{"domain_pattern":{"rules":{
        ".*고객":["urn:li:domain:고객"]}}}}])j"},
    {"domains of tags", R"j([{"type":"domain_mapping_based_on_tags","config":{"domain_mapping":{
        "a":"urn:li:domain:차량"}}}])j"},
    {"properties",
     R"j([{"type":"simple_add_dataset_properties","config":{"properties":{"부서":"차량","b":"2"}}}])j"},
    {"properties in place of others", R"j([{"type":"simple_add_dataset_properties","config":{
        "properties":{"부서":"차량"},"replace_existing":true}}])j"},
    {"older browse paths", R"j([{"type":"set_dataset_browse_path","config":{
        "path_templates":["/ENV/PLATFORM/DATASET_PARTS","/모두/DATASET_PARTS"]}}])j"},
    {"browse paths", R"j([{"type":"set_browse_path","config":{"path":["본사","$container[*]","$container[0]"],
        "replace_existing":true}}])j"},
    {"browse paths before others", R"j([{"type":"set_browse_path","config":{"path":["본사"]}}])j"},
    {"status", R"j([{"type":"mark_dataset_status","config":{"removed":true}}])j"},
    {"links", R"j([{"type":"replace_external_url","config":{"input_pattern":"http://(\\w+)",
        "replacement":"https://\\1/\\g<1>"}},{"type":"replace_external_url_container","config":{
        "input_pattern":"내부","replacement":"외부"}}])j"},
    {"users", R"j([{"type":"pattern_cleanup_dataset_usage_user","config":{
        "pattern_for_cleanup":["@[a-z.]+$"]}}])j"},
    {"tags of columns", R"j([{"type":"pattern_add_dataset_schema_tags","config":{"tag_pattern":{"rules":{
        "주민":["urn:li:tag:개인정보"]}}}}])j"},
    {"terms of columns", R"j([{"type":"pattern_add_dataset_schema_terms","config":{"term_pattern":{"rules":{
        "주민":["urn:li:glossaryTerm:개인정보"]}}}}])j"},
    {"a chain", R"j([{"type":"simple_add_dataset_tags","config":{"tag_urns":["urn:li:tag:b"]}},
        {"type":"simple_add_dataset_tags","config":{"tag_urns":["urn:li:tag:c"]}},
        {"type":"simple_add_dataset_ownership","config":{"owner_urns":["urn:li:corpuser:a"]}}])j"},
};

json column(const std::string& path)
{
    return {{"fieldPath", path},
            {"nativeDataType", "text"},
            {"type", {{"type", {{"com.linkedin.schema.StringType", json::object()}}}}}};
}

std::vector<Proposal> input()
{
    const Urn full = Urn::dataset("postgres", "차량.ops.예약", "PROD");
    const Urn bare = Urn::dataset("postgres", "차량.ops.고객", "DEV");
    const Urn container = Urn::container("0123456789abcdef0123456789abcdef");
    const Urn chart = Urn::of("chart", {"tableau", "매출"});
    json schema =
        json::parse(R"({"schemaName":"예약","version":0,"hash":"","platform":"urn:li:dataPlatform:postgres",
        "platformSchema":{"com.linkedin.schema.OtherSchema":{"rawSchema":""}}})");
    schema["fields"] = {column("번호"), column("주민번호")};
    schema["fields"][1]["globalTags"] = {{"tags", {{{"tag", "urn:li:tag:a"}}}}};
    const std::vector<std::tuple<Urn, std::string, std::string>> said{
        {container, "containerProperties", R"({"name":"차량","externalUrl":"http://내부/차량"})"},
        {full, "status", R"({"removed":false})"},
        {full, "datasetProperties",
         R"({"name":"예약","externalUrl":"http://db/예약","customProperties":{"부서":"예전","a":"1"},"tags":[]})"},
        {full, "globalTags", R"({"tags":[{"tag":"urn:li:tag:a"},{"tag":"urn:li:tag:z"}]})"},
        {full, "ownership",
         R"({"owners":[{"owner":"urn:li:corpuser:홍길동","type":"TECHNICAL_OWNER"},
             {"owner":"urn:li:corpuser:b","type":"DATAOWNER"}],"lastModified":{"actor":"urn:li:corpuser:b","time":7}})"},
        {full, "glossaryTerms",
         R"({"terms":[{"urn":"urn:li:glossaryTerm:a"}],"auditStamp":{"actor":"urn:li:corpuser:b","time":7}})"},
        {full, "domains", R"({"domains":["urn:li:domain:a"]})"},
        {full, "browsePaths", R"({"paths":["/a"]})"},
        {full, "browsePathsV2",
         R"({"path":[{"id":")" + container.str() + R"(","urn":")" + container.str() +
             R"("},{"id":"예약"}]})"},
        {full, "schemaMetadata", schema.dump()},
        {full, "datasetUsageStatistics",
         R"({"timestampMillis":1700000000000,"userCounts":[{"user":"urn:li:corpuser:홍길동@example.com","count":1}]})"},
        {bare, "datasetProperties", R"({"name":"고객","customProperties":{},"tags":[]})"},
        {chart, "status", R"({"removed":false})"},
    };
    std::vector<Proposal> proposals;
    for (const auto& [urn, name, document] : said) {
        Proposal proposal{urn, {name, document}};
        proposal.aspect = value_or_throw(check_proposal(EntityRegistry::builtin(), proposal));
        proposals.push_back(std::move(proposal));
    }
    return proposals;
}

std::vector<Proposal> read_file(const std::filesystem::path& file)
{
    const json config{{"path", file}};
    RecordingEmitter out;
    file_source_spec
        .make(value_or_throw(Settings::parse(file_source_spec.options, config.dump(), "source.config")))
        ->extract(out, {});
    EXPECT_TRUE(out.failures.empty()) << out.failures.front().first << ": " << out.failures.front().second;
    return out.proposals;
}

/// What the transformers make of the proposals, entity by entity.
Aspects ours(const std::string& transformers, const std::vector<Proposal>& proposals)
{
    const auto chain = value_or_throw(make_transformers(transformers));
    std::vector<EntityGroup> groups;
    for (const Proposal& proposal : proposals) {
        if (groups.empty() || groups.back().urn != proposal.urn)
            groups.push_back({proposal.urn, {}});
        groups.back().writes.push_back({proposal.aspect});
    }
    Aspects found;
    for (EntityGroup& group : groups) {
        chain.apply(group);
        for (const EntityGroup::Write& write : group.writes) {
            const auto checked = check_proposal(EntityRegistry::builtin(), {group.urn, write.aspect});
            EXPECT_TRUE(checked) << write.aspect.json;
            found[{group.urn.str(), write.aspect.name}] = json::parse(checked.value_or(Aspect{}).json);
        }
    }
    return found;
}

/// The lists that a transformer fills. DataHub writes them also where nothing was said and nothing is added,
/// which empties what people wrote; we do not.
bool is_empty_list(const std::string& aspect, const json& document)
{
    static const std::map<std::string, const char*> lists{
        {"globalTags", "tags"}, {"glossaryTerms", "terms"}, {"ownership", "owners"}, {"domains", "domains"}};
    const auto list = lists.find(aspect);
    return list != lists.end() && document.at(list->second).empty();
}

/// DataHub's stamp is the time of the run.
void drop_new_stamps(json& value)
{
    if (value.is_object() && value.contains("auditStamp") && value["auditStamp"].value("time", 0) != 7)
        value.erase("auditStamp");
    if (value.is_structured())
        for (json& member : value)
            drop_new_stamps(member);
}

/// What the client writes out where nothing was said.
void drop_defaults(const std::string& aspect, json& document)
{
    for (const auto& [name, member] : {std::pair("ownership", "ownerTypes"), {"datasetProperties", "tags"}})
        if (aspect == name && document.contains(member) && document[member].empty())
            document.erase(member);
}

/// What of it can be compared.
Aspects comparable(Aspects aspects, const Aspects& before)
{
    for (auto at = aspects.begin(); at != aspects.end();) {
        const bool extra = at->first.second == "tagKey" ||
                           (is_empty_list(at->first.second, at->second) && !before.contains(at->first));
        drop_new_stamps(at->second);
        drop_defaults(at->first.second, at->second);
        at = extra ? aspects.erase(at) : std::next(at);
    }
    return aspects;
}

Aspects by_name(const std::vector<Proposal>& proposals)
{
    Aspects found;
    for (const Proposal& proposal : proposals)
        found[{proposal.urn.str(), proposal.aspect.name}] = json::parse(proposal.aspect.json);
    return found;
}

TEST(Transformers, DoWhatDataHubsOwnDo)
{
    const char* python = std::getenv("COLOPHON_DATAHUB_PYTHON");
    if (python == nullptr)
        GTEST_SKIP() << "set COLOPHON_DATAHUB_PYTHON to the Python that has DataHub's client";
    const TempDir directory;
    FileSink sink(directory / "입력.json");
    sink.write(input());
    sink.close();
    ordered_json work{{"input", directory / "입력.json"},
                      {"plain", directory / "plain.json"},
                      {"cases", ordered_json::array()}};
    for (std::size_t i = 0; i < cases.size(); ++i)
        work["cases"].push_back({{"name", cases[i].name},
                                 {"transformers", ordered_json::parse(cases[i].transformers)},
                                 {"output", directory / (std::to_string(i) + ".json")}});
    std::ofstream(directory / "cases.json") << work.dump();
    const std::string run = "HOME='" + directory.path().string() + "' '" + python +
                            "' '" COLOPHON_SOURCE_DIR "/tests/compat/transform_with_datahub.py' '" +
                            (directory / "cases.json").string() + "' >'" + (directory / "log").string() +
                            "' 2>&1";
    ASSERT_EQ(std::system(run.c_str()), 0) << read_text_file(directory / "log", 8u << 20).value_or("");

    const auto read = read_file(directory / "plain.json");
    ASSERT_EQ(read.size(), input().size());
    const Aspects before = by_name(read);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        SCOPED_TRACE(cases[i].name);
        const Aspects theirs =
            comparable(by_name(read_file(directory / (std::to_string(i) + ".json"))), before);
        const Aspects transformed = comparable(ours(cases[i].transformers, read), before);
        EXPECT_NE(transformed, comparable(before, before));
        for (const auto& [key, document] : theirs) {
            const auto same = transformed.find(key);
            EXPECT_EQ(same == transformed.end() ? json("missing") : same->second, document)
                << key.first << ' ' << key.second;
        }
        EXPECT_EQ(transformed.size(), theirs.size());
    }
}

} // namespace
} // namespace colophon::ingest
