// SPDX-License-Identifier: Apache-2.0
#include "ingest/transformers.hpp"

#include "core/json.hpp"
#include "core/nearest.hpp"
#include "ingest/transform_kind.hpp"
#include "ingest/transform_step.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using nlohmann::ordered_json;

struct Refused {
    std::string_view type;
    std::string_view reason;
};

constexpr std::string_view runs_code = "it runs code that the recipe names, and transformers are data here; "
                                       "use the simple_ or pattern_ kind, or a "
                                       "program of your own with source.type: exec";
constexpr std::string_view changes_products =
    "it changes data products, not the entities that the source speaks of";
constexpr std::string_view works_on_server =
    "it reads and changes what the server has, not what the source says";

/// What DataHub has and we have not.
constexpr std::array<Refused, 13> refused_types{{
    {"add_ownership", runs_code},
    {"add_dataset_ownership", runs_code},
    {"add_dataset_tags", runs_code},
    {"add_dataset_terms", runs_code},
    {"add_dataset_properties", runs_code},
    {"add_domain", runs_code},
    {"add_dataset_domain", runs_code},
    {"add_dataset_dataproduct", runs_code},
    {"simple_add_dataset_dataproduct", changes_products},
    {"pattern_add_dataset_dataproduct", changes_products},
    {"pattern_cleanup_ownership", works_on_server},
    {"tags_to_term", works_on_server},
    {"extract_ownership_from_tags", "name the owners with pattern_add_dataset_ownership"},
}};
constexpr std::array<Refused, 2> refused_by_model{{
    {"set_attribution", "who said what stands in the history of each aspect"},
    {"tags_to_structured_properties", "it defines properties, which is done once and by people"},
}};

const std::vector<TransformKind>& all_kinds()
{
    static const std::vector<TransformKind> all = [] {
        std::vector<TransformKind> kinds;
        for (const auto family : {ownership_transforms(), association_transforms(), property_transforms(),
                                  browse_path_transforms(), column_transforms(), drop_columns_transforms()})
            kinds.insert(kinds.end(), family.begin(), family.end());
        return kinds;
    }();
    return all;
}

tl::unexpected<Error> refuse(const std::string& what, const std::string& path)
{
    return failure(Errc::invalid_argument, what + ": " + path, path);
}

Result<const TransformKind*> find_kind(const std::string& type, const std::string& where)
{
    std::vector<std::string_view> names;
    for (const TransformKind& kind : all_kinds()) {
        if (kind.described.type == type)
            return &kind;
        names.push_back(kind.described.type);
    }
    for (const std::span<const Refused> rows :
         {std::span<const Refused>(refused_types), std::span<const Refused>(refused_by_model)})
        for (const Refused& row : rows)
            if (row.type == type)
                return refuse("transformer \"" + type + "\" is not supported, " + std::string(row.reason),
                              where);
    if (type.find_first_of(".:") != std::string::npos)
        return refuse("transformer \"" + type + "\" is not supported, " + std::string(runs_code), where);
    return refuse("unknown transformer \"" + type + '"' + did_you_mean(type, names), where);
}

/// Takes the rules out of the settings, which know of no lists in maps.
Result<PatternRules> take_rules(const TransformKind& kind, ordered_json& config, const std::string& where)
{
    for (const Option& option : kind.described.options) {
        if (!option.name.ends_with(rules_suffix))
            continue;
        const std::string holder(option.name.substr(0, option.name.size() - rules_suffix.size()));
        if (!config.contains(holder) || !config[holder].is_object() || !config[holder].contains("rules") ||
            config[holder]["rules"].is_null())
            return PatternRules();
        auto rules = PatternRules::parse(config[holder]["rules"], where + '.' + std::string(option.name));
        // A map of texts in its place, for the row.
        config[holder]["rules"] = ordered_json::object();
        return rules;
    }
    return PatternRules();
}

/// One entry of the list.
struct Entry {
    std::string type;
    ordered_json config = ordered_json::object();
    std::string where; ///< as in `transformers[1]`
};

Result<Entry> read_entry(const ordered_json& value, const std::string& where)
{
    static constexpr std::array<std::string_view, 2> members{"type", "config"};
    if (!value.is_object())
        return refuse("must be a map with the members type and config", where);
    Entry entry;
    entry.where = where;
    for (const auto& [name, member] : value.items()) {
        const std::string path = where + '.' + name;
        if (name == "type" && member.is_string())
            entry.type = member.get<std::string>();
        else if (name == "type")
            return refuse("must be text", path);
        else if (name == "config" && (member.is_object() || member.is_null()))
            entry.config = member.is_null() ? ordered_json::object() : member;
        else if (name == "config")
            return refuse("must be a map of settings", path);
        else
            return refuse("unknown setting" + did_you_mean(name, members), path);
    }
    if (entry.type.empty())
        return refuse("required setting is missing", where + ".type");
    return entry;
}

Result<> add_step(TransformerChain& chain, Entry entry)
{
    const auto kind = find_kind(entry.type, entry.where + ".type");
    if (!kind)
        return tl::unexpected(kind.error());
    TransformConfig config;
    config.where = entry.where + ".config";
    auto rules = take_rules(**kind, entry.config, config.where);
    if (!rules)
        return tl::unexpected(rules.error());
    auto settings = Settings::parse((*kind)->described.options, entry.config.dump(), config.where);
    if (!settings)
        return tl::unexpected(settings.error());
    config.rules = std::move(*rules);
    config.settings = std::move(*settings);
    for (const Option& option : (*kind)->described.options) {
        if (option.name.ends_with(".first_match_only"))
            config.rules.match_all(!config.settings.boolean(option.name));
        if (option.name == "semantics" && option.standing == Option::Standing::obeyed)
            chain.merges = chain.merges || config.merges();
    }
    auto step = (*kind)->make(config);
    if (!step)
        return tl::unexpected(step.error());
    const auto& warnings = config.settings.warnings();
    chain.warnings.insert(chain.warnings.end(), warnings.begin(), warnings.end());
    chain.steps.push_back(std::move(*step));
    return {};
}

Result<ordered_json> read_list(std::string_view text)
{
    // Depth and UTF-8 are checked there.
    if (const auto checked = parse_json(text); !checked)
        return tl::unexpected(checked.error());
    ordered_json list = ordered_json::parse(text);
    if (list.is_null())
        list = ordered_json::array();
    if (!list.is_array())
        return refuse("must be a list", "transformers");
    return list;
}

} // namespace

void TransformerChain::apply(EntityGroup& group) const
{
    for (const auto& step : steps)
        step->apply(group);
}

Result<TransformerChain> make_transformers(std::string_view text)
{
    const auto list = read_list(text);
    if (!list)
        return tl::unexpected(list.error());
    TransformerChain chain;
    if (!list->empty())
        chain.steps.push_back(make_sight_marker());
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto added =
            read_entry((*list)[i], "transformers[" + std::to_string(i) + ']').and_then([&](Entry entry) {
                return add_step(chain, std::move(entry));
            });
        if (!added)
            return tl::unexpected(added.error());
    }
    return chain;
}

std::span<const TransformerKind> transformer_kinds()
{
    static const std::vector<TransformerKind> all = [] {
        std::vector<TransformerKind> described;
        for (const TransformKind& kind : all_kinds())
            described.push_back(kind.described);
        return described;
    }();
    return all;
}

} // namespace colophon::ingest
