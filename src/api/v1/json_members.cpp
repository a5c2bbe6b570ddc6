// SPDX-License-Identifier: Apache-2.0
#include "api/v1/json_members.hpp"

#include "api/v1/query.hpp"
#include "core/nearest.hpp"

#include <algorithm>

namespace colophon::api {
namespace {

[[noreturn]] void refuse(const std::string& why, const std::string& path)
{
    throw Error(Errc::invalid_argument, why, path);
}

} // namespace

JsonMembers::JsonMembers(simdjson::dom::element value, std::span<const std::string_view> known,
                         std::string path)
    : path_(std::move(path))
{
    if (value.get(members_) != simdjson::SUCCESS)
        refuse("must be an object", path_);
    std::vector<std::string_view> seen;
    for (const auto [name, content] : members_) {
        if (std::find(known.begin(), known.end(), name) == known.end())
            refuse("unknown member" + did_you_mean(name, known), path_of(name));
        if (std::find(seen.begin(), seen.end(), name) != seen.end())
            refuse("given more than once", path_of(name));
        seen.push_back(name);
    }
}

std::string JsonMembers::path_of(std::string_view name) const
{
    return path_.empty() ? std::string(name) : path_ + '.' + std::string(name);
}

std::optional<simdjson::dom::element> JsonMembers::find(std::string_view name) const
{
    simdjson::dom::element element;
    if (members_.at_key(name).get(element) != simdjson::SUCCESS || element.is_null())
        return std::nullopt;
    return element;
}

simdjson::dom::element JsonMembers::at(std::string_view name) const
{
    const auto element = find(name);
    if (!element)
        refuse("is missing", path_of(name));
    return *element;
}

simdjson::dom::array JsonMembers::array(std::string_view name, std::size_t most) const
{
    simdjson::dom::array elements;
    if (at(name).get(elements) != simdjson::SUCCESS)
        refuse("must be an array", path_of(name));
    if (elements.size() > most)
        throw Error(Errc::too_large,
                    "has " + std::to_string(elements.size()) + " elements, the limit is " +
                        std::to_string(most),
                    path_of(name));
    return elements;
}

std::string JsonMembers::text(std::string_view name) const
{
    return text_element(at(name), path_of(name));
}

std::string JsonMembers::name(std::string_view name) const
{
    auto value = text(name);
    check_name(value, path_of(name));
    return value;
}

Urn JsonMembers::urn(std::string_view name) const
{
    return urn_element(at(name), path_of(name));
}

std::optional<Urn> JsonMembers::urn_or_null(std::string_view name) const
{
    const auto element = find(name);
    return element ? std::optional(urn_element(*element, path_of(name))) : std::nullopt;
}

std::optional<std::string> JsonMembers::object_or_null(std::string_view name) const
{
    const auto element = find(name);
    if (!element)
        return std::nullopt;
    if (!element->is_object())
        refuse("must be an object", path_of(name));
    return simdjson::minify(*element);
}

std::string text_element(simdjson::dom::element element, const std::string& path)
{
    std::string_view text;
    if (element.get(text) != simdjson::SUCCESS)
        refuse("must be a string", path);
    return std::string(text);
}

Urn urn_element(simdjson::dom::element element, const std::string& path)
{
    auto urn = Urn::parse(text_element(element, path));
    if (!urn)
        refuse(urn.error().what(), path);
    return *std::move(urn);
}

} // namespace colophon::api
