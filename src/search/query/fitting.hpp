// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <span>
#include <string_view>

namespace colophon::search {

/// Whether the text is what the pattern says, `*` being anything. Takes no more than the product of the
/// lengths, whatever the pattern.
bool fits_pattern(std::string_view text, std::string_view pattern);

/// Whether the text begins with a code point of each of the ranges.
bool fits_syllables(std::string_view text, std::span<const CodeRange> syllables);

} // namespace colophon::search
