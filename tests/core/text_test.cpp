// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"

#include <gtest/gtest.h>

namespace colophon {
namespace {

TEST(Text, KnowsUtf8FromOtherBytes)
{
    EXPECT_TRUE(is_utf8("예약 reservation 🚗"));
    EXPECT_TRUE(is_utf8(""));
    EXPECT_FALSE(is_utf8("\xBF\xB9\xBE\xE0")); // 예약 in another encoding
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));     // half a surrogate pair
    EXPECT_FALSE(is_utf8("\xC0\xAF"));         // an overlong slash
}

TEST(Text, LowersAsciiAndLeavesTheRest)
{
    EXPECT_EQ(lower("DataSET Ä 예약"), "dataset Ä 예약");
}

TEST(Text, CountsCodePointsNotBytes)
{
    EXPECT_EQ(code_points("예약a🚗"), 4U);
    EXPECT_EQ(code_points(""), 0U);
}

TEST(Text, CutsBetweenCodePoints)
{
    EXPECT_EQ(truncate_utf8("예약", 6), "예약");
    EXPECT_EQ(truncate_utf8("예약", 5), "예");
    EXPECT_EQ(truncate_utf8("예약", 2), "");
    EXPECT_EQ(truncate_utf8("trip", 3), "tri");
}

} // namespace
} // namespace colophon
