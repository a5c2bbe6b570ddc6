// SPDX-License-Identifier: Apache-2.0
#include "search/search_index.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

constexpr std::array<std::string_view, field_count> field_names = {
    "name",        "qualified_name",     "column",         "tag", "term", "owner", "path",
    "description", "column_description", "custom_property"};

constexpr std::array<std::string_view, facet_count> facet_names = {
    "type", "platform", "instance", "env",      "container",      "owner",
    "tag",  "term",     "domain",   "sub_type", "has_description"};

constexpr std::array<std::string_view, number_count> number_names = {"updated", "usage", "downstream",
                                                                     "columns"};

/// The enumerator whose name it is.
template <class Enum, std::size_t size>
std::optional<Enum> parse(const std::array<std::string_view, size>& names, std::string_view name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

} // namespace

std::string_view field_name(Field field)
{
    return field_names[static_cast<std::size_t>(field)];
}

std::string_view facet_name(Facet facet)
{
    return facet_names[static_cast<std::size_t>(facet)];
}

std::optional<Facet> parse_facet(std::string_view name)
{
    return parse<Facet>(facet_names, name);
}

std::string_view number_name(Number number)
{
    return number_names[static_cast<std::size_t>(number)];
}

std::optional<Number> parse_number(std::string_view name)
{
    return parse<Number>(number_names, name);
}

} // namespace colophon::search
