// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "subject.hpp"

#include <nlohmann/json_fwd.hpp>

namespace colophon::search::bench {

struct LatencyOptions {
    std::size_t runs = 3;           ///< of each query; the median counts
    double patience = 1;            ///< seconds after which a query is not run again
    std::size_t threads = 2;        ///< at most, for throughput
    double throughput_seconds = 3;  ///< of processor time a thread
    std::vector<Facet> facets = {}; ///< that are counted where facets are asked for
};

/// Runs every query with facets and without, prints a table of classes and gives what each query took and
/// found: `[{class, shape, words, total, facets_ms, top_ms}]`.
nlohmann::json measure_latency(Subject& subject, const std::vector<BenchQuery>& queries,
                               const LatencyOptions& options);

/// Queries a second and core, of all classes mixed but `typed`: `[{threads, facets, per_cpu_second}]`.
nlohmann::json measure_throughput(Subject& subject, const std::vector<BenchQuery>& queries,
                                  const LatencyOptions& options);

} // namespace colophon::search::bench
