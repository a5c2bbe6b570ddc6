// SPDX-License-Identifier: Apache-2.0
#include "core/nearest.hpp"
#include "ingest/transform_lists.hpp"
#include "ingest/transform_step.hpp"

#include <algorithm>
#include <array>
#include <colophon/entity_registry.hpp>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;
using Type = Option::Type;
using Standing = Option::Standing;

json identity(const json& owner)
{
    const json source = owner.value("/attribution/source"_json_pointer, json());
    return {owner.value("owner", json()), owner.value("type", json()), owner.value("typeUrn", json()),
            source};
}

const ListAspect ownership{"ownership",
                           "owners",
                           {"corpuser", "corpGroup"},
                           "a user or group",
                           &identity,
                           "lastModified",
                           R"({"actor":"urn:li:corpuser:unknown","time":0})"};

/// What DataHub's transformers "of datasets" always meant by that.
const std::vector<std::string> of_datasets{"dataset", "dataJob", "dataFlow", "chart", "dashboard"};
const std::vector<std::string> of_all{"dataset", "container", "dataJob", "dataFlow", "chart", "dashboard"};

constexpr Option ownership_type_option{
    .name = "ownership_type",
    .fallback = "DATAOWNER",
    .help = "A type of the model, as in `TECHNICAL_OWNER`, or the URN of one of your own."};
constexpr Option default_actor_option{
    .name = "default_actor", .help = "no aspect names it", .standing = Standing::ineffective};
constexpr Option is_container_option{
    .name = "is_container",
    .type = Type::boolean,
    .fallback = "false",
    .help = "containers get their owners from their datasets through the server there; name them in "
            "pattern_add_ownership with entity_types: [container]",
    .standing = Standing::refused};
constexpr Option owner_urns_option{
    .name = "owner_urns", .type = Type::list, .help = "URNs of users and groups.", .required = true};
constexpr Option owner_rules_option = rules_option(
    "owner_pattern.rules", "Regular expressions on the entity's URN, and the owners they stand for.");

constexpr std::array simple_options{owner_urns_option, ownership_type_option, replace_existing_option,
                                    semantics_option,  entity_types_option,   default_actor_option};
constexpr std::array simple_dataset_options{owner_urns_option,          ownership_type_option,
                                            replace_existing_option,    semantics_option,
                                            pinned_entity_types_option, default_actor_option};
constexpr std::array pattern_options{
    owner_rules_option,    first_match_option("owner_pattern.first_match_only"),
    ownership_type_option, replace_existing_option,
    semantics_option,      entity_types_option,
    is_container_option,   default_actor_option};
constexpr std::array pattern_dataset_options{
    owner_rules_option,    first_match_option("owner_pattern.first_match_only"),
    ownership_type_option, replace_existing_option,
    semantics_option,      pinned_entity_types_option,
    is_container_option,   default_actor_option};

/// The members `type` and `typeUrn` of an owner.
Result<json> owner_type(const TransformConfig& config)
{
    const std::string given = config.settings.text("ownership_type");
    if (given.starts_with("urn:li:")) {
        const std::string path = config.where + ".ownership_type";
        if (auto checked = check_urn(given, {"ownershipType"}, "a type of ownership", path); !checked)
            return tl::unexpected(checked.error());
        return json{{"type", "CUSTOM"}, {"typeUrn", given}};
    }
    std::string name = given;
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    const RecordSpec* owner = EntityRegistry::builtin().record("com.linkedin.common.Owner");
    const auto field = std::ranges::find(owner->fields, "type", &FieldSpec::name);
    const std::vector<std::string_view> known(field->type.symbols.begin(), field->type.symbols.end());
    if (std::ranges::find(known, name) == known.end())
        return tl::unexpected(config.refusal(
            "unknown type of ownership, \"" + given + '"' + did_you_mean(name, known), "ownership_type"));
    return json{{"type", name}};
}

MadeTransformer add_owners(const TransformConfig& config, std::string_view list,
                           const std::vector<std::string>& entity_types)
{
    auto type = owner_type(config);
    if (!type)
        return tl::unexpected(type.error());
    auto values = checked_values(config, ownership, list);
    if (!values)
        return tl::unexpected(values.error());
    auto element = [type = std::move(*type)](const std::string& urn) {
        json owner = type;
        owner["owner"] = urn;
        return owner;
    };
    return make_list_transformer(config, ownership, std::move(*values), element, entity_types);
}

MadeTransformer add_owners_of_any(const TransformConfig& config, std::string_view list)
{
    auto types = checked_entity_types(config, ownership, of_all);
    if (!types)
        return tl::unexpected(types.error());
    return add_owners(config, list, *types);
}

MadeTransformer simple(const TransformConfig& config)
{
    return add_owners_of_any(config, "owner_urns");
}

MadeTransformer simple_dataset(const TransformConfig& config)
{
    return add_owners(config, "owner_urns", of_datasets);
}

MadeTransformer pattern(const TransformConfig& config)
{
    return add_owners_of_any(config, {});
}

MadeTransformer pattern_dataset(const TransformConfig& config)
{
    return add_owners(config, {}, of_datasets);
}

/// Clears what the source says; an entity without owners stays without the aspect.
MadeTransformer remove(const TransformConfig&)
{
    AspectChange change{"ownership", of_datasets, false, false, {}};
    change.change = [](EntityGroup&, json& document) {
        document["owners"] = json::array();
        return true;
    };
    return make_aspect_transformer(std::move(change));
}

constexpr std::array<TransformKind, 5> kinds{{
    {{"simple_add_ownership", "Adds owners to every entity.", simple_options}, &simple},
    {{"simple_add_dataset_ownership", "Adds owners to every dataset, job, flow, chart and dashboard.",
      simple_dataset_options},
     &simple_dataset},
    {{"pattern_add_ownership", "Adds owners by the entity's URN.", pattern_options}, &pattern},
    {{"pattern_add_dataset_ownership",
      "Adds owners by the URN of datasets, jobs, flows, charts and dashboards.", pattern_dataset_options},
     &pattern_dataset},
    {{"simple_remove_dataset_ownership", "Clears the owners that the source names.", {}}, &remove},
}};

} // namespace

std::span<const TransformKind> ownership_transforms()
{
    return kinds;
}

} // namespace colophon::ingest
