// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/v1/route.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace colophon::api {

/// Reads of a request's query, or of what was given in a body under the same names. All throw Error
/// (invalid_argument, the path being the parameter's name).
std::string text_parameter(const http::Fields& given, std::string_view name, std::string_view fallback = {});
std::uint64_t integer_parameter(const http::Fields& given, std::string_view name, std::uint64_t fallback,
                                std::uint64_t least, std::uint64_t most);
bool boolean_parameter(const http::Fields& given, std::string_view name);
/// The values of a repeated parameter.
std::vector<std::string> list_parameter(const http::Fields& given, std::string_view name);

inline std::string text_parameter(const http::Request& request, std::string_view name,
                                  std::string_view fallback = {})
{
    return text_parameter(request.query, name, fallback);
}
inline std::uint64_t integer_parameter(const http::Request& request, std::string_view name,
                                       std::uint64_t fallback, std::uint64_t least, std::uint64_t most)
{
    return integer_parameter(request.query, name, fallback, least, most);
}
inline bool boolean_parameter(const http::Request& request, std::string_view name)
{
    return boolean_parameter(request.query, name);
}
inline std::vector<std::string> list_parameter(const http::Request& request, std::string_view name)
{
    return list_parameter(request.query, name);
}

/// Refuses whatever is not among these parameters, naming the nearest.
void check_parameters(const http::Fields& given, std::span<const Parameter> known);

/// The `{urn}` of the path.
Urn urn_of(const http::Request& request);

/// Refuses (invalid_argument) what cannot name a pipeline, a run or whoever holds it: these are 1 to 500
/// bytes of UTF-8 without control characters.
void check_name(std::string_view text, std::string path);
/// The `{name}` of the path.
std::string pipeline_of(const http::Request& request);
/// `lease` of the query, which must be there.
std::string lease_of(const http::Request& request);

} // namespace colophon::api
