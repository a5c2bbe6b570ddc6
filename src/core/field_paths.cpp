// SPDX-License-Identifier: Apache-2.0
#include "core/aspect_validator.hpp"

#include <algorithm>
#include <array>

namespace colophon {

namespace {

/// Aspects that list fields by path, and the member that holds the list.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> field_lists = {{
    {"schemaMetadata", "fields"},
    {"editableSchemaMetadata", "editableSchemaFieldInfo"},
}};

struct Place {
    std::string_view path;
    std::size_t index = 0;

    friend auto operator<=>(const Place&, const Place&) = default;
};

Error fault(std::string_view root, std::string_view list, const Place& place, const std::string& message)
{
    return {Errc::invalid_argument, message,
            std::string(root) + "." + std::string(list) + "[" + std::to_string(place.index) + "].fieldPath"};
}

} // namespace

std::optional<Error> find_field_path_fault(std::string_view aspect, simdjson::dom::element document,
                                           std::string_view root)
{
    const auto known =
        std::ranges::find(field_lists, aspect, &std::pair<std::string_view, std::string_view>::first);
    simdjson::dom::array fields;
    if (known == field_lists.end() || document[known->second].get(fields) != simdjson::SUCCESS)
        return std::nullopt;
    std::vector<Place> places;
    places.reserve(fields.size());
    for (const simdjson::dom::element field : fields) {
        std::string_view path;
        if (field["fieldPath"].get(path) != simdjson::SUCCESS)
            continue;
        places.push_back({path, places.size()});
        if (path.empty())
            return fault(root, known->second, places.back(), "a field path is empty");
    }
    std::ranges::sort(places);
    const auto twice = std::ranges::adjacent_find(places, {}, &Place::path);
    if (twice == places.end())
        return std::nullopt;
    return fault(root, known->second, *std::next(twice),
                 "a field path is given twice: " + std::string(twice->path));
}

} // namespace colophon
