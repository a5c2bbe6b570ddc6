// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/catalog_run.hpp"
#include "ingest/catalog_writer.hpp"
#include "ingest/pipeline.hpp"
#include "ingest/plan_application.hpp"
#include "ingest/planner.hpp"

namespace colophon::ingest {

/// A run's time with a pipeline's state, from taking the lease to giving it back: it writes, plans, or
/// applies a plan, as the options say. For one thread at a time.
class CatalogSession {
public:
    /// Takes the lease, or only looks for a plan. All must outlive the session. Throws Error: LeaseHeld, a
    /// pipeline of another source, a plan that is none or PlanOutdated, and as PipelineState does.
    CatalogSession(const Recipe& recipe, const RunOptions& options, const RunReport& report,
                   ProposalWriter& writer);
    /// Gives the lease back, where conclude() has not.
    ~CatalogSession();
    CatalogSession(const CatalogSession&) = delete;
    CatalogSession& operator=(const CatalogSession&) = delete;

    BatchReceiver& receiver() { return *run_; }
    /// What the audit found, as an aspect of the pipeline's own entity.
    void tell(const AuditReport& audit, const std::string& source_type);
    /// For a run that read its source to the end, without a failure.
    void finish();
    /// Puts what is known into the report.
    void describe(RunReport& report) const;
    /// Ends the plan's document with the figures of the report.
    void end_plan(const RunReport& report);
    /// Leaves the report; what the next run wants to know only where the run was complete.
    void conclude(const RunReport& report, bool complete);

private:
    const Recipe& recipe_;
    const RunOptions& options_;
    PipelineState& state_;
    CatalogWriter writer_;
    std::optional<PlanWriter> plan_;
    std::optional<Planner> planner_;
    std::optional<PlanFile> plan_file_;
    std::optional<PlanApplication> application_;
    std::optional<CatalogRun> run_;
    std::vector<std::string> scope_;
};

} // namespace colophon::ingest
