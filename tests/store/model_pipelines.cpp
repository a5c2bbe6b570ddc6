// SPDX-License-Identifier: Apache-2.0
#include "store/model_pipelines.hpp"

#include <algorithm>

namespace colophon::store::test {

void ModelPipelines::apply(const PipelineChange& change)
{
    Pipeline& pipeline = pipelines_[change.pipeline];
    if (change.undo)
        undo(pipeline.rows, change.run_id);
    take(pipeline.rows, change);
    for (const Urn& urn : change.released)
        if (const auto row = pipeline.rows.find(urn); row != pipeline.rows.end() && !row->second.released_by)
            row->second.released_by = change.run_id;
    for (const Urn& urn : change.forgotten)
        pipeline.rows.erase(urn);
    if (change.free_lease)
        pipeline.lease.reset();
    if (change.lease)
        pipeline.lease = change.lease;
    if (change.state_json)
        pipeline.state_json = *change.state_json;
}

void ModelPipelines::take(Rows& rows, const PipelineChange& change)
{
    for (const Claim& claim : change.taken) {
        const auto [row, is_new] = rows.try_emplace(claim.urn, Row{claim, change.run_id, std::nullopt});
        row->second.claim = claim;
        if (!is_new && row->second.released_by)
            row->second = {claim, change.run_id, std::nullopt};
    }
}

void ModelPipelines::undo(Rows& rows, const std::string& run_id)
{
    std::erase_if(rows, [&](const auto& row) { return row.second.taken_by == run_id; });
    for (auto& [urn, row] : rows)
        if (row.released_by == run_id)
            row.released_by.reset();
}

std::vector<PipelineRecord> ModelPipelines::all() const
{
    std::vector<PipelineRecord> records;
    for (const auto& [name, pipeline] : pipelines_)
        records.push_back({name, claims(name, "", SIZE_MAX).size(), pipeline.state_json, pipeline.lease});
    return records;
}

std::vector<Claim> ModelPipelines::claims(std::string_view pipeline, std::string_view after,
                                          std::size_t limit) const
{
    std::vector<Claim> found;
    const auto known = pipelines_.find(pipeline);
    if (known == pipelines_.end())
        return found;
    for (const auto& [urn, row] : known->second.rows)
        if (!row.released_by && urn.str() > after && found.size() < limit)
            found.push_back(row.claim);
    return found;
}

std::vector<std::string> ModelPipelines::claimants(const Urn& urn) const
{
    std::vector<std::string> names;
    for (const auto& [name, pipeline] : pipelines_)
        if (const auto row = pipeline.rows.find(urn); row != pipeline.rows.end() && !row->second.released_by)
            names.push_back(name);
    return names;
}

} // namespace colophon::store::test
