// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <optional>

namespace colophon::search {

/// A Hangul syllable by the numbers that Unicode gives its letters.
struct Syllable {
    int initial = 0;         ///< 19: ㄱ ㄲ ㄴ …
    int vowel = 0;           ///< 21: ㅏ ㅐ …
    int final_consonant = 0; ///< 27 from 1 on; 0 for none
};

std::optional<Syllable> take_apart(char32_t code);
char32_t put_together(const Syllable& syllable);

/// The number of an initial consonant that stands alone, as fold() leaves it (U+1100 and on).
std::optional<int> lone_initial(char32_t code);

/// All syllables that begin with this consonant.
CodeRange beginning_with(int initial);

/// All syllables that this one can become while it is typed: 야 is on its way to 약, 오 to 왜.
CodeRange grown_from(char32_t syllable);

/// What is typed as 간 may be 가 and the beginning of the next syllable.
struct Division {
    char32_t syllable = 0;
    int next_initial = 0;
};
std::optional<Division> divided(char32_t syllable);

} // namespace colophon::search
