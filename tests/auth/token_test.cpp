// SPDX-License-Identifier: Apache-2.0
#include "auth/token.hpp"

#include <gtest/gtest.h>
#include <set>

namespace colophon::auth {
namespace {

TEST(Token, ReadsBackWhatItWrites)
{
    const auto token = TokenText::make();
    const auto read = TokenText::parse(token.str());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->id, token.id);
    EXPECT_EQ(read->secret, token.secret);
    EXPECT_EQ(token.str().size(), 4 + 8 + 43 + 6);
}

TEST(Token, IsNeverTheSameTwice)
{
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i)
        EXPECT_TRUE(seen.insert(TokenText::make().str()).second);
}

TEST(Token, RefusesEveryOneCharacterChange)
{
    const auto text = TokenText::make().str();
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto forged = text;
        forged[i] = forged[i] == 'x' ? 'y' : 'x';
        EXPECT_FALSE(TokenText::parse(forged)) << i;
    }
}

TEST(Token, RefusesWhatIsNotAToken)
{
    for (const std::string& text :
         {std::string(), std::string("clp_"), std::string("토큰"), std::string(61, 'a'),
          TokenText::make().str() + "x", std::string(100'000, 'c')})
        EXPECT_FALSE(TokenText::parse(text));
}

TEST(Token, DigestsDependOnKeyAndSecret)
{
    const auto digest = digest_of("key", "비밀");
    EXPECT_TRUE(equal(digest, digest_of("key", "비밀")));
    EXPECT_FALSE(equal(digest, digest_of("key", "비밀 ")));
    EXPECT_FALSE(equal(digest, digest_of("kez", "비밀")));
}

TEST(Token, DigestsReadBackFromHexadecimal)
{
    const auto digest = digest_of("key", "secret");
    EXPECT_EQ(hex(digest).size(), 64);
    EXPECT_EQ(parse_hex(hex(digest)), digest);
    EXPECT_FALSE(parse_hex("00"));
    EXPECT_FALSE(parse_hex(std::string(64, 'g')));
}

} // namespace
} // namespace colophon::auth
