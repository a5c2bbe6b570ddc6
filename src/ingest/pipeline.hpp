// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/clock.hpp"
#include "ingest/batch_queue.hpp"
#include "ingest/pipeline_state.hpp"
#include "ingest/progress.hpp"
#include "ingest/recipe.hpp"
#include "ingest/run_report.hpp"
#include "ingest/transformers.hpp"

#include <colophon/sink.hpp>
#include <stop_token>

namespace colophon::ingest {

struct RunOptions {
    BatchLimits limits = {};
    bool strict = false;                    ///< warnings are exit code 10
    std::vector<std::string> warnings = {}; ///< of source and sink settings
    std::stop_token stop = {};
    /// Asked after `stop`: 130 for SIGINT, 143 for SIGTERM.
    std::function<int()> interruption = [] { return 143; };
    Progress* progress = nullptr; ///< must outlive the run
    Clock now = &std::chrono::system_clock::now;
    const TransformerChain* transformers = nullptr; ///< must outlive the run
    PipelineState* state = nullptr;                 ///< null for a sink that keeps none; must outlive the run
    bool allow_removals = false;                    ///< what the guard would stop is let through
    bool plan = false;                              ///< nothing is written, not even the lease is taken
    std::function<void(std::string_view)> plan_out = {}; ///< gets the plan's document, piece by piece
    std::filesystem::path apply = {}; ///< the plan that is to be applied as it is; empty: none
};

/// One run: the audit, then everything from the connector into the sink. The connector extracts on the
/// calling thread while one other compares and sends; at most four batches are in memory, whatever the
/// source's size. Never throws: what went wrong stands in the report, with its exit code.
///
/// Where the sink has a state, the run takes the pipeline's lease (held by another: 99, lost: 75), sends only
/// what the catalog lacks, and a complete run ends with renames and removals, unless the guard stops those
/// (80). Its report and what the next run wants to know are left with the state.
///
/// An over-privileged account ends the run before anything is extracted, unless the recipe says otherwise. A
/// source that breaks off is partial (20) when something was read, and its error's own code when nothing
/// was; likewise the sink. The sink is closed only when the source was read to its end.
RunReport run(const Recipe& recipe, Connector& connector, Sink& sink, const RunOptions& options = {});

} // namespace colophon::ingest
