// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/change_summary.hpp"
#include "ingest/departures.hpp"

namespace colophon::ingest {

/// How a run that read its source to the end is brought to its end.
struct Ending {
    Departures departures;
    GuardRuling ruling;
    bool removes = false;      ///< what vanished is to be removed: it may be, and nothing stands in the way
    std::uint64_t removed = 0; ///< out: how many were; others are still seen by other pipelines
};

/// What is done with the differences between source and catalog: written, planned, or checked against a plan.
/// For one thread at a time; all functions throw Error when the run must end.
class ChangeTaker {
public:
    virtual ~ChangeTaker() = default;
    virtual void take(std::vector<EntityChange> changes) = 0;
    /// Called once, after the last take() of a run that was complete. Fills in what moved with renames.
    virtual void finish(Ending& ending) = 0;
};

} // namespace colophon::ingest
