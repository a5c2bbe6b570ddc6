// SPDX-License-Identifier: Apache-2.0
#include "ingest/file_source_snapshot.hpp"

#include "core/entity_key.hpp"
#include "core/envelope.hpp"
#include "core/nearest.hpp"
#include "core/proposal_codec.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// The names of classes on the wire and in DataHub's Python client.
constexpr std::string_view wire_namespace = "com.linkedin.";
constexpr std::string_view client_namespace = "com.linkedin.pegasus2avro.";
constexpr std::string_view snapshot_namespace = "metadata.snapshot.";

struct SnapshotClass {
    std::string_view name;
    std::string_view entity;
};

/// Every class of snapshot that the model has; newer entity types have none.
constexpr std::array<SnapshotClass, 21> snapshot_classes{{
    {"ChartSnapshot", "chart"},
    {"CorpGroupSnapshot", "corpGroup"},
    {"CorpUserSnapshot", "corpuser"},
    {"DashboardSnapshot", "dashboard"},
    {"DataFlowSnapshot", "dataFlow"},
    {"DataHubPolicySnapshot", "dataHubPolicy"},
    {"DataHubRetentionSnapshot", "dataHubRetention"},
    {"DataJobSnapshot", "dataJob"},
    {"DataPlatformSnapshot", "dataPlatform"},
    {"DataProcessSnapshot", "dataProcess"},
    {"DatasetSnapshot", "dataset"},
    {"GlossaryNodeSnapshot", "glossaryNode"},
    {"GlossaryTermSnapshot", "glossaryTerm"},
    {"MLFeatureSnapshot", "mlFeature"},
    {"MLFeatureTableSnapshot", "mlFeatureTable"},
    {"MLModelDeploymentSnapshot", "mlModelDeployment"},
    {"MLModelGroupSnapshot", "mlModelGroup"},
    {"MLModelSnapshot", "mlModel"},
    {"MLPrimaryKeySnapshot", "mlPrimaryKey"},
    {"SchemaFieldSnapshot", "schemaField"},
    {"TagSnapshot", "tag"},
}};

/// `dataset.DatasetProperties` of `com.linkedin.pegasus2avro.dataset.DatasetProperties`.
std::string_view short_name(std::string_view name)
{
    for (const std::string_view prefix : {client_namespace, wire_namespace})
        if (name.starts_with(prefix))
            return name.substr(prefix.size());
    return name;
}

/// The one member of an object that says which type of a union it holds.
Result<std::pair<std::string_view, element>> chosen_member(element value, const std::string& path)
{
    object members;
    if (value.get(members) != simdjson::SUCCESS || members.size() != 1)
        return failure(Errc::invalid_argument, "must be an object with one member that names its class",
                       path);
    const auto first = *members.begin();
    return std::pair(first.key, first.value);
}

Result<std::string_view> entity_of_class(std::string_view name)
{
    std::string_view bare = short_name(name);
    if (bare.starts_with(snapshot_namespace))
        bare.remove_prefix(snapshot_namespace.size());
    const auto* const found = std::ranges::find(snapshot_classes, bare, &SnapshotClass::name);
    if (found != snapshot_classes.end())
        return found->entity;
    std::array<std::string_view, snapshot_classes.size()> names;
    std::ranges::transform(snapshot_classes, names.begin(), &SnapshotClass::name);
    return failure(Errc::invalid_argument,
                   "unknown class of snapshot: " + std::string(name) + did_you_mean(bare, names),
                   "proposedSnapshot");
}

/// The aspect whose document has the class.
const AspectSpec* aspect_of_class(const EntitySpec& entity, std::string_view name)
{
    const std::string record = std::string(wire_namespace).append(short_name(name));
    if (entity.key->record->name == record)
        return entity.key;
    const auto found = std::ranges::find_if(
        entity.aspects, [&](const AspectSpec* aspect) { return aspect->record->name == record; });
    return found == entity.aspects.end() ? nullptr : *found;
}

/// The client marks the chosen member of a union whose members have names of their own.
void drop_discriminators(nlohmann::json& value)
{
    if (value.is_object())
        value.erase("fieldDiscriminator");
    if (value.is_structured())
        for (auto& member : value)
            drop_discriminators(member);
}

std::string wire_text(element document)
{
    std::string text = simdjson::minify(document);
    if (text.find("\"fieldDiscriminator\"") == std::string::npos)
        return text;
    // Parsed within the depth limit already.
    nlohmann::json value = nlohmann::json::parse(text);
    drop_discriminators(value);
    return value.dump();
}

/// Reads one snapshot whose frame is in order.
class SnapshotReader {
public:
    SnapshotReader(const Urn& urn, const EntitySpec& entity, const SystemMetadata& system,
                   const SnapshotVisitor& visitor)
        : urn_(urn), entity_(entity), system_(system), visitor_(visitor)
    {
    }

    void take(element aspect, std::size_t index)
    {
        const std::string path = "proposedSnapshot.aspects[" + std::to_string(index) + ']';
        const auto chosen = chosen_member(aspect, path);
        if (!chosen)
            return refuse(chosen.error());
        const AspectSpec* spec = aspect_of_class(entity_, chosen->first);
        if (spec == nullptr)
            return refuse(
                {Errc::invalid_argument,
                 "a " + entity_.name + " does not carry this class of aspect: " + std::string(chosen->first),
                 path});
        auto canonical = read_document(*spec, chosen->second);
        if (!canonical)
            return refuse(
                {canonical.error().code(), canonical.error().what(), path + ", " + canonical.error().path()});
        visitor_.proposal({urn_, std::move(*canonical), ChangeType::upsert, system_});
    }

private:
    Result<Aspect> read_document(const AspectSpec& spec, element document) const
    {
        if (!spec.key)
            return canonical_aspect(EntityRegistry::builtin(), urn_, {spec.name, wire_text(document)});
        // What a key says follows from the URN, whatever stands here.
        return key_aspect_json(EntityRegistry::builtin(), urn_).map([&](std::string json) {
            return Aspect{spec.name, std::move(json)};
        });
    }

    void refuse(const Error& error) const { visitor_.refused(urn_.str(), error); }

    const Urn& urn_;
    const EntitySpec& entity_;
    const SystemMetadata& system_;
    const SnapshotVisitor& visitor_;
};

Result<Urn> read_urn(element snapshot, std::string_view entity)
{
    std::string_view text;
    if (snapshot.at_key("urn").get(text) != simdjson::SUCCESS)
        return failure(Errc::invalid_argument, "a required member is missing", "proposedSnapshot.urn");
    auto urn = Urn::parse(text);
    if (!urn)
        return failure(Errc::invalid_argument, urn.error().what(), "proposedSnapshot.urn");
    if (urn->type() != entity)
        return failure(Errc::invalid_argument,
                       "the snapshot is of a " + std::string(entity) + ", its URN is not: " + urn->str(),
                       "proposedSnapshot.urn");
    return urn;
}

Result<SystemMetadata> read_system(element record)
{
    Envelope envelope;
    element system;
    if (record.at_key("systemMetadata").get(system) == simdjson::SUCCESS && !system.is_null())
        envelope.system_metadata = system;
    return read_system_metadata(envelope);
}

Result<> read_frame(element record, const SnapshotVisitor& visitor)
{
    const auto chosen = chosen_member(record["proposedSnapshot"].value_unsafe(), "proposedSnapshot");
    if (!chosen)
        return tl::unexpected(chosen.error());
    const auto type = entity_of_class(chosen->first);
    if (!type)
        return tl::unexpected(type.error());
    const auto urn = read_urn(chosen->second, *type);
    if (!urn)
        return tl::unexpected(urn.error());
    const auto entity = entity_of(EntityRegistry::builtin(), *urn);
    if (!entity)
        return tl::unexpected(entity.error());
    const auto system = read_system(record);
    if (!system)
        return tl::unexpected(system.error());
    simdjson::dom::array aspects;
    if (chosen->second.at_key("aspects").get(aspects) != simdjson::SUCCESS)
        return failure(Errc::invalid_argument, "must be an array", "proposedSnapshot.aspects");
    SnapshotReader reader(*urn, **entity, *system, visitor);
    std::size_t index = 0;
    for (const element aspect : aspects)
        reader.take(aspect, index++);
    return {};
}

} // namespace

void read_snapshot(element record, const SnapshotVisitor& visitor)
{
    if (const auto read = read_frame(record, visitor); !read)
        visitor.refused({}, read.error());
}

} // namespace colophon::ingest
