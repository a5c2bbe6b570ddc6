// SPDX-License-Identifier: Apache-2.0
#include "ingest/recipe.hpp"

#include "core/nearest.hpp"
#include "core/yaml.hpp"
#include "ingest/removal_settings.hpp"
#include "ingest/text_file.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

/// Keeps the order of a recipe's members, because that of a transformer's rules counts.
using json = nlohmann::ordered_json;
using Type = Option::Type;
using Standing = Option::Standing;

constexpr std::size_t longest_recipe = 4u << 20;
constexpr std::size_t longest_name = 500;

/// The frame of a recipe; `source.config` and `sink.config` are checked by whoever they belong to.
constexpr auto recipe_options = std::to_array<Option>({
    {.name = "source.type", .help = "The connector that reads the source system.", .required = true},
    {.name = "source.extractor",
     .help = "connectors extract by themselves",
     .standing = Standing::ineffective},
    {.name = "source.extractor_config",
     .help = "connectors extract by themselves",
     .standing = Standing::ineffective},
    {.name = "sink.type", .fallback = "colophon-rest", .help = "Where the metadata goes."},
    {.name = "pipeline_name", .help = "What runs of this recipe have in common; else the file's name."},
    {.name = "run_id", .help = "The name of this run; else made from source and time."},
    {.name = "privileges",
     .type = Type::choice,
     .fallback = "refuse",
     .help = "What to do about an account that may do more than it needs. Colophon's own.",
     .choices = "refuse|warn|record"},
    // These two are read apart; their rows are here so that a misspelt one is told what was meant.
    {.name = "removals", .type = Type::map, .help = "How much one run may remove. Colophon's own."},
    {.name = "transformers", .type = Type::list, .help = "Changes to what the source says."},
    {.name = "datahub_api", .help = "the sink says where metadata goes", .standing = Standing::ineffective},
    {.name = "reporting", .help = "--report FILE writes the report", .standing = Standing::ineffective},
    {.name = "flags", .help = "they switch parts of DataHub's client", .standing = Standing::ineffective},
    {.name = "failure_log", .help = "refused records stand in the report", .standing = Standing::ineffective},
    {.name = "recording",
     .help = "a run keeps no copy of what it sent or received",
     .standing = Standing::ineffective},
});

Result<json> read_document(std::string_view yaml, const Environment& environment,
                           std::vector<std::string>& warnings)
{
    auto text = yaml_to_json(yaml);
    if (!text)
        return tl::unexpected(text.error());
    json document = json::parse(*text); // of our own writing, within the depth limit
    if (!document.is_object())
        return failure(Errc::invalid_argument, "a recipe is a map with the members source and sink");
    if (auto expanded = expand(document, environment, warnings); !expanded)
        return tl::unexpected(expanded.error());
    return document;
}

/// Takes `config` out of a component, so that the frame is left.
Result<json> take_config(json& document, const std::string& component)
{
    const auto found = document.find(component);
    if (found == document.end() || !found->is_object() || !found->contains("config"))
        return json::object();
    json config = std::move((*found)["config"]);
    found->erase("config");
    if (config.is_null())
        config = json::object();
    const std::string path = component + ".config";
    if (!config.is_object())
        return failure(Errc::invalid_argument, "must be a map of settings: " + path, path);
    return config;
}

json take_member(json& object, const char* name)
{
    const auto found = object.find(name);
    if (found == object.end())
        return nullptr;
    json member = std::move(*found);
    object.erase(found);
    return member;
}

/// A pipeline's name stands in paths and on one line.
Result<> check_name(const std::string& name)
{
    const bool controls = std::any_of(
        name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (name.empty() || name.size() > longest_name || controls)
        return failure(Errc::invalid_argument,
                       "must have 1 to 500 bytes and no control characters: pipeline_name", "pipeline_name");
    return {};
}

PrivilegePolicy policy_of(const std::string& word)
{
    return word == "warn"     ? PrivilegePolicy::warn
           : word == "record" ? PrivilegePolicy::record
                              : PrivilegePolicy::refuse;
}

/// A sink that names no server talks to the one that every other command talks to.
void complete_from_environment(json& config, const Environment& environment)
{
    constexpr std::array<std::pair<const char*, const char*>, 2> rows{
        {{"server", "COLOPHON_SERVER"}, {"token", "COLOPHON_TOKEN"}}};
    for (const auto& [member, variable] : rows)
        if (const auto value = environment(variable); value && !value->empty())
            if (!config.contains(member) || config[member].is_null())
                config[member] = *value;
}

} // namespace

Result<Recipe> parse_recipe(std::string_view yaml, std::string_view fallback_name,
                            const Environment& environment)
{
    Recipe recipe;
    auto document = read_document(yaml, environment, recipe.warnings);
    if (!document)
        return tl::unexpected(document.error());
    auto source = take_config(*document, "source");
    auto sink = take_config(*document, "sink");
    if (!source || !sink)
        return tl::unexpected(!source ? source.error() : sink.error());
    const auto removals = read_removals(take_member(*document, "removals"),
                                        take_member(*source, "stateful_ingestion"), recipe.warnings);
    if (!removals)
        return tl::unexpected(removals.error());
    recipe.removals = *removals;
    recipe.transformers = take_member(*document, "transformers").dump();
    const auto frame = Settings::parse(recipe_options, document->dump(), {});
    if (!frame)
        return tl::unexpected(frame.error());
    recipe.source.type = frame->text("source.type");
    recipe.source.config = source->dump();
    recipe.sink.type = frame->text("sink.type");
    if (recipe.sink.type == "colophon-rest")
        complete_from_environment(*sink, environment);
    recipe.sink.config = sink->dump();
    recipe.pipeline_name = frame->text("pipeline_name");
    recipe.pipeline_name_given = !recipe.pipeline_name.empty();
    if (!recipe.pipeline_name_given)
        recipe.pipeline_name = fallback_name;
    if (auto checked = check_name(recipe.pipeline_name); !checked)
        return tl::unexpected(checked.error());
    recipe.run_id = frame->text("run_id");
    recipe.privileges = policy_of(frame->text("privileges"));
    recipe.warnings.insert(recipe.warnings.end(), frame->warnings().begin(), frame->warnings().end());
    return recipe;
}

Result<Recipe> load_recipe(const std::filesystem::path& file, const Environment& environment)
{
    const auto content = read_text_file(file, longest_recipe);
    if (!content)
        return failure(Errc::invalid_argument, "recipe cannot be read: " + file.string());
    auto recipe = parse_recipe(*content, file.stem().string(), environment);
    if (!recipe)
        return failure(recipe.error().code(), file.string() + ": " + recipe.error().what(),
                       recipe.error().path());
    return recipe;
}

Result<Source> make_source(const Recipe& recipe, std::span<const ConnectorSpec* const> sources)
{
    std::vector<std::string_view> names;
    std::string list;
    for (const ConnectorSpec* spec : sources) {
        names.push_back(spec->name);
        list += (list.empty() ? "" : ", ") + std::string(spec->name);
    }
    const auto found = std::find(names.begin(), names.end(), recipe.source.type);
    if (found == names.end())
        return failure(Errc::invalid_argument,
                       "unknown source.type, there are " + list + ": " + recipe.source.type +
                           did_you_mean(recipe.source.type, names),
                       "source.type");
    const ConnectorSpec& spec = *sources[static_cast<std::size_t>(found - names.begin())];
    auto settings = Settings::parse(spec.options, recipe.source.config, "source.config");
    if (!settings)
        return tl::unexpected(settings.error());
    Source source;
    source.warnings = settings->warnings();
    source.connector = spec.make(std::move(*settings));
    return source;
}

} // namespace colophon::ingest
