// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

inline std::string repeated(std::string_view piece, std::size_t times)
{
    std::string text;
    text.reserve(piece.size() * times);
    for (std::size_t i = 0; i < times; ++i)
        text += piece;
    return text;
}

/// As many pieces as a query may have code points, 1,024.
inline std::string filled(std::string_view piece, std::size_t code_points)
{
    return repeated(piece, 1024 / code_points);
}

struct HostileQuery {
    std::string what;
    std::string text;
};

/// Far longer than any query may be.
inline std::vector<HostileQuery> oversized_queries()
{
    return {
        {"100 kB of one word", std::string(100'000, 'a')},
        {"100 kB of Hangul", repeated("예약", 17'000)},
        {"100 kB of words", repeated("예 ", 25'000)},
        {"100 kB of parentheses", std::string(100'000, '(')},
        {"100 kB of minus signs", std::string(100'000, '-') + "a"},
        {"100 kB of stars", std::string(100'000, '*')},
        {"100 kB of quotations", std::string(100'001, '"')},
        {"100 kB of colons", repeated("name:", 20'000)},
        {"10,000 clauses of OR", repeated("예약 OR ", 10'000) + "a"},
        {"10,000 clauses of AND", repeated("예약 AND ", 10'000) + "a"},
        {"10,000 negations", repeated("NOT ", 10'000) + "a"},
        {"10,000 fields", repeated("name:예약 ", 10'000)},
        {"10,000 quotations", repeated("\"예약 a\" ", 10'000)},
    };
}

/// Not UTF-8: what some systems make of lone surrogates, overlong spellings, and bytes that begin nothing.
inline std::vector<HostileQuery> unreadable_queries()
{
    return {
        {"a high surrogate", "예약 \xED\xA0\x80"},
        {"a low surrogate", "\xED\xB0\x80 예약"},
        {"a pair of surrogates as CESU-8", "예약\xED\xA0\xBD\xED\xB8\x80"},
        {"NUL as two bytes", "a\xC0\x80"},
        {"a slash as three bytes", "a\xE0\x80\xAF"},
        {"above the last code point", "\xF4\x90\x80\x80"},
        {"half a syllable", "\xEC\x98"},
        {"a syllable's end", "\x88\xBD"},
        {"no byte of UTF-8", "\xFE\xFF"},
        {"Latin-1", "caf\xE9"},
    };
}

/// Of any length that is read, and each with a way to cost much or to mean nothing.
inline std::vector<HostileQuery> intricate_queries()
{
    std::vector<HostileQuery> all = {
        {"a quotation that does not end", "\"예약"},
        {"quotations that cross", "\"예약 \"차량\" a\""},
        {"one quotation mark", "\""},
        {"an empty quotation", "\"\""},
        {"empty quotations", filled("\"\"", 2)},
        {"a quotation of punctuation", "\"-- ::\""},
        {"one star", "*"},
        {"stars", filled("*", 1)},
        {"stars apart", filled("* ", 2)},
        {"a star between each two letters", filled("a*", 2)},
        {"a*b*c*", filled("a*b*c*", 6)},
        {"1,000 stars and no end", "a" + std::string(1000, '*') + "z"},
        {"stars in a field", "name:" + std::string(1000, '*')},
        {"negative only", "-예약"},
        {"negative only, twice", "--예약"},
        {"nothing but operators", "AND OR NOT"},
        {"OR of nothing", "OR"},
        {"nothing but minus", "-"},
        {"nothing but minus signs", filled("- ", 2)},
        {"parentheses in parentheses", std::string(500, '(') + "a" + std::string(500, ')')},
        {"parentheses beside each other", filled("(a)", 3)},
        {"parentheses the wrong way round", ")("},
        {"a field without a value", "name:"},
        {"a field of a field", "name:name:name:a"},
        {"a field that is not known", "nmae:예약"},
        {"fields of every name", "name:a column:b tag:c platform:d has_description:true urn:e"},
        {"a URN that goes on", "urn:" + std::string(1000, '(')},
        {"digits and letters by turns", filled("a1", 2)},
        {"capitals by turns", filled("aB", 2)},
        {"joints", filled("a_", 2)},
        {"one run of Hangul", filled("예", 1)},
        {"single syllables", filled("예 ", 2)},
        {"single letters", filled("a ", 2)},
        {"initial consonants", filled("ㅇ", 1)},
        {"decomposed syllables", filled("\u1112\u1161\u11ab", 3)},
        {"one letter and its accents", "a" + filled("\u0301", 2)},
        {"accents of nothing", filled("\u0301", 1)},
        {"one code point that is eighteen", filled("\uFDFA", 1)},
        {"one code point that is eighteen, apart", filled("\uFDFA ", 2)},
        {"ligatures", filled("\uFB03", 1)},
        {"zero-width characters", filled("\u200B\u200D\u2060\uFEFF", 4)},
        {"directions that do not end", filled("\u202E", 1)},
        {"right to left", "\u202Eשלום العربية\u202C"},
        {"symbols", filled("€", 1)},
        {"faces of four people", filled("👨\u200D👩\u200D👧\u200D👦 ", 8)},
        {"private use and no characters", "\uE000\uFFFE\uFFFF\U0010FFFF"},
        {"a long quotation of one word", "\"" + repeated("a ", 511) + "\""},
        {"a long quotation of syllables", "\"" + repeated("예 ", 511) + "\""},
        {"wide spaces", filled("예\u3000", 2)},
        {"backslashes", filled("\\\"", 2)},
        {"a comparison without a number", "updated>="},
        {"a comparison with too large a number", "usage>=99999999999999999999999999"},
        {"a comparison with half a date", "updated>2024-13-45"},
        {"markup", "<script>alert('예약')</script>"},
        {"SQL", "'; DROP TABLE 예약; --"},
    };
    for (int control = 0; control < 0x20; ++control)
        all.push_back({"control " + std::to_string(control),
                       "예약" + std::string(1, static_cast<char>(control)) + "차량"});
    all.push_back({"control 127", "예약\x7F차량"});
    return all;
}

} // namespace colophon::search
