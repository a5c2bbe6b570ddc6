// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/pipeline_state.hpp"
#include "ingest/removal_guard.hpp"
#include "ingest/seen_entities.hpp"

namespace colophon::ingest {

/// How what the pipeline had differs from what a complete run saw.
struct Departures {
    std::vector<RenamedEntity> renames;     ///< known by their stable ids
    std::vector<ClaimedEntity> vanished;    ///< by URN, without what was renamed
    std::vector<ContainerLoss> losses;      ///< every container that the pipeline had, what vanished counted
    std::vector<ClaimedEntity> corrections; ///< claims whose container or stable id is another now
};

/// Asks the server for all claims of the pipeline, page by page. What was claimed for the first time in this
/// run counts for no container's members, so that new entities do not make room for removals.
Departures find_departures(PipelineState& state, const SeenEntities& seen, bool know_renames);

} // namespace colophon::ingest
