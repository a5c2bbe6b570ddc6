// SPDX-License-Identifier: Apache-2.0
#include "search/analysis/analyzer.hpp"
#include "search/analysis/ascii_text.hpp"

#include <gtest/gtest.h>

namespace colophon::search {
namespace {

TEST(AsciiText, IsJoinedAsTheAnalyzerDoes)
{
    Analyzer analyzer;
    std::string buffer;
    std::string every;
    for (char code = 1; code > 0 && code < 0x7F; ++code)
        every += code;
    for (const std::string& text :
         {std::string("Reservation_ID"), std::string("userIdMap2"), std::string(" a-b.c/D "), std::string(),
          std::string("\x7F\0!", 3), every}) {
        const std::span<const Token> tokens = analyzer.analyze(text);
        const std::optional<std::string_view> joined = joined_ascii(text, buffer);
        ASSERT_TRUE(joined.has_value()) << text;
        EXPECT_EQ(*joined, analyzer.joined()) << text;
        for (const Token& token : tokens)
            EXPECT_NE(joined->find(token.text), std::string_view::npos) << token.text;
    }
}

TEST(AsciiText, LeavesOtherTextsAlone)
{
    std::string buffer;
    for (const char* text : {"예약", "reservation 예", "caf\xC3\xA9", "\xFF"})
        EXPECT_FALSE(joined_ascii(text, buffer).has_value()) << text;
}

} // namespace
} // namespace colophon::search
