// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/removal_guard.hpp"

#include <colophon/error.hpp>
#include <nlohmann/json_fwd.hpp>

namespace colophon::ingest {

/// Reads the recipe's `removals` and DataHub's `source.config.stateful_ingestion`, which every source obeys.
/// Either may be null. What has no effect is said in `warnings`. Refuses (invalid_argument) by the rows of
/// the settings, with the path of the offending one.
Result<RemovalLimits> read_removals(nlohmann::ordered_json removals,
                                    nlohmann::ordered_json stateful_ingestion,
                                    std::vector<std::string>& warnings);

} // namespace colophon::ingest
