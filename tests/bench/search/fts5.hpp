// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "latency.hpp"

#include <nlohmann/json_fwd.hpp>

namespace colophon::search::bench {

/// Builds an SQLite FTS5 table from the same corpus and measures it with the same queries.
nlohmann::json measure_fts5(const Corpus& corpus, std::uint64_t datasets,
                            const std::vector<BenchQuery>& queries, const LatencyOptions& options);

} // namespace colophon::search::bench
