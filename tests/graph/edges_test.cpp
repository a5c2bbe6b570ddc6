// SPDX-License-Identifier: Apache-2.0
#include "graph/edges.hpp"

#include <gmock/gmock.h>

namespace colophon::graph {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const EntityRegistry& registry()
{
    return EntityRegistry::builtin();
}

/// Edges as `name → URN`, the way people write them.
std::vector<std::string> shown(const std::vector<store::Edge>& edges)
{
    std::vector<std::string> lines;
    for (const store::Edge& edge : edges)
        lines.push_back(edge.relationship + " → " + edge.destination.str());
    return lines;
}

std::vector<std::string> edges_in(std::string_view aspect, std::string_view json)
{
    return shown(edges_of(*registry().aspect(aspect), json));
}

TEST(EdgesOf, FindsTheContainer)
{
    EXPECT_THAT(edges_in("container", R"({"container":"urn:li:container:운영"})"),
                ElementsAre("IsPartOf → urn:li:container:운영"));
}

TEST(EdgesOf, FindsTablesAndColumnsUpstreamEachOnce)
{
    constexpr std::string_view lineage = R"~({
        "fineGrainedLineages": [{
            "downstreams": ["urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:p,v,PROD),x)"],
            "upstreams": ["urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:p,예약,PROD),id)"]}],
        "upstreams": [{"dataset": "urn:li:dataset:(urn:li:dataPlatform:p,예약,PROD)"},
                      {"dataset": "urn:li:dataset:(urn:li:dataPlatform:p,예약,PROD)"}]})~";
    const std::string table = "urn:li:dataset:(urn:li:dataPlatform:p,예약,PROD)";
    EXPECT_THAT(
        edges_in("upstreamLineage", lineage),
        ElementsAre("DownstreamOf → " + table, "DownstreamOf → urn:li:schemaField:(" + table + ",id)"));
}

TEST(EdgesOf, FindsTagsOfColumnsAndForeignKeys)
{
    constexpr std::string_view schema = R"~({
        "fields": [{"fieldPath": "a", "globalTags": {"tags": [{"tag": "urn:li:tag:개인"}]}}],
        "foreignKeys": [{"foreignDataset": "urn:li:dataset:(urn:li:dataPlatform:p,b,PROD)", "name": "fk",
            "foreignFields": ["urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:p,b,PROD),id)"]}]})~";
    const std::string table = "urn:li:dataset:(urn:li:dataPlatform:p,b,PROD)";
    EXPECT_THAT(edges_in("schemaMetadata", schema),
                ElementsAre("SchemaFieldTaggedWith → urn:li:tag:개인",
                            "ForeignKeyTo → urn:li:schemaField:(" + table + ",id)",
                            "ForeignKeyToDataset → " + table));
}

TEST(EdgesOf, LooksIntoUnionsAndArraysOfArrays)
{
    const std::string table = "urn:li:dataset:(urn:li:dataPlatform:p,b,PROD)";
    EXPECT_THAT(edges_in("chartInfo", R"({"inputs":[{"string":")" + table + "\"}]}"),
                ElementsAre("Consumes → " + table));
    constexpr std::string_view page =
        R"({"rows":[{"modules":["urn:li:dataHubPageModule:a","urn:li:dataHubPageModule:b"]}]})";
    EXPECT_THAT(
        edges_in("dataHubPageTemplateProperties", page),
        ElementsAre("ContainedIn → urn:li:dataHubPageModule:a", "ContainedIn → urn:li:dataHubPageModule:b"));
}

TEST(EdgesOf, PassesOverWhatIsNoUrnAndWhatIsNotThere)
{
    EXPECT_THAT(edges_in("container", R"({"container":"somewhere"})"), IsEmpty());
    EXPECT_THAT(edges_in("container", R"({"container":["urn:li:container:a"]})"),
                ElementsAre("IsPartOf → urn:li:container:a"));
    EXPECT_THAT(edges_in("container", R"({"container":7})"), IsEmpty());
    EXPECT_THAT(edges_in("container", R"([])"), IsEmpty());
    EXPECT_THAT(edges_in("container", ""), IsEmpty());
    EXPECT_THAT(edges_in("container", "{"), IsEmpty());
    EXPECT_THAT(edges_in("container", std::string(100'000, '[')), IsEmpty());
    EXPECT_THAT(edges_in("status", R"({"removed":true})"), IsEmpty());
}

TEST(EdgesOfKey, FindsTheFlowOfAJob)
{
    const auto job = *Urn::parse("urn:li:dataJob:(urn:li:dataFlow:(airflow,예약 적재,prod),task)");
    EXPECT_THAT(shown(edges_of_key(*registry().entity("dataJob"), job)),
                ElementsAre("IsPartOf → urn:li:dataFlow:(airflow,예약 적재,prod)"));
    const auto features = *Urn::parse("urn:li:mlFeatureTable:(urn:li:dataPlatform:feast,users)");
    EXPECT_THAT(shown(edges_of_key(*registry().entity("mlFeatureTable"), features)),
                ElementsAre("SourcePlatform → urn:li:dataPlatform:feast"));
    EXPECT_THAT(edges_of_key(*registry().entity("tag"), Urn::of("tag", {"개인"})), IsEmpty());
}

} // namespace
} // namespace colophon::graph
