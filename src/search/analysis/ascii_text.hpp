// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace colophon::search {

/// What Analyzer::joined() gives for a text of ASCII alone, without taking it apart: every token of the text
/// is a piece of it. Nothing where other characters stand in the text. Points into `buffer`.
std::optional<std::string_view> joined_ascii(std::string_view text, std::string& buffer);

} // namespace colophon::search
