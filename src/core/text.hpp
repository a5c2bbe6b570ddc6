// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace colophon {

bool is_utf8(std::string_view text);
/// ASCII only.
std::string lower(std::string_view text);
/// Code points in valid UTF-8.
std::size_t code_points(std::string_view text);
/// At most `bytes` bytes, cut at a code point.
std::string_view truncate_utf8(std::string_view text, std::size_t bytes);

} // namespace colophon
