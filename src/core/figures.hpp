// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// What is counted while the program works. Any thread may count, without a lock; whoever reads sees each
/// number at some moment, and a counter never goes back.
namespace colophon {

class Counter {
public:
    void add(std::uint64_t more = 1) { value_.fetch_add(more, std::memory_order_relaxed); }
    std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

class Gauge {
public:
    void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
    void add(std::int64_t more) { value_.fetch_add(more, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_ = 0;
};

/// Adds one to a gauge while it lives.
class Present {
public:
    explicit Present(Gauge& gauge) : gauge_(gauge) { gauge_.add(1); }
    ~Present() { gauge_.add(-1); }
    Present(const Present&) = delete;
    Present& operator=(const Present&) = delete;

private:
    Gauge& gauge_;
};

/// Seconds from half a millisecond, in which most is answered, to ten.
inline constexpr std::array<double, 14> second_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                      0.1,    0.25,  0.5,    1,     2.5,  5,     10};
/// Sizes of groups.
inline constexpr std::array<double, 9> size_bounds{1, 2, 5, 10, 50, 100, 500, 1'000, 5'000};

/// How often a value was at most each bound. `bounds` rise, are at most 15 and outlive it.
class Histogram {
public:
    explicit Histogram(std::span<const double> bounds = second_bounds) : bounds_(bounds) {}

    void observe(double value)
    {
        std::size_t i = 0;
        while (i < bounds_.size() && value > bounds_[i])
            ++i;
        counts_[i].fetch_add(1, std::memory_order_relaxed);
        sum_.fetch_add(value, std::memory_order_relaxed);
    }

    struct Reading {
        std::span<const double> bounds;
        std::vector<std::uint64_t> up_to; ///< one for each bound
        std::uint64_t count = 0;          ///< of all values, those beyond the last bound included
        double sum = 0;
    };
    Reading read() const
    {
        Reading reading{bounds_, {}, 0, sum_.load(std::memory_order_relaxed)};
        reading.up_to.reserve(bounds_.size());
        for (std::size_t i = 0; i <= bounds_.size(); ++i) {
            reading.count += counts_[i].load(std::memory_order_relaxed);
            if (i < bounds_.size())
                reading.up_to.push_back(reading.count);
        }
        return reading;
    }

private:
    std::span<const double> bounds_;
    std::array<std::atomic<std::uint64_t>, 16> counts_{};
    std::atomic<double> sum_ = 0;
};

/// Tells a histogram of seconds how long it lived.
class Stopwatch {
public:
    using Clock = std::chrono::steady_clock;

    explicit Stopwatch(Histogram& histogram) : histogram_(histogram) {}
    ~Stopwatch() { histogram_.observe(std::chrono::duration<double>(Clock::now() - began_).count()); }
    Stopwatch(const Stopwatch&) = delete;
    Stopwatch& operator=(const Stopwatch&) = delete;

private:
    Histogram& histogram_;
    Clock::time_point began_ = Clock::now();
};

} // namespace colophon
