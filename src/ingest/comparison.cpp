// SPDX-License-Identifier: Apache-2.0
#include "ingest/comparison.hpp"

#include "core/fingerprint.hpp"
#include "core/proposal_codec.hpp"
#include "ingest/aspect_merge.hpp"
#include "ingest/comparable.hpp"
#include "ingest/entity_name.hpp"

#include <algorithm>

namespace colophon::ingest {
namespace {

constexpr std::string_view present = R"({"removed":false})";
constexpr std::string_view removed = R"({"removed":true})";

const EntityRegistry& registry()
{
    return EntityRegistry::builtin();
}

/// What stands for a pipeline in the catalog is nobody's to claim.
bool is_claimable(const Urn& urn)
{
    const EntitySpec* entity = registry().entity(urn.type());
    return entity != nullptr && entity->aspect("status") != nullptr && urn.type() != "dataHubIngestionSource";
}

std::string writer_of(const CurrentAspect& current, const std::string& pipeline)
{
    if (current.pipeline == pipeline)
        return {};
    return current.pipeline.empty() ? current.actor : "pipeline " + current.pipeline;
}

/// Compares one group with what the catalog told of it.
class GroupComparison {
public:
    /// `lacking` is null where the catalog has everything that was compared.
    GroupComparison(const std::string& pipeline, EntityGroup& group, const LackingEntity* lacking)
        : pipeline_(pipeline), group_(group), lacking_(lacking), change_{group.urn}
    {
    }

    EntityChange run()
    {
        change_.stable_id = group_.stable_id;
        change_.claimable = is_claimable(group_.urn);
        change_.claimed = lacking_ == nullptr || lacking_->claimed;
        change_.container = container_of(group_);
        for (EntityGroup::Write& write : group_.writes)
            compare(write);
        change_.operation = operation();
        change_.claim = change_.claimable && (!change_.claimed || moves());
        if (change_.operation > EntityChange::Operation::measure || group_.urn.type() == "container")
            change_.name = entity_name(group_.urn, names_);
        return std::move(change_);
    }

private:
    bool exists() const { return lacking_ == nullptr || lacking_->exists; }

    const CurrentAspect* current(const std::string& aspect) const
    {
        if (lacking_ == nullptr)
            return nullptr;
        const auto found = lacking_->current.find(aspect);
        return found == lacking_->current.end() ? nullptr : &found->second;
    }

    void compare(EntityGroup::Write& write)
    {
        remember_name(write);
        const bool known_equal = lacking_ == nullptr || lacking_->equal;
        bool same = false;
        switch (comparability(registry(), group_, write)) {
        case Comparability::content:
            same = known_equal || is_current(write);
            break;
        case Comparability::absence:
            same = known_equal || current(write.aspect.name) == nullptr;
            break;
        case Comparability::key:
            same = exists() == (write.change != ChangeType::remove);
            break;
        case Comparability::event:
            break;
        }
        if (same)
            ++change_.kept;
        else
            differ(write);
    }

    /// Whether the catalog has the content already; what is to be merged becomes what the merge gives.
    bool is_current(EntityGroup::Write& write) const
    {
        const CurrentAspect* there = current(write.aspect.name);
        if (there == nullptr)
            return false;
        if (write.merge)
            merge(write, there->json);
        if (is_gauge(write.aspect.name))
            return without_timestamp(write.aspect.json) == without_timestamp(there->json);
        return write.aspect.json == there->json;
    }

    void merge(EntityGroup::Write& write, const std::string& there) const
    {
        const Aspect merged{write.aspect.name, merge_aspects(there, write.aspect.json)};
        if (auto canonical = canonical_aspect(registry(), group_.urn, merged))
            write.aspect = *std::move(canonical);
    }

    void differ(EntityGroup::Write& write)
    {
        AspectChange aspect;
        aspect.to = std::move(write.aspect);
        aspect.change = write.change;
        aspect.properties_json = std::move(write.properties_json);
        if (const CurrentAspect* there = current(aspect.to.name)) {
            aspect.from = there->json;
            aspect.written_by = writer_of(*there, pipeline_);
        }
        change_.aspects.push_back(std::move(aspect));
    }

    EntityChange::Operation operation() const
    {
        using Operation = EntityChange::Operation;
        if (change_.aspects.empty())
            return Operation::keep;
        if (!exists())
            return Operation::add;
        const auto of_status = [](const AspectChange& aspect) {
            return aspect.to.name == "status" && aspect.from == removed && aspect.to.json == present;
        };
        if (std::any_of(change_.aspects.begin(), change_.aspects.end(), of_status))
            return Operation::restore;
        const bool only_gauges =
            std::all_of(change_.aspects.begin(), change_.aspects.end(),
                        [](const AspectChange& aspect) { return is_gauge(aspect.to.name); });
        return only_gauges ? Operation::measure : Operation::change;
    }

    /// Whether the entity stands in another container than the catalog has it in.
    bool moves() const
    {
        return std::any_of(change_.aspects.begin(), change_.aspects.end(),
                           [](const AspectChange& aspect) { return aspect.to.name == "container"; });
    }

    void remember_name(const EntityGroup::Write& write)
    {
        if (tells_name(write.aspect.name))
            names_ = write.aspect.json;
    }

    const std::string& pipeline_;
    EntityGroup& group_;
    const LackingEntity* lacking_;
    std::string names_;
    EntityChange change_;
};

/// For each group what the catalog lacks of it, or null.
std::vector<const LackingEntity*> by_group(const std::vector<LackingEntity>& lacking, std::size_t groups)
{
    std::vector<const LackingEntity*> found(groups, nullptr);
    for (const LackingEntity& entity : lacking)
        found.at(entity.index) = &entity;
    return found;
}

/// An entity that the pipeline lost sight of may have been removed softly since. It is seen again, and where
/// the source says nothing of its status, this does.
class Reappearance {
public:
    void consider(std::size_t index, const EntityGroup& group, const LackingEntity* lacking)
    {
        if (lacking == nullptr || lacking->claimed || !lacking->exists || !is_claimable(group.urn))
            return;
        const auto says_status = [](const EntityGroup::Write& write) {
            return write.aspect.name == "status";
        };
        if (std::any_of(group.writes.begin(), group.writes.end(), says_status))
            return;
        probes_.push_back({group.urn, {{{"status", std::string(present)}}}});
        indices_.push_back(index);
    }

    void restore(PipelineState& state, std::vector<EntityChange>& changes) const
    {
        if (probes_.empty())
            return;
        for (const LackingEntity& entity : state.compare(probes_)) {
            const auto status = entity.current.find("status");
            if (status == entity.current.end() || status->second.json != removed)
                continue;
            EntityChange& change = changes.at(indices_.at(entity.index));
            change.operation = EntityChange::Operation::restore;
            if (change.name.empty())
                change.name = entity_name(change.urn, {});
            change.aspects.push_back({{"status", std::string(present)}, std::string(removed)});
        }
    }

private:
    std::vector<EntityGroup> probes_;
    std::vector<std::size_t> indices_; ///< of the changes, one for each probe
};

} // namespace

std::vector<EntityChange> compare_with_catalog(PipelineState& state, const std::string& pipeline,
                                               std::vector<EntityGroup> groups)
{
    const std::vector<LackingEntity> lacking = state.compare(groups);
    const auto found = by_group(lacking, groups.size());
    std::vector<EntityChange> changes;
    Reappearance reappearance;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        reappearance.consider(i, groups[i], found[i]);
        changes.push_back(GroupComparison(pipeline, groups[i], found[i]).run());
    }
    reappearance.restore(state, changes);
    return changes;
}

} // namespace colophon::ingest
