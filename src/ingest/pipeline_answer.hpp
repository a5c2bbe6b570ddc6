// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "ingest/pipeline_state.hpp"

namespace colophon::ingest {

/// What the calls below `/api/v1/pipelines` answer. All throw Error (internal) for an answer that is none.
PipelineMemory read_memory(const http::Response& answer);

struct ComparisonAnswer {
    std::uint64_t position = 0;
    std::vector<LackingEntity> lacking;
};
/// `groups` are those that the request named. The contents come out canonical, as the catalog has them.
ComparisonAnswer read_comparison(const http::Response& answer, std::span<const EntityGroup> groups);

std::vector<ClaimedEntity> read_claims(const http::Response& answer);

/// Fills in what moved along; every rename of the request must be answered.
void read_moved(const http::Response& answer, std::span<RenamedEntity> renames);

/// The error that an answer which is no success stands for: LeaseLost, LeaseHeld naming holder, run and time,
/// or as error_of().
[[noreturn]] void refuse_state(const http::Response& answer);

} // namespace colophon::ingest
