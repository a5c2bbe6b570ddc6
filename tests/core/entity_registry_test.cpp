// SPDX-License-Identifier: Apache-2.0
#include "core/datahub_client.hpp"

#include <algorithm>
#include <colophon/entity_registry.hpp>
#include <gmock/gmock.h>

namespace colophon {
namespace {

const EntityRegistry& registry()
{
    return EntityRegistry::builtin();
}

const FieldSpec& field(const RecordSpec& record, std::string_view name)
{
    const auto found = std::ranges::find(record.fields, name, &FieldSpec::name);
    EXPECT_NE(found, record.fields.end()) << name;
    return *found;
}

const SearchableSpec* searchable(const AspectSpec& aspect, std::string_view path)
{
    const auto found = std::ranges::find(aspect.searchable, path, &SearchableSpec::path);
    return found == aspect.searchable.end() ? nullptr : &*found;
}

TEST(EntityRegistry, KnowsEveryEntityTypeAndAspect)
{
    EXPECT_GE(registry().entities().size(), 71U);
    EXPECT_GE(registry().aspects().size(), 255U);
    EXPECT_NE(registry().source_version(), "");
    for (const EntitySpec* entity : registry().entities()) {
        ASSERT_NE(entity->key, nullptr) << entity->name;
        EXPECT_TRUE(entity->key->key) << entity->name;
        EXPECT_FALSE(entity->key->record->fields.empty()) << entity->name;
        EXPECT_EQ(entity->aspect(entity->key->name), entity->key);
        for (const AspectSpec* aspect : entity->aspects)
            EXPECT_EQ(entity->aspect(aspect->name), aspect) << entity->name << " " << aspect->name;
    }
}

TEST(EntityRegistry, KnowsTheKeyOfADataset)
{
    const EntitySpec* dataset = registry().entity("dataset");
    ASSERT_NE(dataset, nullptr);
    EXPECT_EQ(dataset->category, "core");
    const auto& key = dataset->key->record->fields;
    ASSERT_EQ(key.size(), 3U);
    EXPECT_EQ(key[0].name, "platform");
    EXPECT_EQ(key[0].type.kind, TypeSpec::Kind::urn);
    EXPECT_EQ(key[1].name, "name");
    EXPECT_EQ(key[2].type.kind, TypeSpec::Kind::enumeration);
    EXPECT_THAT(key[2].type.symbols, testing::Contains("PROD"));
}

TEST(EntityRegistry, KnowsWhichMembersAreRequiredAndOfWhichType)
{
    const RecordSpec& schema = *registry().aspect("schemaMetadata")->record;
    EXPECT_TRUE(field(schema, "hash").required);
    EXPECT_FALSE(field(schema, "created").required); // it has a default
    EXPECT_FALSE(field(schema, "primaryKeys").required);
    EXPECT_EQ(field(schema, "version").type.kind, TypeSpec::Kind::int64);
    EXPECT_THAT(field(schema, "platform").type.symbols, testing::ElementsAre("dataPlatform"));
    const TypeSpec& platform_schema = field(schema, "platformSchema").type;
    EXPECT_EQ(platform_schema.kind, TypeSpec::Kind::union_);
    EXPECT_EQ(platform_schema.members.front().key, "com.linkedin.schema.EspressoSchema");
    const TypeSpec& cost = field(*registry().aspect("cost")->record, "cost").type;
    ASSERT_EQ(cost.kind, TypeSpec::Kind::union_);
    EXPECT_EQ(cost.members.front().key, "costId");
    EXPECT_EQ(field(*registry().aspect("datasetProfile")->record, "rowCount").type.kind,
              TypeSpec::Kind::int64);
}

TEST(EntityRegistry, KnowsWhatIsSearchable)
{
    const AspectSpec& tags = *registry().aspect("globalTags");
    const SearchableSpec* tag = searchable(tags, "tags.*.tag");
    ASSERT_NE(tag, nullptr);
    EXPECT_EQ(tag->field, "tags");
    EXPECT_EQ(tag->type, "URN");
    EXPECT_EQ(tag->boost, 0.5);
    EXPECT_TRUE(tag->in_default_query);
    EXPECT_TRUE(tag->facet);
    EXPECT_EQ(tag->facet_label, "Tagged With");
    EXPECT_EQ(tag->has_values_field, "hasTags");
    const SearchableSpec* name = searchable(*registry().aspect("datasetProperties"), "name");
    ASSERT_NE(name, nullptr);
    EXPECT_TRUE(name->autocomplete);
    EXPECT_EQ(name->boost, 10.0);
}

TEST(EntityRegistry, LetsAnOuterAnnotationHideAnInnerOne)
{
    const AspectSpec& schema = *registry().aspect("schemaMetadata");
    const SearchableSpec* tag = searchable(schema, "fields.*.globalTags.tags.*.tag");
    ASSERT_NE(tag, nullptr);
    EXPECT_EQ(tag->field, "fieldTags");
    const SearchableSpec* edited =
        searchable(*registry().aspect("editableSchemaMetadata"), "editableSchemaFieldInfo.*.description");
    ASSERT_NE(edited, nullptr);
    EXPECT_EQ(edited->field, "editedFieldDescriptions");
}

TEST(EntityRegistry, KnowsRelationshipsAndWhichWayLineageRuns)
{
    const auto& upstream = registry().aspect("upstreamLineage")->relationships;
    ASSERT_FALSE(upstream.empty());
    EXPECT_EQ(upstream.front().path, "upstreams.*.dataset");
    EXPECT_EQ(upstream.front().name, "DownstreamOf");
    EXPECT_TRUE(upstream.front().lineage);
    EXPECT_TRUE(upstream.front().upstream);
    const auto& job = registry().aspect("dataJobInputOutput")->relationships;
    const auto produces = std::ranges::find(job, "Produces", &RelationshipSpec::name);
    ASSERT_NE(produces, job.end());
    EXPECT_TRUE(produces->lineage);
    EXPECT_FALSE(produces->upstream);
}

TEST(EntityRegistry, KnowsTimeseriesAspects)
{
    for (const char* name : {"datasetProfile", "operation", "assertionRunEvent", "datasetUsageStatistics"})
        EXPECT_TRUE(registry().aspect(name)->timeseries) << name;
    EXPECT_FALSE(registry().aspect("schemaMetadata")->timeseries);
}

TEST(EntityRegistry, KnowsNothingElse)
{
    EXPECT_EQ(registry().entity("데이터셋"), nullptr);
    EXPECT_EQ(registry().entity("Dataset"), nullptr);
    EXPECT_EQ(registry().aspect(""), nullptr);
    EXPECT_EQ(registry().entity("tag")->aspect("schemaMetadata"), nullptr);
}

TEST(EntityRegistry, ReadsATableAndRefusesABrokenOne)
{
    constexpr std::string_view table = R"({"model":"1","enums":[],"records":[{"name":"r","fields":[
        {"name":"id","type":"string","required":true}]}],"aspects":[{"name":"k","record":"r","key":true}],
        "entities":[{"name":"표","category":"","key":"k","aspects":[]}]})";
    const auto read = EntityRegistry::parse(table);
    ASSERT_TRUE(read) << read.error().what();
    EXPECT_NE(read->entity("표"), nullptr);
    std::string broken(table);
    broken.replace(broken.find(R"("key":"k")"), 9, R"("key":"q")");
    EXPECT_FALSE(EntityRegistry::parse(broken));
    EXPECT_FALSE(EntityRegistry::parse("{}"));
    EXPECT_FALSE(EntityRegistry::parse(std::string(100'000, '[')));
}

TEST(EntityRegistry, HoldsWhatDataHubsClientSays)
{
    if (test::client_python() == nullptr)
        GTEST_SKIP() << "COLOPHON_DATAHUB_PYTHON names no interpreter with DataHub's client";
    const auto result = test::run_with_client("scripts/make_registry.py --check");
    EXPECT_EQ(result.exit_code, 0) << result.output;
}

} // namespace
} // namespace colophon
