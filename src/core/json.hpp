// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace colophon {

/// The deepest document that is read from outside.
inline constexpr std::size_t max_json_depth = 64;

/// Reads a document for the cold paths (settings, the command line): depth and UTF-8 are checked by simdjson
/// before nlohmann sees the text, because deep documents crash it. Refuses with invalid_argument.
Result<nlohmann::json> parse_json(std::string_view text);

} // namespace colophon
