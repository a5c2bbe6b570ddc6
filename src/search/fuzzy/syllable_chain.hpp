// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"

#include <functional>
#include <string_view>

namespace colophon::search {

/// The longest Hangul word that is corrected, in syllables.
inline constexpr std::size_t max_chain_syllables = 12;

/// Visits the Hangul words of as many syllables that differ from `word` in one or two jamo, in place, and of
/// which the segment has every gram: 충전소 for 충존소, whose wrong syllable spoils both grams. Their grams
/// may stand in different documents; that is for the search to find out.
///
/// `word` consists of syllables, two at least. `visit(word, documents at most)`. What it looks at is taken
/// from `budget`; at 0 it ends.
void walk_syllables(const Segment& segment, std::string_view word, std::size_t& budget,
                    const std::function<void(std::string_view, std::uint32_t)>& visit);

} // namespace colophon::search
