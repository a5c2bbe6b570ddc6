// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/v1/route.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace colophon::api {

/// Reads of a request's query. All throw Error (invalid_argument, the path being the parameter's name).
std::string text_parameter(const http::Request& request, std::string_view name,
                           std::string_view fallback = {});
std::uint64_t integer_parameter(const http::Request& request, std::string_view name, std::uint64_t fallback,
                                std::uint64_t least, std::uint64_t most);
bool boolean_parameter(const http::Request& request, std::string_view name);
/// The values of a repeated parameter, each split at commas where `split`.
std::vector<std::string> list_parameter(const http::Request& request, std::string_view name);

/// Refuses whatever is not among the route's parameters, naming the nearest.
void check_parameters(const http::Request& request, std::span<const Parameter> known);

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
