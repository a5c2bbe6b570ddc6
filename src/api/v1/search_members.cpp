// SPDX-License-Identifier: Apache-2.0
#include "api/v1/query.hpp"
#include "api/v1/search_request.hpp"

#include <algorithm>

namespace colophon::api {
namespace {

/// Far more than any page has boxes to tick.
constexpr std::size_t most_values = 1'000;

[[noreturn]] void refuse(std::string why, std::string_view name)
{
    throw Error(Errc::invalid_argument, std::move(why), std::string(name));
}

std::string text_of(simdjson::dom::element value, std::string_view name)
{
    switch (value.type()) {
    case simdjson::dom::element_type::STRING:
        return std::string(std::string_view(value));
    case simdjson::dom::element_type::BOOL:
        return bool(value) ? "true" : "false";
    case simdjson::dom::element_type::INT64:
        return std::to_string(std::int64_t(value));
    case simdjson::dom::element_type::UINT64:
        return std::to_string(std::uint64_t(value));
    default:
        refuse("must be a text, a whole number, true or false, or an array of texts", name);
    }
}

/// Refuses a name that no search takes.
const Parameter& parameter_of(std::string_view name)
{
    const auto known = search_parameters();
    const auto row = std::find_if(known.begin(), known.end(),
                                  [&](const Parameter& parameter) { return parameter.name == name; });
    if (row == known.end()) {
        http::Fields unknown;
        unknown.add(std::string(name), "");
        check_parameters(unknown, known);
    }
    return *row;
}

void add_list(http::Fields& given, const Parameter& parameter, simdjson::dom::array values)
{
    const auto name = parameter.name;
    if (values.size() > most_values)
        refuse("has " + std::to_string(values.size()) + " values, the limit is " +
                   std::to_string(most_values),
               name);
    std::string joined;
    for (const auto value : values) {
        auto text = text_of(value, name);
        if (parameter.repeated)
            given.add(std::string(name), std::move(text));
        else
            joined.append(joined.empty() ? "" : ",").append(text);
    }
    if (!parameter.repeated)
        given.add(std::string(name), std::move(joined));
}

} // namespace

http::Fields read_members(simdjson::dom::element query)
{
    simdjson::dom::object members;
    if (query.get(members) != simdjson::SUCCESS)
        refuse(R"(a query is an object, as in {"q": "예약", "limit": 5})", "");
    http::Fields given;
    for (const auto [name, value] : members) {
        const auto& parameter = parameter_of(name);
        if (value.is_null())
            continue;
        // Names are told apart here: the same name again would read as a repeated parameter.
        if (given.find(name))
            refuse("given more than once: \"" + std::string(name) + "\"", name);
        if (simdjson::dom::array values; value.get(values) == simdjson::SUCCESS)
            add_list(given, parameter, values);
        else
            given.add(std::string(name), text_of(value, name));
    }
    return given;
}

} // namespace colophon::api
