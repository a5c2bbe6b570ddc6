// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace colophon::search {

/// Reads what a number is compared with: `5`, `>5`, `>=5`, `<5`, `<=5`, `=5`, `1..5`, `1..`, `..5`, `[1 TO
/// 5]` and `{1 TO 5}` (without the bounds), `*` for an open end. Dates (parse_time()) stand for all of the
/// time they name: `>2026-01` begins with February, `2026-01..2026-02` ends with it. Else what is wrong with
/// it and how to write it.
tl::expected<NumberFilter, std::string> parse_comparison(Number number, std::string_view text,
                                                         std::int64_t now_ms);

/// The bytes of the comparison sign that the text begins with; 0 for none.
std::size_t comparison_sign(std::string_view text);

} // namespace colophon::search
