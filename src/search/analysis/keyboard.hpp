// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace colophon::search {

/// What the same keys write in the other layout of a Korean keyboard (두벌식): 예약 for `dPdir`,
/// `reservation` for `ㄱㄷㄴㄷㄱㅍㅁ샤ㅐㅜ`. Nothing where that is no writing: Latin letters must make whole
/// syllables, two at least, and Hangul must make at least two letters, four where it could be Korean itself.
/// Digits and marks stay as they are. `unfinished`: a consonant may stand behind the last syllable.
std::optional<std::string> in_other_layout(std::string_view word, bool unfinished);

} // namespace colophon::search
