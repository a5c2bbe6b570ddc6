// SPDX-License-Identifier: Apache-2.0
#include "core/json_writer.hpp"

#include <array>
#include <colophon/aspects.hpp>

/// Members are written in the order of the alphabet, which is the canonical form, and those that DataHub's
/// own sources always send are always there, so that both write the same document for the same facts.
namespace colophon {
namespace {

constexpr std::array<std::string_view, 13> column_classes{
    "BooleanType", "FixedType", "StringType", "BytesType", "NumberType", "DateType",  "TimeType",
    "EnumType",    "NullType",  "MapType",    "ArrayType", "UnionType",  "RecordType"};

void member_unless_empty(JsonWriter& out, std::string_view name, std::string_view text)
{
    if (!text.empty())
        out.member(name, text);
}

void properties(JsonWriter& out, const Properties& custom)
{
    out.key("customProperties").begin_object();
    for (const auto& [name, text] : custom)
        out.member(name, text);
    out.end_object();
}

void strings(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts)
{
    out.key(name).begin_array();
    for (const std::string& text : texts)
        out.value(text);
    out.end_array();
}

void urns(JsonWriter& out, std::string_view name, const std::vector<Urn>& list)
{
    out.key(name).begin_array();
    for (const Urn& urn : list)
        out.value(urn.str());
    out.end_array();
}

/// No source of ours knows who changed a schema, and a time of our own would make every run a change.
void unknown_stamp(JsonWriter& out, std::string_view name)
{
    out.key(name).begin_object().member("actor", "urn:li:corpuser:unknown").member("time", 0).end_object();
}

void column_type(JsonWriter& out, const SchemaField& field)
{
    const std::string name =
        "com.linkedin.schema." + std::string(column_classes.at(static_cast<std::size_t>(field.type)));
    out.key("type").begin_object().key("type").begin_object().key(name).begin_object();
    if (field.type == ColumnClass::array && field.nested_type)
        strings(out, "nestedType", {*field.nested_type});
    out.end_object().end_object().end_object();
}

void schema_field(JsonWriter& out, const SchemaField& field)
{
    out.begin_object();
    member_unless_empty(out, "description", field.description);
    out.member("fieldPath", field.path).member("isPartOfKey", field.is_part_of_key);
    member_unless_empty(out, "jsonProps", field.json_props);
    out.member("nativeDataType", field.native_type).member("nullable", field.nullable);
    out.member("recursive", false);
    column_type(out, field);
    out.end_object();
}

void foreign_key(JsonWriter& out, const ForeignKey& key)
{
    out.begin_object().member("foreignDataset", key.foreign_dataset.str());
    urns(out, "foreignFields", key.foreign_fields);
    out.member("name", key.name);
    urns(out, "sourceFields", key.source_fields);
    out.end_object();
}

/// An aspect whose members `write` puts into an object.
template <class Write> Aspect aspect(std::string name, Write write)
{
    Aspect made{std::move(name), {}};
    JsonWriter out(made.json);
    out.begin_object();
    write(out);
    out.end_object();
    return made;
}

} // namespace

Aspect to_aspect(const Status& status)
{
    return aspect("status", [&](JsonWriter& out) { out.member("removed", status.removed); });
}

Aspect to_aspect(const SubTypes& sub_types)
{
    return aspect("subTypes", [&](JsonWriter& out) { strings(out, "typeNames", sub_types.names); });
}

Aspect to_aspect(const Container& container)
{
    return aspect("container", [&](JsonWriter& out) { out.member("container", container.container.str()); });
}

Aspect to_aspect(const ContainerProperties& container)
{
    return aspect("containerProperties", [&](JsonWriter& out) {
        properties(out, container.custom);
        member_unless_empty(out, "description", container.description);
        member_unless_empty(out, "env", container.env);
        out.member("name", container.name);
        member_unless_empty(out, "qualifiedName", container.qualified_name);
    });
}

Aspect to_aspect(const DataPlatformInstance& instance)
{
    return aspect("dataPlatformInstance", [&](JsonWriter& out) {
        if (instance.instance)
            out.member("instance", instance.instance->str());
        out.member("platform", instance.platform.str());
    });
}

Aspect to_aspect(const BrowsePathsV2& paths)
{
    return aspect("browsePathsV2", [&](JsonWriter& out) {
        out.key("path").begin_array();
        for (const BrowsePathsV2::Entry& entry : paths.path) {
            out.begin_object().member("id", entry.id);
            if (entry.urn)
                out.member("urn", entry.urn->str());
            out.end_object();
        }
        out.end_array();
    });
}

Aspect to_aspect(const DatasetProperties& dataset)
{
    return aspect("datasetProperties", [&](JsonWriter& out) {
        properties(out, dataset.custom);
        member_unless_empty(out, "description", dataset.description);
        member_unless_empty(out, "name", dataset.name);
        member_unless_empty(out, "qualifiedName", dataset.qualified_name);
        strings(out, "tags", dataset.tags);
    });
}

Aspect to_aspect(const SchemaMetadata& schema)
{
    return aspect("schemaMetadata", [&](JsonWriter& out) {
        unknown_stamp(out, "created");
        out.key("fields").begin_array();
        for (const SchemaField& field : schema.fields)
            schema_field(out, field);
        out.end_array();
        if (!schema.foreign_keys.empty()) {
            out.key("foreignKeys").begin_array();
            for (const ForeignKey& key : schema.foreign_keys)
                foreign_key(out, key);
            out.end_array();
        }
        out.member("hash", "");
        unknown_stamp(out, "lastModified");
        out.member("platform", schema.platform.str());
        out.key("platformSchema").raw(R"({"com.linkedin.schema.MySqlDDL":{"tableSchema":""}})");
        if (!schema.primary_keys.empty())
            strings(out, "primaryKeys", schema.primary_keys);
        out.member("schemaName", schema.name).member("version", 0);
    });
}

Aspect to_aspect(const ViewProperties& view)
{
    return aspect("viewProperties", [&](JsonWriter& out) {
        out.member("materialized", view.materialized).member("viewLanguage", view.language);
        out.member("viewLogic", view.logic);
    });
}

Aspect to_aspect(const UpstreamLineage& lineage)
{
    return aspect("upstreamLineage", [&](JsonWriter& out) {
        out.key("upstreams").begin_array();
        for (const UpstreamLineage::Upstream& upstream : lineage.upstreams) {
            out.begin_object();
            unknown_stamp(out, "auditStamp");
            out.member("dataset", upstream.dataset.str()).member("type", upstream.type).end_object();
        }
        out.end_array();
    });
}

Aspect to_aspect(const DataFlowInfo& flow)
{
    return aspect("dataFlowInfo", [&](JsonWriter& out) {
        properties(out, flow.custom);
        out.member("name", flow.name);
    });
}

Aspect to_aspect(const DataJobInfo& job)
{
    return aspect("dataJobInfo", [&](JsonWriter& out) {
        properties(out, job.custom);
        member_unless_empty(out, "description", job.description);
        out.member("name", job.name);
        out.key("type").begin_object().member("string", job.type).end_object();
    });
}

Aspect to_aspect(const DataTransformLogic& logic)
{
    return aspect("dataTransformLogic", [&](JsonWriter& out) {
        out.key("transforms").begin_array().begin_object();
        out.key("queryStatement").begin_object();
        out.member("language", logic.language).member("value", logic.statement);
        out.end_object().end_object().end_array();
    });
}

Aspect to_aspect(const DatasetProfile& profile)
{
    return aspect("datasetProfile", [&](JsonWriter& out) {
        if (profile.column_count)
            out.member("columnCount", *profile.column_count);
        out.key("partitionSpec").begin_object().member("partition", "FULL_TABLE_SNAPSHOT");
        out.member("type", "FULL_TABLE").end_object();
        if (profile.row_count)
            out.member("rowCount", *profile.row_count);
        if (profile.size_bytes)
            out.member("sizeInBytes", *profile.size_bytes);
        out.member("timestampMillis", profile.timestamp_ms);
    });
}

} // namespace colophon
