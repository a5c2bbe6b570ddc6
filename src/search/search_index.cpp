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
    const auto found = std::find(facet_names.begin(), facet_names.end(), name);
    if (found == facet_names.end())
        return std::nullopt;
    return static_cast<Facet>(found - facet_names.begin());
}

} // namespace colophon::search
