// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace colophon {

/// Columns that a text takes on a terminal: Hangul and Han two each, combining marks none.
std::size_t display_width(std::string_view text);

/// The text cut to at most `columns`, ending in `…` where something was cut.
std::string fit_width(std::string_view text, std::size_t columns);

} // namespace colophon
