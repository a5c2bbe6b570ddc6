// SPDX-License-Identifier: Apache-2.0
#include "search/key_facts.hpp"

#include <algorithm>
#include <array>

namespace colophon::search {

namespace {

/// Types whose names are paths, so that the last part is what people say.
constexpr std::array<std::string_view, 3> path_names = {"dataset", "glossaryNode", "glossaryTerm"};

/// Key fields that say where an entity lives, other than `platform`.
constexpr std::array<std::string_view, 3> tools = {"dashboardTool", "notebookTool", "orchestrator"};

bool names_the_entity(const FieldSpec& field)
{
    return field.type.kind == TypeSpec::Kind::string &&
           (field.name == "name" || field.name == "username" || field.name == "guid" || field.name == "id" ||
            field.name.ends_with("Id"));
}

std::string last_part(std::string_view name)
{
    const char separator = name.find('/') == std::string_view::npos ? '.' : '/';
    while (name.size() > 1 && name.back() == separator)
        name.remove_suffix(1);
    const std::size_t at = name.rfind(separator);
    return std::string(at == std::string_view::npos || at + 1 == name.size() ? name : name.substr(at + 1));
}

/// A data platform's name; of a flow, that of its orchestrator.
std::string platform_of(const std::string& member)
{
    const auto urn = Urn::parse(member);
    if (!urn)
        return {};
    return urn->type() == "dataFlow" ? urn->members().front() : short_form(*urn);
}

} // namespace

KeyFacts key_facts(const EntitySpec& entity, const Urn& urn)
{
    const auto& fields = entity.key->record->fields;
    const auto members = urn.members();
    KeyFacts facts;
    for (std::size_t i = 0; i < std::min(fields.size(), members.size()); ++i) {
        const FieldSpec& field = fields[i];
        if (field.name == "platform" || field.name == "flow")
            facts.platform = platform_of(members[i]);
        else if (std::ranges::find(tools, field.name) != tools.end())
            facts.platform = members[i];
        else if (field.name == "origin" || field.name == "cluster")
            facts.env = members[i];
        else if (facts.full_name.empty() && names_the_entity(field))
            facts.full_name = members[i];
    }
    const bool is_path = std::ranges::find(path_names, entity.name) != path_names.end();
    facts.name = is_path ? last_part(facts.full_name) : facts.full_name;
    if (facts.name.empty())
        facts.name = members.back();
    if (is_guid(facts.full_name))
        facts.full_name.clear();
    return facts;
}

std::string short_form(const Urn& urn)
{
    return urn.members().back();
}

bool is_guid(std::string_view text)
{
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-'; };
    const auto dashes = static_cast<std::size_t>(std::ranges::count(text, '-'));
    return text.size() - dashes == 32 && (dashes == 0 || dashes == 4) && std::ranges::all_of(text, is_digit);
}

std::string plain_field_path(std::string_view path)
{
    if (!path.starts_with("[version="))
        return std::string(path);
    std::string plain;
    while (!path.empty()) {
        const bool annotation = path.front() == '[';
        const std::size_t end = annotation ? path.find(']') : path.find('.');
        const std::string_view part = path.substr(0, end);
        if (!annotation && !part.empty())
            plain += (plain.empty() ? "" : ".") + std::string(part);
        path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
    }
    return plain;
}

} // namespace colophon::search
