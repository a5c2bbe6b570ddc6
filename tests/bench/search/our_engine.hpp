// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "corpus.hpp"
#include "latency.hpp"

#include <nlohmann/json_fwd.hpp>

namespace colophon::search::bench {

struct EngineOptions {
    std::uint64_t datasets = 100000;
    bool growth = false; ///< measure at every half power of ten from 10,000 on
};

/// Builds our engine from the corpus and measures it: building, memory, queries, updates beside readers,
/// saving, starting from what was saved.
nlohmann::json measure_our_engine(const Corpus& corpus, const std::vector<BenchQuery>& queries,
                                  const EngineOptions& engine, const LatencyOptions& latency);

} // namespace colophon::search::bench
