// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"

#include <colophon/aspects.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon {
namespace {

const Urn table = Urn::dataset("postgres", "carsharing.ops.예약", "PROD");

/// The documents below are those that DataHub's own client writes for the same facts, in canonical order.
TEST(Aspects, AreTheDocumentsThatTheRealClientWrites)
{
    EXPECT_EQ(to_aspect(Status{}).json, R"({"removed":false})");
    EXPECT_EQ(to_aspect(SubTypes{{"Table"}}).json, R"({"typeNames":["Table"]})");
    EXPECT_EQ(to_aspect(Container{Urn::container("x")}).json, R"({"container":"urn:li:container:x"})");
    EXPECT_EQ(to_aspect(ContainerProperties{.name = "운영", .qualified_name = "q", .env = "PROD"}).json,
              R"({"customProperties":{},"env":"PROD","name":"운영","qualifiedName":"q"})");
    EXPECT_EQ(to_aspect(ViewProperties{.logic = "select '예약'"}).json,
              R"({"materialized":false,"viewLanguage":"SQL","viewLogic":"select '예약'"})");
}

TEST(Aspects, KeepTheMembersOfDatasetPropertiesThatAreAlwaysSent)
{
    EXPECT_EQ(to_aspect(DatasetProperties{.name = "예약"}).json,
              R"({"customProperties":{},"name":"예약","tags":[]})");
    EXPECT_EQ(to_aspect(DatasetProperties{.name = "a",
                                          .qualified_name = "q.a",
                                          .description = "차량 \"예약\"\n",
                                          .custom = {{"b", "2"}, {"a", "1"}},
                                          .tags = {"t"}})
                  .json,
              R"({"customProperties":{"a":"1","b":"2"},"description":"차량 \"예약\"\n","name":"a",)"
              R"("qualifiedName":"q.a","tags":["t"]})");
}

TEST(Aspects, NamePlatformsInstancesAndPaths)
{
    const Urn platform = Urn::data_platform("postgres");
    EXPECT_EQ(to_aspect(DataPlatformInstance{platform, std::nullopt}).json,
              R"({"platform":"urn:li:dataPlatform:postgres"})");
    EXPECT_EQ(to_aspect(DataPlatformInstance{platform, Urn::data_platform_instance("postgres", "서울")}).json,
              R"x({"instance":"urn:li:dataPlatformInstance:(urn:li:dataPlatform:postgres,서울)",)x"
              R"("platform":"urn:li:dataPlatform:postgres"})");
    EXPECT_EQ(to_aspect(BrowsePathsV2{{{"c", Urn::container("c")}, {"예약", std::nullopt}}}).json,
              R"({"path":[{"id":"c","urn":"urn:li:container:c"},{"id":"예약"}]})");
}

TEST(Aspects, DescribeASchema)
{
    SchemaMetadata schema{.name = "carsharing.ops.예약",
                          .platform = Urn::data_platform("postgres"),
                          .fields = {},
                          .primary_keys = {},
                          .foreign_keys = {}};
    schema.fields.push_back({.path = "id",
                             .type = ColumnClass::number,
                             .native_type = "bigint",
                             .description = "번호",
                             .is_part_of_key = true,
                             .nested_type = {},
                             .json_props = R"({"default":"1"})"});
    schema.fields.push_back({.path = "태그",
                             .type = ColumnClass::array,
                             .native_type = "text[]",
                             .nullable = true,
                             .description = {},
                             .nested_type = "text",
                             .json_props = {}});
    schema.primary_keys = {"id"};
    schema.foreign_keys.push_back(
        {"fk", {Urn::schema_field(table, "id")}, {Urn::schema_field(table, "id")}, table});
    const std::string unknown = R"({"actor":"urn:li:corpuser:unknown","time":0})";
    const std::string field =
        R"x(["urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:postgres,carsharing.ops.예약,PROD),id)"])x";
    EXPECT_EQ(
        to_aspect(schema).json,
        R"({"created":)" + unknown +
            R"(,"fields":[{"description":"번호","fieldPath":"id","isPartOfKey":true,)"
            R"("jsonProps":"{\"default\":\"1\"}","nativeDataType":"bigint","nullable":false,"recursive":false,)"
            R"("type":{"type":{"com.linkedin.schema.NumberType":{}}}},)"
            R"({"fieldPath":"태그","isPartOfKey":false,"nativeDataType":"text[]","nullable":true,)"
            R"("recursive":false,"type":{"type":{"com.linkedin.schema.ArrayType":{"nestedType":["text"]}}}}],)"
            R"("foreignKeys":[{"foreignDataset":")" +
            table.str() + R"(","foreignFields":)" + field + R"(,"name":"fk","sourceFields":)" + field +
            R"(}],"hash":"","lastModified":)" + unknown +
            R"(,"platform":"urn:li:dataPlatform:postgres",)"
            R"("platformSchema":{"com.linkedin.schema.MySqlDDL":{"tableSchema":""}},"primaryKeys":["id"],)"
            R"("schemaName":"carsharing.ops.예약","version":0})");
}

TEST(Aspects, NameEveryClassOfColumn)
{
    for (int i = 0; i <= static_cast<int>(ColumnClass::record); ++i) {
        SchemaMetadata schema{.name = "예약",
                              .platform = Urn::data_platform("p"),
                              .fields = {},
                              .primary_keys = {},
                              .foreign_keys = {}};
        schema.fields.push_back({.path = "c",
                                 .type = static_cast<ColumnClass>(i),
                                 .native_type = "x",
                                 .description = {},
                                 .nested_type = {},
                                 .json_props = {}});
        const auto document = parse_json(to_aspect(schema).json);
        ASSERT_TRUE(document);
        EXPECT_TRUE((*document)["fields"][0]["type"]["type"].begin().key().ends_with("Type"));
    }
}

TEST(Aspects, DescribeLineageAndProfile)
{
    EXPECT_EQ(to_aspect(UpstreamLineage{{{table}}}).json,
              R"({"upstreams":[{"auditStamp":{"actor":"urn:li:corpuser:unknown","time":0},"dataset":")" +
                  table.str() + R"(","type":"VIEW"}]})");
    EXPECT_EQ(
        to_aspect(DatasetProfile{.timestamp_ms = 3, .row_count = 1, .column_count = 2, .size_bytes = 4}).json,
        R"({"columnCount":2,"partitionSpec":{"partition":"FULL_TABLE_SNAPSHOT","type":"FULL_TABLE"},)"
        R"("rowCount":1,"sizeInBytes":4,"timestampMillis":3})");
    EXPECT_EQ(
        to_aspect(DatasetProfile{.timestamp_ms = 3}).json,
        R"({"partitionSpec":{"partition":"FULL_TABLE_SNAPSHOT","type":"FULL_TABLE"},"timestampMillis":3})");
}

} // namespace
} // namespace colophon
