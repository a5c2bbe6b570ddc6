// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/analyzer.hpp"
#include "search/analysis/particles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace colophon::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> tokens_of(std::string_view text, std::initializer_list<TokenKind> kinds)
{
    Analyzer analyzer;
    std::vector<std::string> tokens;
    for (const Token& token : analyzer.analyze(text))
        if (std::find(kinds.begin(), kinds.end(), token.kind) != kinds.end())
            tokens.emplace_back(token.text);
    return tokens;
}

std::vector<std::string> parts_of(std::string_view text)
{
    return tokens_of(text, {TokenKind::part, TokenKind::gram, TokenKind::tail, TokenKind::syllable});
}

TEST(Analyzer, SplitsIdentifiers)
{
    EXPECT_THAT(parts_of("reservation_id"), ElementsAre("reservation", "id"));
    EXPECT_THAT(parts_of("XMLParserV2"), ElementsAre("xml", "parser", "v", "2"));
    EXPECT_THAT(parts_of("a.b/c$d"), ElementsAre("a", "b", "c", "d"));
    EXPECT_THAT(parts_of("  "), IsEmpty());
    EXPECT_THAT(parts_of(""), IsEmpty());
}

TEST(Analyzer, PairsSyllablesOfLanguagesWithoutSpaces)
{
    EXPECT_THAT(parts_of("예약번호"), ElementsAre("예약", "약번", "번호", "호"));
    EXPECT_THAT(parts_of("예"), ElementsAre("예"));
    EXPECT_THAT(parts_of("차량_예약ID"), ElementsAre("차량", "량", "예약", "약", "id"));
    EXPECT_THAT(parts_of("予約"), ElementsAre("予約", "約"));
}

TEST(Analyzer, PairsNeighboursOfOneIdentifier)
{
    EXPECT_THAT(tokens_of("user_id_map", {TokenKind::pair}), ElementsAre("userid", "idmap"));
    EXPECT_THAT(tokens_of("user.id map", {TokenKind::pair}), IsEmpty());
}

TEST(Analyzer, JoinsWhatIsTheSameName)
{
    Analyzer analyzer;
    for (const char* text : {"차량_예약ID", "차량 예약.id", "차량예약Id"}) {
        analyzer.analyze(text);
        EXPECT_EQ(analyzer.joined(), "차량예약id");
    }
}

TEST(Analyzer, FoldsWithoutLosingThePlaces)
{
    Analyzer analyzer;
    const auto tokens = analyzer.analyze("É\u0301a ㎢ 한글");
    ASSERT_GE(tokens.size(), 3U);
    EXPECT_EQ(tokens[0].text, "ea");
    EXPECT_EQ(tokens[0].end, 3U);
    EXPECT_EQ(tokens[1].text, "km");
    EXPECT_EQ(tokens[1].begin, 4U);
    EXPECT_EQ(tokens[1].end, 5U);
    EXPECT_EQ(parts_of("straße Łódź søk"), (std::vector<std::string>{"strasse", "lodz", "sok"}));
    EXPECT_EQ(parts_of("\u1100\u1161"), std::vector<std::string>{"가"});
}

TEST(Analyzer, ReadsAnyBytes)
{
    std::mt19937_64 random(1);
    Analyzer analyzer;
    for (int i = 0; i < 3000; ++i) {
        std::string bytes;
        for (std::size_t left = random() % 40; left > 0; --left)
            bytes += static_cast<char>(random() % 2 == 0 ? random() % 256 : 0xE0 + random() % 32);
        for (const Token& token : analyzer.analyze(bytes)) {
            EXPECT_LT(token.begin, token.end);
            EXPECT_LE(token.end, bytes.size());
            EXPECT_FALSE(token.text.empty());
        }
    }
}

TEST(Analyzer, ReadsPlainLettersAsItReadsAny)
{
    std::mt19937_64 random(2);
    Analyzer plain;
    Analyzer general;
    for (int i = 0; i < 3000; ++i) {
        constexpr std::string_view often = "aBcXYz019__-. ";
        std::string text;
        for (std::size_t left = random() % 30; left > 0; --left)
            text += random() % 8 == 0 ? static_cast<char>(random() % 128) : often[random() % often.size()];
        const std::span<const Token> expected = general.analyze(text + " 예"); // as no ASCII
        const std::span<const Token> found = plain.analyze(text);
        ASSERT_EQ(found.size() + 1, expected.size()) << text;
        EXPECT_EQ(std::string(plain.joined()) + "예", general.joined()) << text;
        for (std::size_t token = 0; token < found.size(); ++token) {
            EXPECT_EQ(found[token].text, expected[token].text) << text;
            EXPECT_EQ(found[token].kind, expected[token].kind) << text;
            EXPECT_EQ(found[token].position, expected[token].position) << text;
            EXPECT_EQ(found[token].begin, expected[token].begin) << text;
            EXPECT_EQ(found[token].end, expected[token].end) << text;
        }
    }
}

TEST(Analyzer, BoundsWhatItReads)
{
    Analyzer analyzer;
    analyzer.analyze(std::string(100000, 'a'));
    EXPECT_EQ(analyzer.joined().size(), max_analyzed_bytes);
    EXPECT_EQ(analyzer.analyze(std::string(1000, 'a')).front().text.size(), max_token_bytes);
}

TEST(Particles, AreFoundBehindWordsOnly)
{
    EXPECT_EQ(particle_begin("예약을"), 2U);
    EXPECT_EQ(particle_begin("데이터에서는"), 3U);
    EXPECT_EQ(particle_begin("회의"), 2U);
    EXPECT_EQ(particle_begin("id를"), 3U) << "nothing of Hangul stands before it";
    EXPECT_EQ(particle_begin("예약"), 2U);
    EXPECT_EQ(particle_begin(""), 0U);
}

} // namespace
} // namespace colophon::search
