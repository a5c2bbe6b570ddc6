// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/json_parser.hpp"

#include <colophon/urn.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::api {

/// An object of a request's body, read member by member. Everything here throws Error (invalid_argument or
/// too_large, the path being the member's). Lives as long as the parser's document.
class JsonMembers {
public:
    /// Refuses what is not an object, a member that is not among `known`, naming the nearest, and one that
    /// comes twice.
    JsonMembers(simdjson::dom::element value, std::span<const std::string_view> known, std::string path = {});

    /// The member must be there.
    std::string text(std::string_view name) const;
    std::string name(std::string_view name) const; ///< see check_name
    Urn urn(std::string_view name) const;
    /// Nothing where the member is null or missing.
    std::optional<Urn> urn_or_null(std::string_view name) const;
    std::optional<std::string> object_or_null(std::string_view name) const; ///< as JSON text

    /// The elements of an array of at most `most`, each read by `read(element, path)`.
    template <class Read> auto list(std::string_view name, std::size_t most, Read read) const
    {
        const auto elements = array(name, most);
        std::vector<decltype(read(simdjson::dom::element(), std::string()))> all;
        all.reserve(elements.size());
        for (const auto element : elements)
            all.push_back(read(element, path_of(name) + '[' + std::to_string(all.size()) + ']'));
        return all;
    }

private:
    std::optional<simdjson::dom::element> find(std::string_view name) const;
    simdjson::dom::element at(std::string_view name) const;
    simdjson::dom::array array(std::string_view name, std::size_t most) const;
    std::string path_of(std::string_view name) const;

    simdjson::dom::object members_;
    std::string path_;
};

/// An element that is a string, or a URN.
std::string text_element(simdjson::dom::element element, const std::string& path);
Urn urn_element(simdjson::dom::element element, const std::string& path);

} // namespace colophon::api
