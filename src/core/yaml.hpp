// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <string>
#include <string_view>

namespace colophon {

/// A YAML document as JSON text: plain scalars become null, booleans (true/false only), integers, decimals or
/// strings by the core schema, quoted ones strings. Refuses (invalid_argument, with line and column) what
/// cannot be read, aliases that would blow up, depth over 64, duplicate keys.
Result<std::string> yaml_to_json(std::string_view yaml);

} // namespace colophon
