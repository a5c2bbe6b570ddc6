// SPDX-License-Identifier: Apache-2.0
#include "core/aspect_diff.hpp"

#include "core/json.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

namespace colophon {
namespace {

using nlohmann::json;

/// What identifies an element of an array, so that an insertion is one difference and not one for each
/// element behind it.
struct Identity {
    std::string_view aspect;
    std::string_view array;
    std::string_view member; ///< of the element
    std::string_view shown;  ///< what the array is called in a path
};
constexpr std::array<Identity, 10> identities{{
    {"schemaMetadata", "fields", "fieldPath", "columns"},
    {"schemaMetadata", "foreignKeys", "name", "foreign keys"},
    {"editableSchemaMetadata", "editableSchemaFieldInfo", "fieldPath", "columns"},
    {"ownership", "owners", "owner", "owners"},
    {"globalTags", "tags", "tag", "tags"},
    {"glossaryTerms", "terms", "urn", "terms"},
    {"upstreamLineage", "upstreams", "dataset", "upstreams"},
    {"institutionalMemory", "elements", "url", "links"},
    {"structuredProperties", "properties", "propertyUrn", "properties"},
    {"accessAudit", "findings", "code", "findings"},
}};

/// DataHub's names for what people have a word for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> words{{
    {"nativeDataType", "type"},
    {"description", "comment"},
    {"primaryKeys", "key"},
    {"isPartOfKey", "part of key"},
    {"viewLogic", "definition"},
    {"customProperties", "properties"},
    {"jsonProps", "details"},
}};

std::string_view word_for(std::string_view member)
{
    const auto* found =
        std::find_if(words.begin(), words.end(), [&](const auto& row) { return row.first == member; });
    return found == words.end() ? member : found->second;
}

std::string text_of(const json& value)
{
    return value.is_string() ? value.get<std::string>()
                             : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string joined(const std::string& path, std::string_view member)
{
    return path.empty() ? std::string(member) : path + '.' + std::string(member);
}

class Comparison {
public:
    explicit Comparison(std::string_view aspect) : aspect_(aspect) {}

    void compare(const std::string& path, const json& from, const json& to)
    {
        if (from == to)
            return;
        if (from.is_object() && to.is_object())
            compare_members(path, from, to);
        else if (from.is_array() && to.is_array())
            compare_elements(path, from, to);
        else
            found_.push_back({path, text_of(from), text_of(to)});
    }

    std::vector<FieldChange> take() { return std::move(found_); }

private:
    void compare_members(const std::string& path, const json& from, const json& to)
    {
        for (const auto& [name, value] : from.items())
            compare_member(path, name, &value, find(to, name));
        for (const auto& [name, value] : to.items())
            if (!from.contains(name))
                compare_member(path, name, nullptr, &value);
    }

    void compare_member(const std::string& path, const std::string& name, const json* from, const json* to)
    {
        const Identity* identity = path.empty() ? identity_of(name) : nullptr;
        const json none = json::array();
        if (identity != nullptr)
            return compare_identified(*identity, from != nullptr ? *from : none, to != nullptr ? *to : none);
        if (name == "jsonProps")
            return compare_details(path, from, to);
        differ(joined(path, word_for(name)), from, to);
    }

    void differ(const std::string& path, const json* from, const json* to)
    {
        if (from != nullptr && to != nullptr)
            compare(path, *from, *to);
        else
            found_.push_back({path, from != nullptr ? std::optional(text_of(*from)) : std::nullopt,
                              to != nullptr ? std::optional(text_of(*to)) : std::nullopt});
    }

    /// A column's default and expression stand in a document inside the document.
    void compare_details(const std::string& path, const json* from, const json* to)
    {
        const auto read = [](const json* text) {
            auto document = text != nullptr && text->is_string() ? parse_json(text->get<std::string>())
                                                                 : Result<json>(json::object());
            return document && document->is_object() ? *document : json();
        };
        const json before = read(from);
        const json after = read(to);
        if (before.is_object() && after.is_object())
            compare_members(path, before, after);
        else
            differ(joined(path, word_for("jsonProps")), from, to);
    }

    void compare_identified(const Identity& identity, const json& from, const json& to)
    {
        const auto before = by_identity(identity, from);
        const auto after = by_identity(identity, to);
        for (const auto& [name, element] : before)
            compare_element(identity, name, element, element_of(after, name));
        for (const auto& [name, element] : after)
            if (!before.contains(name))
                compare_element(identity, name, nullptr, element);
    }

    void compare_element(const Identity& identity, const std::string& name, const json* from, const json* to)
    {
        const std::string path = std::string(identity.shown) + '.' + name;
        if (from != nullptr && to != nullptr)
            compare(path, *from, *to);
        else
            found_.push_back({path, from != nullptr ? std::optional(summary_of(*from)) : std::nullopt,
                              to != nullptr ? std::optional(summary_of(*to)) : std::nullopt});
    }

    /// A column that comes or goes is told by its type; of anything else its name says enough.
    static std::string summary_of(const json& element)
    {
        const json* type = find(element, "nativeDataType");
        return type != nullptr ? text_of(*type) : std::string();
    }

    /// Elements of arrays that nothing identifies: those that came and those that went.
    void compare_elements(const std::string& path, const json& from, const json& to)
    {
        std::map<std::string, int> balance;
        for (const json& element : from)
            --balance[text_of(element)];
        for (const json& element : to)
            ++balance[text_of(element)];
        const std::size_t before = found_.size();
        for (const auto& [text, count] : balance)
            if (count != 0)
                found_.push_back({path, count < 0 ? std::optional(text) : std::nullopt,
                                  count > 0 ? std::optional(text) : std::nullopt});
        if (found_.size() == before)
            found_.push_back({path, text_of(from), text_of(to)}); // another order
    }

    const Identity* identity_of(std::string_view array) const
    {
        const auto* row = std::find_if(identities.begin(), identities.end(), [&](const Identity& identity) {
            return identity.aspect == aspect_ && identity.array == array;
        });
        return row == identities.end() ? nullptr : row;
    }

    static std::map<std::string, const json*> by_identity(const Identity& identity, const json& elements)
    {
        std::map<std::string, const json*> named;
        if (!elements.is_array())
            return named;
        for (const json& element : elements) {
            const json* name = find(element, identity.member);
            std::string key = name != nullptr ? text_of(*name) : text_of(element);
            while (named.contains(key))
                key += '\''; // the same again: told apart, so that none is lost
            named.emplace(std::move(key), &element);
        }
        return named;
    }

    static const json* find(const json& object, std::string_view member)
    {
        if (!object.is_object())
            return nullptr;
        const auto found = object.find(member);
        return found == object.end() ? nullptr : &*found;
    }

    static const json* element_of(const std::map<std::string, const json*>& named, const std::string& name)
    {
        const auto found = named.find(name);
        return found == named.end() ? nullptr : found->second;
    }

    std::string_view aspect_;
    std::vector<FieldChange> found_;
};

} // namespace

std::vector<FieldChange> diff_aspect(std::string_view aspect, std::string_view from, std::string_view to)
{
    if (from == to)
        return {};
    const auto before = parse_json(from.empty() ? "{}" : from);
    const auto after = parse_json(to.empty() ? "{}" : to);
    if (!before || !after || !before->is_object() || !after->is_object())
        return {{std::string(), from.empty() ? std::nullopt : std::optional<std::string>(from),
                 to.empty() ? std::nullopt : std::optional<std::string>(to)}};
    Comparison comparison(aspect);
    comparison.compare({}, *before, *after);
    return comparison.take();
}

} // namespace colophon
