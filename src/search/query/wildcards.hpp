// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace colophon::search {

inline constexpr std::size_t max_wildcards = 8; ///< of a word

bool has_wildcard(std::string_view word);

/// The condition that a word with `*` makes, escapes included. A star at the end makes a prefix; beside a
/// mark or a syllable it stands for other words and makes no difference (`user_*` is the word `user`);
/// elsewhere it makes a pattern of words and whole names, and what stands between marks is a word besides.
/// `everything` for stars alone. Else what is wrong with it: a star in front needs two letters or digits.
tl::expected<Node, std::string> wildcard_node(std::string_view word, FieldMask fields);

} // namespace colophon::search
