// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "corpus.hpp"
#include "latency.hpp"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace colophon::search::bench {

struct EngineOptions {
    std::uint64_t datasets = 100000;
    bool growth = false; ///< measure at every half power of ten from 10,000 on
    std::filesystem::path kept = {}; ///< where the index stays; none to remove it in the end
};

/// Builds our engine from the corpus and measures it: building, memory, queries, updates beside readers,
/// saving, starting from what was saved. One that was kept is measured as it is.
nlohmann::json measure_our_engine(const Corpus& corpus, const std::vector<BenchQuery>& queries,
                                  const EngineOptions& engine, const LatencyOptions& latency);

} // namespace colophon::search::bench
