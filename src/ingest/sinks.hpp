// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/batch_queue.hpp"
#include "ingest/pipeline_state.hpp"
#include "ingest/recipe.hpp"

#include <colophon/sink.hpp>
#include <memory>
#include <stop_token>

namespace colophon::ingest {

/// What a recipe's sink becomes.
struct Destination {
    std::unique_ptr<PipelineState> state; ///< null for a sink that keeps none
    std::unique_ptr<Sink> sink;           ///< may look at the state
    BatchLimits limits;
    std::vector<std::string> warnings;
};

/// `colophon-rest` (a catalog server), `file` (the JSON array of DataHub's file sink), `console` (a line of
/// JSON a proposal, on standard output). Refuses (invalid_argument) other types, saying what there is, and
/// settings by their rows; a place that cannot be written throws Error. `stop` ends the pauses between
/// attempts.
Result<Destination> make_sink(const Recipe& recipe, const std::stop_token& stop);

/// The settings of a sink, for help and documentation; empty for a type that there is not.
std::span<const Option> sink_options(std::string_view type);

} // namespace colophon::ingest
