// SPDX-License-Identifier: Apache-2.0
#include "service/keystrokes.hpp"

#include "search/analysis/fold.hpp"

#include <algorithm>
#include <array>

namespace colophon::service {
namespace {

constexpr std::array<std::string_view, 19> initials{"ㄱ", "ㄲ", "ㄴ", "ㄷ", "ㄸ", "ㄹ", "ㅁ",
                                                    "ㅂ", "ㅃ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅉ",
                                                    "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"};
constexpr std::array<std::string_view, 21> vowels{"ㅏ",   "ㅐ",   "ㅑ",   "ㅒ",   "ㅓ",   "ㅔ",   "ㅕ",
                                                  "ㅖ",   "ㅗ",   "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ",   "ㅜ",
                                                  "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ",   "ㅡ",   "ㅡㅣ", "ㅣ"};
constexpr std::array<std::string_view, 28> finals{
    "",     "ㄱ",   "ㄲ", "ㄱㅅ", "ㄴ",   "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ",
    "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ",   "ㅂㅅ", "ㅅ",   "ㅆ",   "ㅇ", "ㅈ", "ㅊ",   "ㅋ",   "ㅌ",   "ㅍ",   "ㅎ"};
constexpr std::int32_t first_syllable = 0xAC00;
constexpr std::size_t syllables = initials.size() * vowels.size() * finals.size();

} // namespace

std::string keystrokes(std::string_view text)
{
    std::string typed;
    std::int32_t code = 0;
    while (!text.empty()) {
        const auto taken = std::max<std::size_t>(search::read_utf8(text, code), 1);
        const auto syllable = static_cast<std::size_t>(code - first_syllable);
        if (taken == 3 && code >= first_syllable && syllable < syllables) {
            typed += initials[syllable / (vowels.size() * finals.size())];
            typed += vowels[syllable / finals.size() % vowels.size()];
            typed += finals[syllable % finals.size()];
        } else {
            typed += text.substr(0, taken);
        }
        text.remove_prefix(taken);
    }
    return typed;
}

} // namespace colophon::service
