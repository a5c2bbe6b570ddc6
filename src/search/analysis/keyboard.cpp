// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/keyboard.hpp"

#include "search/analysis/fold.hpp"
#include "search/analysis/jamo.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace colophon::search {

namespace {

// By the numbers of Syllable: the keys of each letter.
constexpr auto initial_keys = std::to_array<std::string_view>(
    {"r", "R", "s", "e", "E", "f", "a", "q", "Q", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g"});
constexpr auto vowel_keys =
    std::to_array<std::string_view>({"k",  "o", "i", "O",  "j",  "p",  "u", "P", "h",  "hk", "ho",
                                     "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l"});
constexpr auto final_keys = std::to_array<std::string_view>(
    {"",   "r",  "R", "rt", "s",  "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx",
     "fv", "fg", "a", "q",  "qt", "t",  "T",  "d", "w", "c",  "z",  "x",  "v",  "g"});
// Letters that stand alone, U+3131 and on.
constexpr char32_t first_letter = 0x3131;
constexpr auto letter_keys = std::to_array<std::string_view>(
    {"r", "R", "rt", "s", "sw", "sg", "e",  "E",  "f", "fr", "fa", "fq", "ft", "fx", "fv", "fg", "a",
     "q", "Q", "qt", "t", "T",  "d",  "w",  "W",  "c", "z",  "x",  "v",  "g",  "k",  "o",  "i",  "O",
     "j", "p", "u",  "P", "h",  "hk", "ho", "hl", "y", "n",  "nj", "np", "nl", "b",  "m",  "ml", "l"});

constexpr std::size_t fewest_syllables = 2;
constexpr std::size_t fewest_letters = 2;
constexpr std::size_t fewest_letters_for_syllables = 4;

template <class Keys> int index_of(const Keys& keys, std::string_view wanted)
{
    const auto found = std::ranges::find(keys, wanted);
    return found == keys.end() || wanted.empty() ? -1 : static_cast<int>(found - keys.begin());
}

bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A key as the layout knows it: with Shift only where that makes another letter.
char key_of(char c)
{
    constexpr std::string_view shifted = "QWERTOP";
    return c >= 'A' && c <= 'Z' && shifted.find(c) == std::string_view::npos
               ? static_cast<char>(c - 'A' + 'a')
               : c;
}

/// Takes syllables from the front of a run of keys.
class Typist {
public:
    explicit Typist(std::string_view run) { std::ranges::transform(run, std::back_inserter(keys_), key_of); }

    std::optional<std::string> syllables(bool unfinished)
    {
        std::string written;
        std::size_t count = 0;
        for (; at_ < keys_.size(); ++count)
            if (const std::optional<Syllable> syllable = next())
                append_utf8(written, static_cast<std::int32_t>(put_together(*syllable)));
            else if (const int initial = initial_at(at_);
                     unfinished && count >= fewest_syllables && at_ + 1 == keys_.size() && initial >= 0)
                return written + letter(initial);
            else
                return std::nullopt;
        if (count < fewest_syllables)
            return std::nullopt;
        return written;
    }

private:
    int initial_at(std::size_t at) const { return index_of(initial_keys, key(at, 1)); }
    bool vowel_at(std::size_t at) const { return index_of(vowel_keys, key(at, 1)) >= 0; }
    std::string_view key(std::size_t at, std::size_t count) const
    {
        return at + count > keys_.size() ? std::string_view() : std::string_view(keys_).substr(at, count);
    }
    static std::string letter(int initial)
    {
        std::string text;
        const int number = index_of(letter_keys, initial_keys[static_cast<std::size_t>(initial)]);
        append_utf8(text, static_cast<std::int32_t>(first_letter) + number);
        return text;
    }

    std::optional<Syllable> next()
    {
        Syllable syllable;
        syllable.initial = initial_at(at_);
        if (syllable.initial < 0 || !vowel_at(at_ + 1))
            return std::nullopt;
        ++at_;
        syllable.vowel = take(vowel_keys, false);
        if (const int taken = take(final_keys, true); taken > 0)
            syllable.final_consonant = taken;
        return syllable;
    }

    /// The longest letter here; of a final consonant, what no vowel follows, since that begins a syllable.
    template <class Keys> int take(const Keys& keys, bool before_no_vowel)
    {
        for (const std::size_t count : {2U, 1U}) {
            const int found = index_of(keys, key(at_, count));
            if (found < 0 || (before_no_vowel && vowel_at(at_ + count)))
                continue;
            at_ += count;
            return found;
        }
        return -1;
    }

    std::string keys_;
    std::size_t at_ = 0;
};

std::optional<std::string> to_hangul(std::string_view word, bool unfinished)
{
    std::string written;
    bool any = false;
    for (std::size_t at = 0; at < word.size();) {
        const auto run_end =
            std::find_if_not(word.begin() + static_cast<std::ptrdiff_t>(at), word.end(), is_latin);
        const auto end = std::max(at + 1, static_cast<std::size_t>(run_end - word.begin()));
        const std::string_view run = word.substr(at, end - at);
        const std::optional<std::string> syllables = Typist(run).syllables(unfinished && end == word.size());
        written += syllables ? *syllables : std::string(run);
        any = any || syllables;
        at = end;
    }
    return any ? std::optional(written) : std::nullopt;
}

/// The keys of one code point; empty for what is no Hangul.
std::string keys_of(char32_t code)
{
    if (const std::optional<Syllable> syllable = take_apart(code))
        return std::string(initial_keys[static_cast<std::size_t>(syllable->initial)])
            .append(vowel_keys[static_cast<std::size_t>(syllable->vowel)])
            .append(final_keys[static_cast<std::size_t>(syllable->final_consonant)]);
    if (code >= first_letter && code < first_letter + letter_keys.size())
        return std::string(letter_keys[code - first_letter]);
    return {};
}

std::optional<std::string> to_latin(std::string_view word)
{
    std::string written;
    std::size_t letters = 0;
    bool lone = false;
    while (!word.empty()) {
        std::int32_t code = 0;
        const std::size_t length = read_utf8(word, code);
        if (length == 0)
            return std::nullopt;
        const std::string keys = keys_of(static_cast<char32_t>(code));
        lone = lone || (!keys.empty() && code < 0xAC00);
        letters += keys.size();
        written += keys.empty() ? word.substr(0, length) : std::string_view(keys);
        word.remove_prefix(length);
    }
    if (letters < (lone ? fewest_letters : fewest_letters_for_syllables))
        return std::nullopt;
    return written;
}

} // namespace

std::optional<std::string> in_other_layout(std::string_view word, bool unfinished)
{
    if (std::optional<std::string> hangul = to_hangul(word, unfinished))
        return hangul;
    return to_latin(word);
}

} // namespace colophon::search
