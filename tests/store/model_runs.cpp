// SPDX-License-Identifier: Apache-2.0
#include "store/model_runs.hpp"

#include "core/json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace colophon::store::test {

namespace {

std::string outcome_of(const std::string& report)
{
    const auto document = parse_json(report);
    if (!document || !document->is_object() || !document->contains("outcome"))
        return {};
    const nlohmann::json& outcome = document->at("outcome");
    return outcome.is_string() ? outcome.get<std::string>() : std::string();
}

} // namespace

RunRecord* ModelRuns::touch(const std::string& run_id, const std::string& pipeline, std::int64_t now_ms)
{
    if (run_id.empty() && pipeline.empty())
        return nullptr;
    auto run = std::find_if(runs_.begin(), runs_.end(), [&](const RunRecord& known) {
        return known.run_id == run_id && known.pipeline_name == pipeline;
    });
    if (run == runs_.end())
        run = runs_.insert(run, {run_id, pipeline, now_ms, now_ms});
    run->last_ms = std::max(run->last_ms, now_ms);
    return &*run;
}

void ModelRuns::count(const SystemMetadata& by, std::int64_t now_ms, const ChangeOutcome& outcome)
{
    if (outcome.kind == ChangeOutcome::Kind::refused)
        return;
    RunRecord* run = touch(by.run_id, by.pipeline_name, now_ms);
    if (run == nullptr)
        return;
    ++(outcome.kind == ChangeOutcome::Kind::stored ? run->changed : run->unchanged);
    run->last_position = std::max(run->last_position, outcome.position);
    if (run->first_position == 0)
        run->first_position = outcome.position;
}

void ModelRuns::report(RunRecord& run, const std::string& json)
{
    run.report_json = json;
    run.outcome = outcome_of(json);
}

std::vector<RunRecord> ModelRuns::newest(std::size_t limit, std::string_view pipeline) const
{
    std::vector<RunRecord> newest;
    for (auto run = runs_.rbegin(); run != runs_.rend() && newest.size() < limit; ++run)
        if (!run->run_id.empty() && (pipeline.empty() || run->pipeline_name == pipeline)) {
            newest.push_back(*run);
            newest.back().report_json.clear();
        }
    return newest;
}

std::optional<RunRecord> ModelRuns::find(std::string_view run_id, std::string_view pipeline) const
{
    const auto found = std::find_if(runs_.rbegin(), runs_.rend(), [&](const RunRecord& run) {
        return !run_id.empty() && run.run_id == run_id && (pipeline.empty() || run.pipeline_name == pipeline);
    });
    return found == runs_.rend() ? std::nullopt : std::optional(*found);
}

} // namespace colophon::store::test
