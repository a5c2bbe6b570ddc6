// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/batch_receiver.hpp"
#include "ingest/change_taker.hpp"
#include "ingest/pipeline_memory.hpp"
#include "ingest/recipe.hpp"
#include "ingest/run_report.hpp"

namespace colophon::ingest {

/// The part of a run that knows what the catalog has: finds the differences, remembers what was seen, and at
/// the end tells what vanished from what was renamed. For one thread at a time.
class CatalogRun final : public BatchReceiver {
public:
    /// All must outlive the object; `taker` is told of every difference. `memory` is what the server knew
    /// when the run began. Throws Error (invalid_argument) where the pipeline belongs to another source.
    CatalogRun(PipelineState& state, ChangeTaker& taker, const Recipe& recipe, const PipelineMemory& memory);

    void receive(Batch batch) override;

    struct Completion {
        std::vector<std::string> scope; ///< what the account could see
        bool forced = false;            ///< what the guard would stop is let through
        bool planned = false;           ///< what it stops is to be shown nevertheless
    };
    /// Brings a complete run to its end: renames, and removals where the guard and the recipe allow them.
    /// Throws as the taker does; what the guard said stands in removals() even so.
    void finish(const Completion& completion);

    const ChangeSummary& summary() const { return summary_; }
    const RemovalReport& removals() const { return removals_; }
    /// Writes that the catalog had already.
    std::uint64_t kept() const { return kept_; }
    /// What the next run of the pipeline wants to know.
    std::string left_behind(const std::vector<std::string>& scope) const;

private:
    /// Whether the claims are known to be what was seen, so that nobody has to ask for them.
    bool all_as_before() const;
    Departures departures();
    void summarise(const Departures& departures, bool with_removals);
    /// Containers that vanished have no name but in the catalog.
    void name_vanished(const std::vector<ClaimedEntity>& vanished);

    PipelineState& state_;
    ChangeTaker& taker_;
    const Recipe& recipe_;
    const PipelineMemory memory_;
    const LeftBehind before_;
    const std::string source_;
    SeenEntities seen_;
    ChangeSummary summary_;
    RemovalReport removals_;
    std::map<Urn, std::string> names_; ///< of containers that vanished
    std::uint64_t kept_ = 0;
};

} // namespace colophon::ingest
