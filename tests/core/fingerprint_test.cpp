// SPDX-License-Identifier: Apache-2.0
#include "core/fingerprint.hpp"

#include <array>
#include <gtest/gtest.h>

namespace colophon {
namespace {

TEST(Fingerprint, DoesNotDependOnTheOrderOfAspects)
{
    const std::array<Aspect, 2> one{
        {{"status", R"({"removed":false})"}, {"subTypes", R"({"typeNames":["표"]})"}}};
    const std::array<Aspect, 2> other{{one[1], one[0]}};
    EXPECT_EQ(fingerprint(one), fingerprint(other));
    EXPECT_EQ(fingerprint(one).size(), 32u);
}

TEST(Fingerprint, TellsNamesAndTextsApart)
{
    const auto of = [](std::string name, std::string json) {
        const std::array<Aspect, 1> aspects{{{std::move(name), std::move(json)}}};
        return fingerprint(aspects);
    };
    EXPECT_NE(of("status", R"({"removed":false})"), of("status", R"({"removed":true})"));
    EXPECT_NE(of("status", "{}"), of("subTypes", "{}"));
    EXPECT_NE(of("ab", "c"), of("a", "bc"));
    EXPECT_NE(of("a", "{}"), fingerprint(std::span<const Aspect>()));
}

TEST(Fingerprint, LeavesTheTimeOfAGaugeOut)
{
    const auto of = [](std::string name, std::string json) {
        const std::array<Aspect, 1> aspects{{{std::move(name), std::move(json)}}};
        return fingerprint(aspects);
    };
    EXPECT_EQ(of("datasetProfile", R"({"rowCount":7,"timestampMillis":1})"),
              of("datasetProfile", R"({"rowCount":7,"timestampMillis":2})"));
    EXPECT_NE(of("datasetProfile", R"({"rowCount":7,"timestampMillis":1})"),
              of("datasetProfile", R"({"rowCount":8,"timestampMillis":1})"));
    EXPECT_NE(of("operation", R"({"operationType":"INSERT","timestampMillis":1})"),
              of("operation", R"({"operationType":"INSERT","timestampMillis":2})"));
}

TEST(Fingerprint, TakesTheTimeOutWhereverItStands)
{
    EXPECT_EQ(without_timestamp(R"({"timestampMillis":1})"), "{}");
    EXPECT_EQ(without_timestamp(R"({"a":1,"timestampMillis":1})"), R"({"a":1})");
    EXPECT_EQ(without_timestamp(R"({"timestampMillis":1,"z":{"x":[1,2]}})"), R"({"z":{"x":[1,2]}})");
    EXPECT_EQ(without_timestamp(
                  R"({"a":{"timestampMillis":1},"b":"},\"timestampMillis\":2","timestampMillis":3,"z":4})"),
              R"({"a":{"timestampMillis":1},"b":"},\"timestampMillis\":2","z":4})");
    EXPECT_EQ(without_timestamp(R"({"예약":"가"})"), R"({"예약":"가"})");
    EXPECT_EQ(without_timestamp("{}"), "{}");
}

} // namespace
} // namespace colophon
