// SPDX-License-Identifier: Apache-2.0
#include "service/former_content.hpp"
#include "service/pipelines.hpp"
#include "service/removal.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace colophon::service {
namespace {

/// In the system metadata of an aspect that came along with a rename: it is still not the pipeline's own.
constexpr std::string_view moved_along = R"({"movedBy":"rename"})";

/// These say where an entity is in its source, not what anyone thinks of it.
constexpr std::array<std::string_view, 4> bound_to_their_entity{"status", "container", "browsePaths",
                                                                "browsePathsV2"};

SystemMetadata system_of(const store::PipelineChange& by)
{
    return {0, by.run_id, by.pipeline, {}};
}

std::vector<Urn> without_repeats(const std::vector<Urn>& urns)
{
    std::unordered_set<std::string_view> seen;
    std::vector<Urn> once;
    for (const auto& urn : urns)
        if (seen.insert(urn.str()).second)
            once.push_back(urn);
    return once;
}

bool may_move(const std::string& aspect)
{
    return std::find(bound_to_their_entity.begin(), bound_to_their_entity.end(), aspect) ==
           bound_to_their_entity.end();
}

const store::StoredAspect* aspect_of(const std::optional<store::StoredEntity>& entity,
                                     const std::string& name)
{
    if (!entity)
        return nullptr;
    const auto found = std::find_if(entity->aspects.begin(), entity->aspects.end(),
                                    [&](const auto& stored) { return stored.aspect.name == name; });
    return found == entity->aspects.end() ? nullptr : &*found;
}

void check(const std::vector<Rename>& renames)
{
    std::unordered_set<std::string_view> gone;
    for (const auto& rename : renames)
        gone.insert(rename.from.str());
    for (const auto& rename : renames)
        if (rename.from.type() != rename.to.type() || gone.contains(rename.to.str()))
            throw Error(Errc::invalid_argument,
                        "an entity is renamed to another one of its type that stays: " + rename.from.str() +
                            " to " + rename.to.str(),
                        "renames");
}

} // namespace

void Pipelines::add_removals(const std::vector<Urn>& urns, store::Batch& batch, store::PipelineChange& change,
                             Removed& result) const
{
    change.released = without_repeats(urns);
    const auto claimants = store_.claimants(change.released);
    std::vector<Proposal> removals;
    for (std::size_t i = 0; i < change.released.size(); ++i) {
        const auto& urn = change.released[i];
        const auto other = std::find_if(claimants[i].begin(), claimants[i].end(),
                                        [&](const auto& name) { return name != change.pipeline; });
        if (other != claimants[i].end()) {
            result.kept.push_back({urn, *other});
            continue;
        }
        const auto entity = store_.read(urn, {.aspects = {"status"}});
        if (!entity || (!entity->aspects.empty() && says_removed(entity->aspects.front().aspect.json)))
            continue;
        if (auto removal = soft_removal(catalog_.registry(), *entity)) {
            removal->system = system_of(change);
            removals.push_back(*std::move(removal));
        }
    }
    result.removed = removals.size();
    auto changes = catalog_.changes_of(std::move(removals));
    batch.changes.insert(batch.changes.end(), std::make_move_iterator(changes.begin()),
                         std::make_move_iterator(changes.end()));
}

Removed Pipelines::remove(const auth::Principal& principal, const std::string& pipeline,
                          const std::string& lease, const std::vector<Urn>& urns)
{
    Removed result;
    const auto outcome =
        write(principal, pipeline, lease, [&](store::Batch& batch, store::PipelineChange& change) {
            add_removals(urns, batch, change, result);
        });
    result.position = outcome.position;
    return result;
}

/// Whether these are the pipeline's own words, and not others' that it took along or put back.
bool Pipelines::is_own(const Urn& urn, const store::StoredAspect& aspect, const std::string& pipeline) const
{
    const auto spoken = spoken_by(store_, urn, aspect);
    return spoken && spoken->system.pipeline_name == pipeline &&
           spoken->system.properties_json != moved_along;
}

void Pipelines::move_aspects(Rename& rename, const store::PipelineChange& by,
                             std::vector<Proposal>& moved) const
{
    const auto from = store_.read(rename.from, {});
    if (!from)
        return;
    const auto to = store_.read(rename.to, {});
    for (const auto& aspect : from->aspects) {
        const auto* there = aspect_of(to, aspect.aspect.name);
        if (!may_move(aspect.aspect.name) || is_own(rename.from, aspect, by.pipeline) ||
            (there != nullptr && !is_own(rename.to, *there, by.pipeline)))
            continue;
        rename.moved.push_back(aspect.aspect.name);
        Proposal proposal{rename.to, aspect.aspect, ChangeType::upsert, system_of(by)};
        proposal.system.properties_json = moved_along;
        moved.push_back(std::move(proposal));
    }
}

store::Position Pipelines::rename(const auth::Principal& principal, const std::string& pipeline,
                                  const std::string& lease, std::vector<Rename>& renames)
{
    check(renames);
    const auto outcome =
        write(principal, pipeline, lease, [&](store::Batch& batch, store::PipelineChange& change) {
            std::vector<Proposal> moved;
            std::vector<Urn> removed;
            for (auto& rename : renames) {
                rename.moved.clear();
                move_aspects(rename, change, moved);
                removed.push_back(rename.from);
            }
            batch.changes = catalog_.changes_of(std::move(moved));
            Removed result;
            add_removals(removed, batch, change, result);
        });
    return outcome.position;
}

} // namespace colophon::service
