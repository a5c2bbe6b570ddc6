// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "ingest/file_sink.hpp"
#include "ingest/text_file.hpp"
#include "support/fake_connector.hpp"
#include "support/temp_dir.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

/// One of each aspect that our own code makes.
std::vector<Proposal> one_of_each()
{
    const Urn table = Urn::dataset("postgres", "차량.ops.예약", "PROD");
    const Urn platform = Urn::data_platform("postgres");
    const Urn field = Urn::schema_field(table, "번호");
    const Urn container = Urn::container("0123456789abcdef0123456789abcdef");
    SchemaMetadata schema{.name = "차량.ops.예약", .platform = platform};
    schema.fields = {
        {.path = "번호", .type = ColumnClass::number, .native_type = "bigint", .is_part_of_key = true},
        {.path = "태그", .type = ColumnClass::array, .native_type = "text[]", .nested_type = "text"}};
    schema.primary_keys = {"번호"};
    schema.foreign_keys = {{"fk", {field}, {field}, table}};
    std::vector<Proposal> proposals{
        {container, to_aspect(ContainerProperties{.name = "차량", .env = "PROD", .custom = {{"가", "나"}}})},
        {table, to_aspect(Status{})},
        {table, to_aspect(SubTypes{{"Table"}})},
        {table, to_aspect(Container{container})},
        {table, to_aspect(DataPlatformInstance{platform, Urn::data_platform_instance("postgres", "서울")})},
        {table, to_aspect(BrowsePathsV2{{{container.str(), container}, {"예약"}}})},
        {table, to_aspect(DatasetProperties{.name = "예약", .description = "차량 \"예약\"\n😀"})},
        {table, to_aspect(schema)},
        {table, to_aspect(ViewProperties{.logic = "select '예약'"})},
        {table, to_aspect(UpstreamLineage{{{table}}})},
        {table, to_aspect(DatasetProfile{.timestamp_ms = 1'700'000'000'000, .row_count = 3})}};
    for (Proposal& proposal : proposals)
        proposal.system = {1'700'000'000'123, "실행-1", "차량", {}};
    return proposals;
}

TEST(FileSink, IsReadByDataHubsOwnClient)
{
    const char* client = std::getenv("COLOPHON_DATAHUB");
    if (client == nullptr)
        GTEST_SKIP() << "set COLOPHON_DATAHUB to DataHub's command";
    const TempDir directory;
    const auto proposals = one_of_each();
    FileSink sink(directory / "ours.json");
    sink.write(proposals);
    sink.close();

    std::ofstream(directory / "recipe.yml")
        << "source: {type: file, config: {path: " << (directory / "ours.json")
        << "}}\nsink: {type: file, config: {filename: " << (directory / "theirs.json") << "}}\n";
    const std::string run = "DATAHUB_TELEMETRY_ENABLED=false HOME='" + directory.path().string() + "' '" +
                            client + "' ingest -c '" + (directory / "recipe.yml").string() + "' >'" +
                            (directory / "log").string() + "' 2>&1";
    ASSERT_EQ(std::system(run.c_str()), 0) << read_text_file(directory / "log", 1u << 20).value_or("");

    const auto theirs = parse_json(read_text_file(directory / "theirs.json", 1u << 20).value_or(""));
    ASSERT_TRUE(theirs);
    for (const Proposal& proposal : proposals) {
        const auto same = [&](const nlohmann::json& record) {
            return record["entityUrn"] == proposal.urn.str() && record["aspectName"] == proposal.aspect.name;
        };
        const auto found = std::find_if(theirs->begin(), theirs->end(), same);
        ASSERT_NE(found, theirs->end()) << proposal.aspect.name;
        EXPECT_EQ((*found)["aspect"]["json"], *parse_json(proposal.aspect.json)) << proposal.aspect.name;
    }
}

} // namespace
} // namespace colophon::ingest
