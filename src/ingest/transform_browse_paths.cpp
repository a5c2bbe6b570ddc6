// SPDX-License-Identifier: Apache-2.0
#include "ingest/transform_kind.hpp"
#include "ingest/transform_step.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

namespace colophon::ingest {
namespace {

using nlohmann::json;
using Type = Option::Type;

constexpr std::string_view platform_prefix = "urn:li:dataPlatform:";

constexpr std::array dataset_options{
    Option{
        .name = "path_templates",
        .type = Type::list,
        .help =
            "Paths in which `PLATFORM`, `DATASET_PARTS` (the name, `/` for its dots) and `ENV` (lower case) "
            "are replaced.",
        .required = true},
    replace_existing_option, semantics_option};
constexpr std::array path_options{
    Option{.name = "path",
           .type = Type::list,
           .help =
               "Nodes from the top; `$container[0]` is the first URN of that type in the source's own path, "
               "`$container[*]` are all of them.",
           .required = true},
    replace_existing_option,
    Option{.name = "semantics",
           .type = Type::choice,
           .fallback = "OVERWRITE",
           .help = "a path is set as a whole",
           .choices = "OVERWRITE|PATCH",
           .standing = Option::Standing::ineffective}};

struct Word {
    std::string_view word;
    std::string text;
};

/// The words' texts in their places; what was put in is not looked at again.
std::string filled(std::string_view pattern, const std::array<Word, 3>& words)
{
    std::string out;
    while (!pattern.empty()) {
        const auto* const word =
            std::ranges::find_if(words, [&](const Word& row) { return pattern.starts_with(row.word); });
        if (word == words.end()) {
            out += pattern.front();
            pattern.remove_prefix(1);
        } else {
            out += word->text;
            pattern.remove_prefix(word->word.size());
        }
    }
    return out;
}

std::optional<std::array<Word, 3>> words_of(const Urn& dataset)
{
    std::vector<std::string> members = dataset.members();
    if (members.size() != 3)
        return std::nullopt;
    if (members[0].starts_with(platform_prefix))
        members[0].erase(0, platform_prefix.size());
    std::ranges::replace(members[1], '.', '/');
    for (char& c : members[2])
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return std::array<Word, 3>{
        {{"PLATFORM", members[0]}, {"DATASET_PARTS", members[1]}, {"ENV", members[2]}}};
}

MadeTransformer set_dataset_paths(const TransformConfig& config)
{
    const auto templates = config.settings.list("path_templates");
    const bool replace = config.settings.boolean("replace_existing");
    AspectChange change{"browsePaths", {"dataset"}, true, config.merges(), {}};
    change.change = [=](EntityGroup& group, json& document) {
        const auto words = words_of(group.urn);
        if (!words)
            return false;
        json paths =
            document.is_object() && !replace ? document.value("paths", json::array()) : json::array();
        for (const std::string& pattern : templates)
            paths.push_back(filled(pattern, *words));
        document = {{"paths", std::move(paths)}};
        return true;
    };
    return make_aspect_transformer(std::move(change));
}

/// `$container[0]` or `$container[*]`.
struct Variable {
    std::string entity_type;
    std::optional<std::size_t> index; ///< nothing: all
};

std::optional<Variable> variable_of(std::string_view node)
{
    const std::size_t open = node.find('[');
    if (!node.starts_with('$') || !node.ends_with(']') || open == std::string_view::npos || open < 2)
        return std::nullopt;
    const std::string_view within = node.substr(open + 1, node.size() - open - 2);
    Variable variable{std::string(node.substr(1, open - 1)), {}};
    if (within == "*")
        return variable;
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(within.data(), within.data() + within.size(), index);
    if (error != std::errc() || end != within.data() + within.size())
        return std::nullopt;
    variable.index = index;
    return variable;
}

/// The nodes that a variable stands for in the source's own path.
std::vector<std::string> nodes_of(const Variable& variable, const json& path)
{
    std::vector<std::string> found;
    for (const json& entry : path)
        if (const auto urn = Urn::parse(entry.value("urn", std::string())); urn)
            if (urn->type() == variable.entity_type)
                found.push_back(urn->str());
    if (variable.index)
        return *variable.index < found.size() ? std::vector{found[*variable.index]}
                                              : std::vector<std::string>();
    return found;
}

void add_node(json& path, const std::string& node)
{
    json entry{{"id", node}};
    if (node.starts_with("urn:"))
        entry["urn"] = node;
    path.push_back(std::move(entry));
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

MadeTransformer set_path(const TransformConfig& config)
{
    std::vector<std::string> nodes;
    for (const std::string& given : config.settings.list("path")) {
        const std::string node(trimmed(given));
        if (node.starts_with("urn:") && !Urn::parse(node))
            return tl::unexpected(
                config.refusal("not a URN, \"" + node + '"', "path[" + std::to_string(nodes.size()) + ']'));
        nodes.push_back(node);
    }
    const bool replace = config.settings.boolean("replace_existing");
    AspectChange change{"browsePathsV2",
                        {"dataset", "dataJob", "dataFlow", "chart", "dashboard", "container"},
                        true,
                        false,
                        {}};
    change.change = [=](EntityGroup&, json& document) {
        const json own = document.is_object() ? document.value("path", json::array()) : json::array();
        json path = json::array();
        for (const std::string& node : nodes) {
            if (const auto variable = variable_of(node))
                for (const std::string& found : nodes_of(*variable, own))
                    add_node(path, found);
            else if (!node.empty())
                add_node(path, node);
        }
        if (!replace)
            path.insert(path.end(), own.begin(), own.end());
        if (path.empty() && document.is_null())
            return false;
        document = {{"path", std::move(path)}};
        return true;
    };
    return make_aspect_transformer(std::move(change));
}

constexpr std::array<TransformKind, 2> kinds{{
    {{"set_dataset_browse_path", "Adds browse paths (the older aspect `browsePaths`) to every dataset.",
      dataset_options},
     &set_dataset_paths},
    {{"set_browse_path", "Puts nodes before the browse path of every entity.", path_options}, &set_path},
}};

} // namespace

std::span<const TransformKind> browse_path_transforms()
{
    return kinds;
}

} // namespace colophon::ingest
