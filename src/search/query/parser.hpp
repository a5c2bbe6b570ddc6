// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <string_view>

namespace colophon::search {

inline constexpr std::size_t max_query_code_points = 1024;
inline constexpr std::size_t max_query_words = 64;
inline constexpr int max_query_depth = 32;

/// Reads what people type. Words are joined by AND; `OR`, `AND`, `NOT` or `-`, parentheses, quotations and
/// `field:value` are known; the last word is a prefix unless it is quoted or negated, whatever spaces
/// follow. A word of punctuation only is ignored. Empty and `*` mean everything. Words that have synonyms
/// find what those find, the longest run of words first; what is quoted stands for itself.
///
/// Refuses (invalid_argument, `path` is `q:<code point>`) what cannot be read or is over a limit.
Result<ParsedQuery> parse_query(std::string_view text, const QueryContext& context = {});

} // namespace colophon::search
