// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>
#include <string_view>

namespace colophon {

/// Visits every string at a path of the registry: member names joined by `.`, `*` for the elements of an
/// array and the values of an object, `$key` for the keys of one. Arrays at the end of the path are gone
/// through. What is missing, or of another kind, is passed over. Recursion is bounded by the path.
template <class Visit> void visit_texts(simdjson::dom::element at, std::string_view path, const Visit& visit)
{
    simdjson::dom::array elements;
    simdjson::dom::object members;
    if (path.empty()) {
        std::string_view text;
        if (at.get(text) == simdjson::SUCCESS)
            visit(text);
        else if (at.get(elements) == simdjson::SUCCESS)
            for (const simdjson::dom::element element : elements)
                if (element.get(text) == simdjson::SUCCESS)
                    visit(text);
        return;
    }
    const std::size_t dot = path.find('.');
    const std::string_view step = path.substr(0, dot);
    const std::string_view rest = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    if (step == "*" && at.get(elements) == simdjson::SUCCESS) {
        for (const simdjson::dom::element element : elements)
            visit_texts(element, rest, visit);
    } else if (at.get(members) == simdjson::SUCCESS) {
        simdjson::dom::element member;
        if (step == "*") {
            for (const auto [key, value] : members)
                visit_texts(value, rest, visit);
        } else if (step == "$key") {
            for (const auto [key, value] : members)
                visit(key);
        } else if (members.at_key(step).get(member) == simdjson::SUCCESS) {
            visit_texts(member, rest, visit);
        }
    }
}

} // namespace colophon
