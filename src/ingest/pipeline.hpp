// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/backoff.hpp"
#include "ingest/batch_queue.hpp"
#include "ingest/progress.hpp"
#include "ingest/recipe.hpp"
#include "ingest/run_report.hpp"

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
};

/// One run: the audit, then everything from the connector into the sink. The connector extracts on the
/// calling thread while one other sends; at most four batches are in memory, whatever the source's size.
/// Never throws: what went wrong stands in the report, with its exit code.
///
/// An over-privileged account ends the run before anything is extracted, unless the recipe says otherwise. A
/// source that breaks off is partial (20) when something was read, and its error's own code when nothing
/// was; likewise the sink. The sink is closed only when the source was read to its end.
RunReport run(const Recipe& recipe, Connector& connector, Sink& sink, const RunOptions& options = {});

} // namespace colophon::ingest
