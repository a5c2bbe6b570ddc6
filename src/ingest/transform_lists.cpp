// SPDX-License-Identifier: Apache-2.0
#include "ingest/transform_lists.hpp"

#include "core/entity_key.hpp"
#include "core/nearest.hpp"
#include "ingest/transform_step.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::json;

void add_element(json& list, const json& element, const ListAspect& aspect)
{
    const json identity = aspect.identity(element);
    const auto same =
        std::ranges::find_if(list, [&](const json& other) { return aspect.identity(other) == identity; });
    if (same == list.end())
        list.push_back(element);
    else
        *same = element;
}

/// The aspect with the elements added to what is kept of the document.
json with_elements(const json& document, const json& elements, const ListAspect& aspect, bool replace)
{
    json made{{aspect.member, json::array()}};
    if (document.is_object() && !replace && document.contains(aspect.member))
        for (const json& element : document[aspect.member])
            add_element(made[aspect.member], element, aspect);
    for (const json& element : elements)
        add_element(made[aspect.member], element, aspect);
    if (aspect.stamp != nullptr)
        made[aspect.stamp] = document.is_object() && document.contains(aspect.stamp)
                                 ? document[aspect.stamp]
                                 : json::parse(aspect.default_stamp);
    return made;
}

} // namespace

Error TransformConfig::refusal(const std::string& what, std::string_view member) const
{
    const std::string path = where + '.' + std::string(member);
    return {Errc::invalid_argument, what + ": " + path, path};
}

MadeTransformer make_list_transformer(const TransformConfig& config, const ListAspect& aspect,
                                      ValuesOf values,
                                      const std::function<json(const std::string& value)>& element,
                                      std::vector<std::string> entity_types)
{
    const bool replace = config.settings.boolean("replace_existing");
    AspectChange change{aspect.name, std::move(entity_types), true, config.merges(), {}};
    change.change = [=, values = std::move(values)](EntityGroup& group, json& document) {
        json elements = json::array();
        for (const std::string& value : values(group.urn))
            elements.push_back(element(value));
        if (elements.empty() && (document.is_null() || !replace))
            return false;
        document = with_elements(document, elements, aspect, replace);
        return true;
    };
    return make_aspect_transformer(std::move(change));
}

Result<ValuesOf> checked_values(const TransformConfig& config, const ListAspect& aspect,
                                std::string_view list)
{
    std::vector<PatternRules::Value> values = config.rules.all_values();
    std::vector<std::string> fixed;
    if (!list.empty()) {
        fixed = config.settings.list(list);
        if (fixed.empty())
            return tl::unexpected(config.refusal("must name at least one", list));
        for (const std::string& value : fixed)
            values.push_back(
                {value, config.where + '.' + std::string(list) + '[' + std::to_string(values.size()) + ']'});
    }
    for (const PatternRules::Value& value : values)
        if (auto checked = check_urn(value.text, aspect.urn_types, aspect.entity_name, value.path); !checked)
            return tl::unexpected(checked.error());
    if (!list.empty())
        return ValuesOf([fixed = std::move(fixed)](const Urn&) { return fixed; });
    return ValuesOf([rules = config.rules](const Urn& urn) { return rules.values(urn.str()); });
}

Result<std::vector<std::string>> checked_entity_types(const TransformConfig& config, const ListAspect& aspect,
                                                      std::vector<std::string> usual)
{
    std::vector<std::string> types = config.settings.list("entity_types");
    if (types.empty())
        return usual;
    const EntityRegistry& registry = EntityRegistry::builtin();
    for (std::size_t i = 0; i < types.size(); ++i) {
        const std::string member = "entity_types[" + std::to_string(i) + ']';
        const EntitySpec* entity = registry.entity(types[i]);
        if (entity == nullptr) {
            std::vector<std::string_view> names;
            for (const EntitySpec* known : registry.entities())
                names.push_back(known->name);
            return tl::unexpected(config.refusal(
                "unknown entity type, \"" + types[i] + '"' + did_you_mean(types[i], names), member));
        }
        if (entity->aspect(aspect.name) == nullptr)
            return tl::unexpected(config.refusal(
                "a " + types[i] + " does not carry the aspect " + std::string(aspect.name), member));
    }
    return types;
}

Result<> check_urn(const std::string& text, const std::vector<std::string_view>& types,
                   std::string_view entity_name, const std::string& path)
{
    const auto refuse = [&](const std::string& what) {
        return failure(Errc::invalid_argument, what + ": " + path, path);
    };
    const auto urn = Urn::parse(text);
    if (!urn)
        return refuse("must be the URN of " + std::string(entity_name) +
                      ", as in urn:li:" + std::string(types[0]) + ":…, not \"" + text + '"');
    if (auto entity = entity_of(EntityRegistry::builtin(), *urn); !entity)
        return refuse(entity.error().what());
    if (std::ranges::find(types, urn->type()) == types.end())
        return refuse("must be the URN of " + std::string(entity_name) + ", not of a " +
                      std::string(urn->type()));
    return {};
}

} // namespace colophon::ingest
