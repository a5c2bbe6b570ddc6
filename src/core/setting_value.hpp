// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/settings.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace colophon {

/// What a setting holds, by the type of its row.
using SettingValue = std::variant<std::string, std::int64_t, bool, double, std::vector<std::string>, Secret,
                                  PatternSet, std::vector<std::pair<std::string, std::string>>>;

/// Reads a value of a document; refuses (invalid_argument) what is not of the row's type. Messages never hold
/// the value, which may be a secret that went astray, and begin every path with `where`.
Result<SettingValue> setting_from_json(const Option& option, const nlohmann::json& value,
                                       const std::string& where);

/// Turns a text, as a flag or a fallback has it, into the value that a document would hold.
nlohmann::json setting_document(const Option& option, std::string_view text);

/// What a setting of this type holds when nothing is given and nothing falls back.
SettingValue empty_setting(Option::Type type);

} // namespace colophon
