// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "core/nearest.hpp"
#include "core/placeholder.hpp"
#include "core/yaml.hpp"

#include <algorithm>
#include <array>
#include <colophon/permissions.hpp>
#include <nlohmann/json.hpp>

namespace colophon {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> levels{"L0", "L1", "L2"};
constexpr std::array<std::string_view, 3> severities{"info", "warning", "critical"};
constexpr std::array<std::string_view, 3> backslashes{"plain", "doubled", "escape_string"};
constexpr std::array<std::string_view, 2> places{"server", "database"};

[[noreturn]] void refuse(const std::string& what, const std::string& path)
{
    throw Error(Errc::invalid_argument, what + ": " + path, path);
}

/// One object of the document; whatever nobody asked for is an error when it is done.
class Members {
public:
    Members(const json& object, std::string path) : object_(object), path_(std::move(path))
    {
        if (!object.is_object())
            refuse("must be a map", path_);
    }

    std::string text(std::string_view name) { return as_text(required(name), path_of(name)); }

    std::string text_or(std::string_view name, const char* fallback)
    {
        const json* found = find(name);
        return found == nullptr ? fallback : as_text(*found, path_of(name));
    }

    /// The place of the text in the list.
    template <std::size_t N>
    std::size_t choice(std::string_view name, const std::array<std::string_view, N>& choices)
    {
        const std::string word = text(name);
        const auto found = std::ranges::find(choices, word);
        if (found == choices.end())
            refuse("is not one of the words that it may be, \"" + word + "\"", path_of(name));
        return static_cast<std::size_t>(found - choices.begin());
    }

    /// Empty where the member is missing.
    template <class Read> auto list(std::string_view name, const Read& read)
    {
        std::vector<decltype(read(json(), std::string()))> values;
        if (const json* found = find(name)) {
            if (!found->is_array())
                refuse("must be a list", path_of(name));
            for (std::size_t i = 0; i < found->size(); ++i)
                values.push_back(read((*found)[i], path_of(name) + '[' + std::to_string(i) + ']'));
        }
        return values;
    }

    std::vector<std::string> texts(std::string_view name)
    {
        return list(name, [](const json& value, const std::string& path) { return as_text(value, path); });
    }

    std::map<std::string, std::string, std::less<>> map(std::string_view name)
    {
        std::map<std::string, std::string, std::less<>> values;
        if (const json* found = find(name)) {
            if (!found->is_object())
                refuse("must be a map", path_of(name));
            for (const auto& [key, value] : found->items())
                values.emplace(key, as_text(value, path_of(name) + '.' + key));
        }
        return values;
    }

    const json& required(std::string_view name)
    {
        const json* found = find(name);
        if (found == nullptr)
            refuse("is missing", path_of(name));
        return *found;
    }

    std::string path_of(std::string_view name) const
    {
        return path_.empty() ? std::string(name) : path_ + '.' + std::string(name);
    }

    void expect_no_others() const
    {
        for (const auto& [key, value] : object_.items())
            if (std::ranges::find(asked_, key) == asked_.end())
                refuse("is not a member that is known" + did_you_mean(key, asked_), path_of(key));
    }

private:
    static std::string as_text(const json& value, const std::string& path)
    {
        if (!value.is_string())
            refuse("must be text, put it in quotes", path);
        return value.get<std::string>();
    }

    const json* find(std::string_view name)
    {
        asked_.push_back(name);
        const auto found = object_.find(name);
        return found == object_.end() ? nullptr : &*found;
    }

    const json& object_;
    std::string path_;
    std::vector<std::string_view> asked_;
};

void expect_filled(const std::string& statement, bool database, const std::string& path)
{
    for (const Placeholder& placeholder : placeholders(statement))
        if (placeholder.name != "role" && !(database && placeholder.name == "database"))
            refuse("nothing fills the placeholder {" + std::string(placeholder.name) + '}', path);
}

GrantStatement read_statement(const json& value, const std::string& path)
{
    Members members(value, path);
    GrantStatement statement;
    statement.note = members.text_or("note", "");
    statement.run = members.text_or("run", "");
    statement.otherwise = members.text_or("otherwise", "");
    statement.for_each_database = members.text_or("for_each", "") == "database";
    members.expect_no_others();
    expect_filled(statement.run, statement.for_each_database, members.path_of("run"));
    expect_filled(statement.otherwise, false, members.path_of("otherwise"));
    return statement;
}

Translated read_translated(Members& members, std::string_view name)
{
    Translated texts = members.map(name);
    for (const char* language : {"en", "ko"})
        if (!texts.contains(language))
            refuse("is missing", members.path_of(name) + '.' + language);
    return texts;
}

Feature read_feature(const json& value, const std::string& path)
{
    Members members(value, path);
    Feature feature;
    feature.name = members.text("name");
    feature.level = levels.at(members.choice("level", levels));
    feature.what = read_translated(members, "what");
    feature.needs = members.texts("needs");
    feature.grants = members.list("grants", read_statement);
    const bool asks = !feature.needs.empty() || !feature.grants.empty();
    feature.without = asks ? read_translated(members, "without") : Translated();
    feature.reads = members.texts("reads");
    members.expect_no_others();
    return feature;
}

FindingKind read_finding(const json& value, const std::string& path)
{
    Members members(value, path);
    FindingKind kind;
    kind.code = members.text("code");
    kind.severity = static_cast<AuditFinding::Severity>(members.choice("severity", severities));
    kind.in_database = members.choice("where", places) == 1;
    kind.explanation = members.text("explanation");
    kind.mend = members.map("mend");
    members.expect_no_others();
    return kind;
}

Engine read_engine(const json& value, const std::string& path)
{
    Members members(value, path);
    Engine engine{members.text("name"), members.text("versions"), members.texts("tested")};
    members.expect_no_others();
    return engine;
}

Quoting read_quoting(const json& value)
{
    Members members(value, "quoting");
    const std::string name = members.text("name");
    const std::string text = members.text("text");
    if (name.size() != 2 || text.size() != 1)
        refuse("must be the two marks around a name and the one around a text", "quoting");
    const auto backslash = static_cast<Quoting::Backslash>(members.choice("backslash", backslashes));
    members.expect_no_others();
    return {.open = name[0], .close = name[1], .text = text[0], .backslash = backslash};
}

void read_account(const json& value, Permissions& permissions)
{
    Members members(value, "account");
    permissions.role = members.text("role");
    permissions.database = members.text_or("database", "");
    permissions.statements = members.list("statements", read_statement);
    permissions.never = members.texts("never");
    members.expect_no_others();
}

Permissions read_permissions(const json& document)
{
    Members members(document, "");
    if (members.required("version") != 1)
        refuse("must be 1", "version");
    Permissions permissions;
    permissions.connector = members.text("connector");
    permissions.title = members.text("title");
    permissions.client = members.text("client");
    permissions.engines = members.list("engines", read_engine);
    permissions.quoting = read_quoting(members.required("quoting"));
    read_account(members.required("account"), permissions);
    permissions.features = members.list("features", read_feature);
    permissions.findings = members.list("findings", read_finding);
    members.expect_no_others();
    return permissions;
}

} // namespace

Result<Permissions> Permissions::parse(std::string_view yaml)
{
    const auto text = yaml_to_json(yaml);
    if (!text)
        return tl::unexpected<Error>(text.error());
    const auto document = parse_json(*text);
    if (!document)
        return tl::unexpected<Error>(document.error());
    try {
        return read_permissions(*document);
    } catch (const Error& error) {
        return tl::unexpected<Error>(error);
    }
}

} // namespace colophon
