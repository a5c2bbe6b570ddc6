// SPDX-License-Identifier: Apache-2.0
#include "search/fuzzy/letters.hpp"

#include "search/analysis/fold.hpp"
#include "search/analysis/jamo.hpp"

#include <algorithm>
#include <vector>

namespace colophon::search {

namespace {

constexpr char32_t first_vowel = U'ㅏ';

constexpr std::u32string_view initial_letters = U"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr std::u32string_view final_letters = U"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

} // namespace

std::array<char32_t, 3> jamo_of(char32_t code)
{
    const Syllable syllable = take_apart(code).value_or(Syllable{});
    const auto final_consonant = static_cast<std::size_t>(syllable.final_consonant);
    return {initial_letters[static_cast<std::size_t>(syllable.initial)],
            first_vowel + static_cast<char32_t>(syllable.vowel),
            final_consonant == 0 ? U'\0' : final_letters[final_consonant - 1]};
}

Letters letters_of(std::string_view word)
{
    Letters letters;
    std::int32_t read = 0;
    for (std::size_t length = 0; (length = read_utf8(word, read)) > 0; word.remove_prefix(length)) {
        const auto code = static_cast<char32_t>(read);
        if (!is_syllable(code)) {
            letters += code;
            continue;
        }
        for (const char32_t jamo : jamo_of(code))
            if (jamo != U'\0')
                letters += jamo;
    }
    return letters;
}

unsigned allowed_errors(std::size_t letters)
{
    constexpr std::size_t shortest = 4;
    constexpr std::size_t longest_with_one = 7;
    if (letters < shortest)
        return 0;
    return letters <= longest_with_one ? 1 : 2;
}

unsigned count_errors(const Letters& a, const Letters& b)
{
    std::vector<unsigned> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = static_cast<unsigned>(j);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = static_cast<unsigned>(i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

unsigned differing_jamo(char32_t a, char32_t b)
{
    const Syllable left = take_apart(a).value_or(Syllable{});
    const Syllable right = take_apart(b).value_or(Syllable{});
    return static_cast<unsigned>(left.initial != right.initial) +
           static_cast<unsigned>(left.vowel != right.vowel) +
           static_cast<unsigned>(left.final_consonant != right.final_consonant);
}

} // namespace colophon::search
