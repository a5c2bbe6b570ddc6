// SPDX-License-Identifier: Apache-2.0
#include "core/figures.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <thread>

namespace colophon {
namespace {

TEST(Histogram, CountsAValueIntoTheFirstBoundThatHoldsIt)
{
    constexpr std::array<double, 3> bounds{1, 2, 5};
    Histogram histogram(bounds);
    for (const double value : {0.5, 1.0, 1.5, 5.0, 9.0})
        histogram.observe(value);
    const auto reading = histogram.read();
    EXPECT_EQ(reading.up_to, (std::vector<std::uint64_t>{2, 3, 4}));
    EXPECT_EQ(reading.count, 5);
    EXPECT_DOUBLE_EQ(reading.sum, 17);
}

TEST(Histogram, NeverReadsFewerThanTheBucketsHold)
{
    Histogram histogram;
    std::atomic<bool> done = false;
    std::vector<std::jthread> writers;
    for (int i = 0; i < 3; ++i)
        writers.emplace_back([&] {
            for (int n = 0; n < 20'000; ++n)
                histogram.observe(0.0001 * (n % 300));
        });
    std::jthread reader([&] {
        for (std::uint64_t before = 0; !done;) {
            const auto reading = histogram.read();
            EXPECT_TRUE(std::is_sorted(reading.up_to.begin(), reading.up_to.end()));
            EXPECT_GE(reading.count, reading.up_to.back());
            EXPECT_GE(reading.count, before);
            before = reading.count;
        }
    });
    writers.clear();
    done = true;
    reader.join();
    EXPECT_EQ(histogram.read().count, 60'000);
}

TEST(Gauge, CountsWhoIsPresent)
{
    Gauge gauge;
    {
        const Present first(gauge);
        const Present second(gauge);
        EXPECT_EQ(gauge.value(), 2);
    }
    EXPECT_EQ(gauge.value(), 0);
}

TEST(Stopwatch, TellsItsTimeEvenWhenSomethingIsThrown)
{
    Histogram histogram;
    try {
        const Stopwatch stopwatch(histogram);
        throw 1;
    } catch (int) {
    }
    EXPECT_EQ(histogram.read().count, 1);
}

} // namespace
} // namespace colophon
