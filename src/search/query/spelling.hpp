// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace colophon::search {

/// The bytes of the space that stands at `at`, as any keyboard makes one; 0 where none does.
std::size_t space_at(std::string_view text, std::size_t at);

/// What is asked for, a part of the text: without the spaces around it, and without the `/q` that tells
/// DataHub that operators follow.
std::string_view asked_for(std::string_view text);

/// The bytes of what a backslash at `at` escapes, itself included: a mark or a space behind it. 0 where it
/// escapes nothing.
std::size_t escape_at(std::string_view text, std::size_t at);

/// The text that is meant: what was escaped, without the backslash.
std::string unescaped(std::string_view text);

/// Where the first `c` stands that is not escaped; npos for none.
std::size_t find_unescaped(std::string_view text, char c, std::size_t from = 0);

/// The bytes of `~2` and `^1.5` at `at`: how near and how weighty a word is, in DataHub's language. 0 for
/// anything else.
std::size_t boost_at(std::string_view text, std::size_t at);

/// A word without such an ending.
std::string_view without_boost(std::string_view word);

} // namespace colophon::search
