// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/catalog.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace colophon::api {

/// Counts answers and times them, and renders everything in Prometheus' text format. Safe to use from many
/// threads.
class Metrics {
public:
    /// `pattern` is the route's, never the raw path, so that the number of series is bounded.
    void observe(std::string_view pattern, int status, double seconds);
    std::string render(const service::CatalogStatus& status) const;

private:
    static constexpr std::array<double, 10> bounds{0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                   0.025,  0.1,   0.5,    2.5,   10};
    struct Histogram {
        std::array<std::uint64_t, bounds.size()> buckets{};
        std::uint64_t count = 0;
        double sum = 0;
    };

    mutable std::mutex mutex_;
    std::map<std::pair<std::string, int>, std::uint64_t> answers_;
    std::map<std::string, Histogram> times_;
};

} // namespace colophon::api
