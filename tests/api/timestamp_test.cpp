// SPDX-License-Identifier: Apache-2.0
#include "api/v1/timestamp.hpp"

#include <gtest/gtest.h>

namespace colophon::api {
namespace {

TEST(Timestamp, ReadsWhatItWrites)
{
    for (const std::int64_t ms : {1LL, 1'700'000'000'123LL, 253'402'300'799'999LL})
        EXPECT_EQ(parse_rfc3339(rfc3339(ms))->time_since_epoch().count(), ms);
    EXPECT_EQ(rfc3339(1'700'000'000'123), "2023-11-14T22:13:20.123Z");
    EXPECT_EQ(rfc3339(0), "");
}

TEST(Timestamp, KnowsOffsetsAndFractions)
{
    EXPECT_EQ(parse_rfc3339("2023-11-15T07:13:20+09:00"), parse_rfc3339("2023-11-14T22:13:20Z"));
    EXPECT_EQ(parse_rfc3339("2023-11-14T22:13:20.1234567Z")->time_since_epoch().count() % 1000, 123);
}

TEST(Timestamp, RefusesWhatIsNotATime)
{
    for (const auto* text :
         {"", "2023", "2023-11-14", "2023-11-14T22:13:20", "2023-13-14T22:13:20Z", "2023-02-30T00:00:00Z",
          "2023-11-14T24:00:00Z", "2023-11-14T22:13:20.Z", "2023-11-14T22:13:20Zx", "어제"})
        EXPECT_FALSE(parse_rfc3339(text)) << text;
}

} // namespace
} // namespace colophon::api
