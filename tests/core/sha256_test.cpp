// SPDX-License-Identifier: Apache-2.0
#include "core/sha256.hpp"

#include <gtest/gtest.h>

namespace colophon {
namespace {

TEST(Sha256, IsTheStandardOne)
{
    Sha256 digest;
    EXPECT_EQ(digest.finish(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digest.add("abc");
    EXPECT_EQ(digest.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, DoesNotCareHowTheBytesCome)
{
    Sha256 whole;
    whole.add("차량 예약");
    Sha256 pieces;
    for (const char c : std::string_view("차량 예약"))
        pieces.add({&c, 1});
    EXPECT_EQ(pieces.finish(), whole.finish());
}

} // namespace
} // namespace colophon
