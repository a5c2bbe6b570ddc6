// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace colophon::search::bench {

/// Splitmix64: costs nothing to seed, so that every document can have one of its own, and gives the same
/// numbers with every compiler.
class Random {
public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0) : state_(seed)
    {
        state_ = next() ^ (stream * 0x9E3779B97F4A7C15U);
        next();
    }

    std::uint64_t next()
    {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31U);
    }

    std::size_t below(std::size_t limit) { return next() % limit; }
    double unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
    bool chance(double probability) { return unit() < probability; }

    /// By Zipf's law, near enough: rank r comes up about 1/r as often as rank 1.
    std::size_t zipf(std::size_t size)
    {
        const double rank = std::pow(static_cast<double>(size + 1), unit()) - 1;
        return static_cast<std::size_t>(rank) % size;
    }

    double log_normal(double mean, double deviation)
    {
        const double radius = std::sqrt(-2 * std::log(1 - unit()));
        return std::exp(mean + deviation * radius * std::cos(2 * std::numbers::pi * unit()));
    }

private:
    std::uint64_t state_;
};

} // namespace colophon::search::bench
