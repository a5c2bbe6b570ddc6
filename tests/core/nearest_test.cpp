// SPDX-License-Identifier: Apache-2.0
#include "core/nearest.hpp"

#include <array>
#include <gtest/gtest.h>

namespace colophon {
namespace {

constexpr std::array<std::string_view, 5> known = {"host_port", "database", "username", "sink", "예약_이름"};

TEST(Nearest, FindsWhatASlipOfTheKeyboardMeant)
{
    EXPECT_EQ(nearest("hostport", known), "host_port");
    EXPECT_EQ(nearest("hostPort", known), "host_port");
    EXPECT_EQ(nearest("datbase", known), "database");
    EXPECT_EQ(nearest("usrename", known), "username");
    EXPECT_EQ(nearest("예약_이릅", known), "예약_이름");
}

TEST(Nearest, FindsNothingFarAway)
{
    EXPECT_EQ(nearest("password", known), "");
    EXPECT_EQ(nearest("x", known), "");
    EXPECT_EQ(nearest("", known), "");
    EXPECT_EQ(nearest(std::string(100'000, 'a'), known), "");
}

TEST(Nearest, TakesTheFirstOfEquallyNearOnes)
{
    constexpr std::array<std::string_view, 2> twins = {"allow_a", "allow_b"};
    EXPECT_EQ(nearest("allow_c", twins), "allow_a");
}

TEST(DidYouMean, EndsAnErrorMessageOrSaysNothing)
{
    EXPECT_EQ(did_you_mean("snik", known), "; did you mean \"sink\"?");
    EXPECT_EQ(did_you_mean("something else", known), "");
}

} // namespace
} // namespace colophon
