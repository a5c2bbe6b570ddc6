// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/entity_change.hpp"
#include "ingest/pipeline_state.hpp"

namespace colophon::ingest {

/// What separates the catalog from the source, one entry for each group and in their order: fingerprints are
/// exchanged first, and only where they differ the contents are compared. Throws as PipelineState does.
std::vector<EntityChange> compare_with_catalog(PipelineState& state, const std::string& pipeline,
                                               std::vector<EntityGroup> groups);

} // namespace colophon::ingest
