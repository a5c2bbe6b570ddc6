// SPDX-License-Identifier: Apache-2.0
#include "core/substitution.hpp"
#include "ingest/transform_kind.hpp"
#include "ingest/transform_step.hpp"

#include <array>
#include <nlohmann/json.hpp>

/// What changes single members of an aspect.
namespace colophon::ingest {
namespace {

using nlohmann::json;
using Type = Option::Type;

constexpr std::string_view user_prefix = "urn:li:corpuser:";

constexpr std::array properties_options{
    Option{.name = "properties", .type = Type::map, .help = "Names and texts.", .required = true},
    replace_existing_option, semantics_option};
constexpr std::array status_options{Option{.name = "removed",
                                           .type = Type::boolean,
                                           .help = "Whether the datasets count as removed.",
                                           .required = true}};
constexpr std::array url_options{Option{.name = "input_pattern",
                                        .help = "A regular expression; every match is replaced.",
                                        .required = true},
                                 Option{.name = "replacement",
                                        .help = "What stands there instead; `\\1` is its first group.",
                                        .required = true}};
constexpr std::array cleanup_options{
    Option{.name = "pattern_for_cleanup",
           .type = Type::list,
           .help = "Regular expressions; what they match in a user's name goes, one after the other.",
           .required = true}};

MadeTransformer add_properties(const TransformConfig& config)
{
    const auto properties = config.settings.map("properties");
    const bool replace = config.settings.boolean("replace_existing");
    AspectChange change{"datasetProperties", {"dataset"}, true, config.merges(), {}};
    change.change = [=](EntityGroup&, json& document) {
        if (document.is_null())
            document = json::object();
        json& custom = document["customProperties"];
        if (replace || !custom.is_object())
            custom = json::object();
        for (const auto& [name, text] : properties)
            custom[name] = text;
        return true;
    };
    return make_aspect_transformer(std::move(change));
}

MadeTransformer mark_status(const TransformConfig& config)
{
    AspectChange change{"status", {"dataset"}, true, false, {}};
    change.change = [removed = config.settings.boolean("removed")](EntityGroup&, json& document) {
        document["removed"] = removed;
        return true;
    };
    return make_aspect_transformer(std::move(change));
}

MadeTransformer replace_url(const TransformConfig& config, std::string_view aspect, std::string entity_type)
{
    auto made =
        Substitution::make(config.settings.text("input_pattern"), config.settings.text("replacement"));
    if (!made)
        return tl::unexpected(config.refusal(
            made.error().what(), made.error().path() == "pattern" ? "input_pattern" : "replacement"));
    AspectChange change{aspect, {std::move(entity_type)}, false, false, {}};
    change.change = [substitute = std::move(*made)](EntityGroup&, json& document) {
        const auto url = document.find("externalUrl");
        if (url == document.end() || !url->is_string())
            return false;
        *url = substitute(url->get<std::string>());
        return true;
    };
    return make_aspect_transformer(std::move(change));
}

void clean_user(json& count, const std::vector<Substitution>& removals)
{
    const auto user = count.find("user");
    if (user == count.end() || !user->is_string())
        return;
    std::string name = user->get<std::string>();
    if (!name.starts_with(user_prefix))
        return;
    name.erase(0, user_prefix.size());
    for (const Substitution& removal : removals)
        name = removal(std::move(name));
    // A user whose whole name was taken keeps it: nobody is not a user.
    if (!name.empty())
        *user = std::string(user_prefix) + name;
}

MadeTransformer clean_users(const TransformConfig& config)
{
    std::vector<Substitution> removals;
    for (const std::string& pattern : config.settings.list("pattern_for_cleanup")) {
        auto made = Substitution::make(pattern, "");
        if (!made)
            return tl::unexpected(config.refusal(
                made.error().what(), "pattern_for_cleanup[" + std::to_string(removals.size()) + ']'));
        removals.push_back(std::move(*made));
    }
    AspectChange change{"datasetUsageStatistics", {"dataset"}, false, false, {}};
    change.change = [removals = std::move(removals)](EntityGroup&, json& document) {
        const auto counts = document.find("userCounts");
        if (counts == document.end() || !counts->is_array())
            return false;
        for (json& count : *counts)
            clean_user(count, removals);
        return true;
    };
    return make_aspect_transformer(std::move(change));
}

constexpr std::array<TransformKind, 5> kinds{{
    {{"simple_add_dataset_properties", "Adds custom properties to every dataset.", properties_options},
     &add_properties},
    {{"mark_dataset_status", "Marks every dataset as removed, or as not removed.", status_options},
     &mark_status},
    {{"replace_external_url", "Changes the link of datasets to where they are.", url_options},
     [](const TransformConfig& config) { return replace_url(config, "datasetProperties", "dataset"); }},
    {{"replace_external_url_container", "Changes the link of containers to where they are.", url_options},
     [](const TransformConfig& config) { return replace_url(config, "containerProperties", "container"); }},
    {{"pattern_cleanup_dataset_usage_user", "Takes parts out of users' names in usage statistics.",
      cleanup_options},
     &clean_users},
}};

} // namespace

std::span<const TransformKind> property_transforms()
{
    return kinds;
}

} // namespace colophon::ingest
