// SPDX-License-Identifier: Apache-2.0
#include "ingest/catalog_session.hpp"

#include "ingest/audit_aspect.hpp"
#include "ingest/proposal_check.hpp"
#include "ingest/source_identity.hpp"
#include "ingest/timestamp.hpp"

namespace colophon::ingest {

CatalogSession::CatalogSession(const Recipe& recipe, const RunOptions& options, const RunReport& report,
                               ProposalWriter& writer)
    : recipe_(recipe), options_(options), state_(*options.state), writer_(state_, writer)
{
    const PlanHead head{recipe.pipeline_name, source_identity(recipe), utc_text(report.started_ms)};
    if (!options.apply.empty()) {
        plan_file_.emplace(options.apply);
        application_.emplace(*plan_file_, writer_, head);
    }
    const PipelineMemory memory = options.plan ? state_.look() : state_.begin(report.run_id);
    if (options.plan)
        planner_.emplace(plan_.emplace(
            options.plan_out ? options.plan_out : [](std::string_view) {}, head));
    ChangeTaker* taker = &writer_;
    if (options.plan)
        taker = &*planner_;
    else if (application_)
        taker = &*application_;
    try {
        run_.emplace(state_, *taker, recipe, memory);
    } catch (...) {
        state_.abandon();
        throw;
    }
}

CatalogSession::~CatalogSession()
{
    state_.abandon();
}

void CatalogSession::tell(const AuditReport& audit, const std::string& source_type)
{
    scope_ = audit.scope;
    const Proposal proposal = audit_proposal(recipe_.pipeline_name, source_type, audit);
    auto aspect = check_proposal(EntityRegistry::builtin(), proposal);
    if (!aspect)
        throw aspect.error();
    Batch batch;
    batch.push_back({proposal.urn, {{*std::move(aspect)}}});
    run_->receive(std::move(batch));
}

void CatalogSession::finish()
{
    run_->finish({scope_, options_.allow_removals, options_.plan});
}

void CatalogSession::describe(RunReport& report) const
{
    report.accepted += run_->kept();
    report.unchanged += run_->kept();
    report.planned = options_.plan;
    if (options_.plan)
        report.position = state_.position();
    report.changes = run_->summary();
    report.removals = run_->removals();
    if (application_)
        report.differences = application_->differences();
}

void CatalogSession::end_plan(const RunReport& report)
{
    if (!plan_)
        return;
    std::string figures = report_json(report);
    figures.pop_back(); // the line's end
    plan_->finish("\"position\":" + std::to_string(report.position) + ",\"report\":" + figures);
}

void CatalogSession::conclude(const RunReport& report, bool complete)
{
    state_.conclude(report_json(report), complete ? std::optional(run_->left_behind(scope_)) : std::nullopt);
}

} // namespace colophon::ingest
