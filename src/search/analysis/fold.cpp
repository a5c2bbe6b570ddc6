// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/fold.hpp"

#include <array>
#include <span>
#include <utf8proc.h>

namespace colophon::search {

namespace {

constexpr std::int32_t hangul_first = 0xAC00;
constexpr std::int32_t hangul_last = 0xD7A3;
constexpr std::int32_t vowels = 21;
constexpr std::int32_t finals = 28; // none included

struct CodeRange {
    std::int32_t first, last;
    Glyph glyph;
};

// Scripts that write words without spaces, or whose words are found by their syllables.
constexpr auto syllabic = std::to_array<CodeRange>({
    {0x1100, 0x11FF, Glyph::hangul},
    {0x2E80, 0x2FDF, Glyph::cjk},
    {0x3005, 0x3007, Glyph::cjk},
    {0x3041, 0x3096, Glyph::cjk},
    {0x309D, 0x309F, Glyph::cjk},
    {0x30A1, 0x30FA, Glyph::cjk},
    {0x30FC, 0x30FF, Glyph::cjk},
    {0x31F0, 0x31FF, Glyph::cjk},
    {0x3400, 0x4DBF, Glyph::cjk},
    {0x4E00, 0x9FFF, Glyph::cjk},
    {0xA960, 0xA97F, Glyph::hangul},
    {hangul_first, 0xD7FF, Glyph::hangul},
    {0xF900, 0xFAFF, Glyph::cjk},
    {0x20000, 0x3FFFF, Glyph::cjk},
});

struct Spelling {
    std::int32_t code;
    std::string_view plain;
};

// Letters that Unicode does not take apart, although people do.
constexpr auto spellings = std::to_array<Spelling>({
    {0xE6, "ae"},
    {0xF0, "d"},
    {0xF8, "o"},
    {0xFE, "th"},
    {0x111, "d"},
    {0x127, "h"},
    {0x131, "i"},
    {0x142, "l"},
    {0x153, "oe"},
    {0x167, "t"},
});

Glyph glyph_of_category(std::int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return Glyph::letter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return Glyph::digit;
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
    case UTF8PROC_CATEGORY_SO:
        return Glyph::symbol;
    default:
        return Glyph::separator;
    }
}

LetterCase case_of(std::int32_t code)
{
    switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
        return LetterCase::upper;
    case UTF8PROC_CATEGORY_LL:
        return LetterCase::lower;
    default:
        return LetterCase::none;
    }
}

bool is_accent(std::int32_t code)
{
    return code >= 0x300 && code <= 0x36F;
}

std::int32_t compose_hangul(std::int32_t left, std::int32_t right)
{
    const std::int32_t initial = left - 0x1100;
    const std::int32_t vowel = right - 0x1161;
    if (initial >= 0 && initial < 19 && vowel >= 0 && vowel < vowels)
        return hangul_first + (initial * vowels + vowel) * finals;
    const std::int32_t final_consonant = right - 0x11A7;
    if (left >= hangul_first && left <= hangul_last && (left - hangul_first) % finals == 0 &&
        final_consonant > 0 && final_consonant < finals)
        return left + final_consonant;
    return 0;
}

std::int32_t compose_kana(std::int32_t left, std::int32_t mark)
{
    if ((mark != 0x3099 && mark != 0x309A) || left < 0x3041 || left > 0x30FF)
        return 0;
    std::array<std::int32_t, 2> pair = {left, mark};
    const auto length = utf8proc_normalize_utf32(
        pair.data(), 2, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    return length == 1 ? pair[0] : 0;
}

/// Puts decomposed code points back together with their neighbours.
class Composer {
public:
    explicit Composer(std::vector<FoldedPoint>& out) : out_(out), first_(out.size()) {}

    void add(FoldedPoint point)
    {
        if (is_accent(point.code)) {
            extend(point.end);
            return;
        }
        if (out_.size() > first_)
            if (const std::int32_t whole = composed(out_.back().code, point.code); whole != 0) {
                out_.back().code = whole;
                extend(point.end);
                return;
            }
        for (const Spelling& spelling : spellings)
            if (spelling.code == point.code) {
                add_plain(spelling.plain, point);
                return;
            }
        point.glyph = glyph_of(point.code);
        out_.push_back(point);
    }

private:
    static std::int32_t composed(std::int32_t left, std::int32_t right)
    {
        const std::int32_t hangul = compose_hangul(left, right);
        return hangul != 0 ? hangul : compose_kana(left, right);
    }

    void add_plain(std::string_view plain, FoldedPoint point)
    {
        point.glyph = Glyph::letter;
        for (const char c : plain) {
            point.code = static_cast<unsigned char>(c); // ASCII
            out_.push_back(point);
        }
    }

    void extend(std::uint32_t end)
    {
        if (out_.size() > first_)
            out_.back().end = end;
    }

    std::vector<FoldedPoint>& out_;
    std::size_t first_;
};

FoldedPoint ascii_point(unsigned char byte, std::uint32_t index)
{
    const bool upper = byte >= 'A' && byte <= 'Z';
    const bool lower = byte >= 'a' && byte <= 'z';
    FoldedPoint point;
    point.code = upper ? byte + ('a' - 'A') : byte;
    point.begin = index;
    point.end = index + 1;
    point.glyph = glyph_of(point.code);
    point.letter_case = upper ? LetterCase::upper : lower ? LetterCase::lower : LetterCase::none;
    return point;
}

/// The syllable of Hangul that stands here, in three bytes; 0 where something else does.
std::int32_t read_syllable(std::string_view text)
{
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (text.size() < 3 || byte(0) < 0xEA || byte(0) > 0xED || (byte(1) & 0xC0U) != 0x80U ||
        (byte(2) & 0xC0U) != 0x80U)
        return 0;
    const std::int32_t code = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    return code >= hangul_first && code <= hangul_last ? code : 0;
}

void fold_point(std::int32_t code, std::uint32_t index, Composer& composer)
{
    constexpr int most = 32; // the longest compatibility decomposition has 18
    std::array<std::int32_t, most> parts{};
    int boundary = 0;
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                        UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    const auto count = utf8proc_decompose_char(code, parts.data(), most, options, &boundary);
    if (count < 0 || count > most)
        return;
    const LetterCase letter_case = case_of(code);
    for (const std::int32_t part : std::span(parts).first(static_cast<std::size_t>(count)))
        composer.add({part, index, index + 1, Glyph::separator, letter_case});
}

} // namespace

Glyph glyph_of(std::int32_t code)
{
    if (code < 0x80) {
        if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z'))
            return Glyph::letter;
        return code >= '0' && code <= '9' ? Glyph::digit : Glyph::separator;
    }
    for (const CodeRange& range : syllabic)
        if (code >= range.first && code <= range.last)
            return range.glyph;
    return glyph_of_category(code);
}

void fold(std::string_view text, std::vector<FoldedPoint>& out)
{
    Composer composer(out);
    std::uint32_t index = 0;
    for (std::size_t at = 0; at < text.size(); ++index) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x80) {
            out.push_back(ascii_point(byte, index));
            ++at;
            continue;
        }
        std::int32_t code = read_syllable(text.substr(at));
        if (code != 0) {
            out.push_back({code, index, index + 1, Glyph::hangul});
            at += 3;
            continue;
        }
        code = -1;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                             static_cast<utf8proc_ssize_t>(text.size() - at), &code);
        at += length > 0 ? static_cast<std::size_t>(length) : 1;
        if (length <= 0)
            out.push_back({' ', index, index + 1});
        else
            fold_point(code, index, composer);
    }
}

std::string fold(std::string_view text)
{
    std::vector<FoldedPoint> points;
    fold(text, points);
    std::string folded;
    folded.reserve(text.size());
    for (const FoldedPoint& point : points)
        append_utf8(folded, point.code);
    return folded;
}

std::size_t read_utf8(std::string_view text, std::int32_t& code)
{
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code);
    return text.empty() || length < 0 ? 0 : static_cast<std::size_t>(length);
}

void append_utf8(std::string& out, std::int32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
        return;
    }
    if (code >= 0x800 && code < 0x10000) { // Hangul and what else is not Latin
        const std::array<char, 3> bytes = {static_cast<char>(0xE0 | code >> 12),
                                           static_cast<char>(0x80 | (code >> 6 & 0x3F)),
                                           static_cast<char>(0x80 | (code & 0x3F))};
        out.append(bytes.data(), bytes.size());
        return;
    }
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(code, bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

} // namespace colophon::search
