// SPDX-License-Identifier: Apache-2.0
#include "ingest/catalog_run.hpp"

#include "ingest/comparison.hpp"
#include "ingest/entity_name.hpp"
#include "ingest/source_identity.hpp"

namespace colophon::ingest {
namespace {

/// How many vanished containers are asked for their names; the others are shown by their URNs.
constexpr std::size_t most_named = 200;

} // namespace

CatalogRun::CatalogRun(PipelineState& state, ChangeTaker& taker, const Recipe& recipe,
                       const PipelineMemory& memory)
    : state_(state), taker_(taker), recipe_(recipe), memory_(memory),
      before_(LeftBehind::read(memory.state_json)), source_(source_identity(recipe))
{
    if (!recipe.pipeline_name_given && !before_.source.empty() && before_.source != source_)
        throw Error(Errc::invalid_argument,
                    "the pipeline belongs to another source, set pipeline_name in the recipe: " +
                        recipe.pipeline_name);
    if (memory.claims > 0)
        seen_.keep_newcomers();
}

void CatalogRun::receive(Batch batch)
{
    std::vector<EntityChange> changes = compare_with_catalog(state_, recipe_.pipeline_name, std::move(batch));
    for (EntityChange& change : changes) {
        kept_ += change.kept;
        summary_.add(change, change.claimable ? seen_.add(change) : std::nullopt);
    }
    // What is said of one entity in several places is claimed as a whole.
    for (EntityChange& change : changes)
        if (change.claim)
            if (auto seen = seen_.find(change.urn)) {
                change.container = std::move(seen->container);
                change.stable_id = std::move(seen->stable_id);
            }
    taker_.take(std::move(changes));
}

void CatalogRun::finish(const Completion& completion)
{
    Ending ending;
    if (!all_as_before())
        ending.departures = departures();
    ending.ruling = judge_removals(recipe_.removals, ending.departures.losses,
                                   lost_scope(before_.scope, completion.scope));
    removals_.limits = recipe_.removals;
    removals_.forced = completion.forced && ending.ruling.tripped();
    ending.removes = recipe_.removals.enabled && (!ending.ruling.tripped() || completion.forced);
    removals_.ruling = ending.ruling;
    summarise(ending.departures, ending.removes || (completion.planned && recipe_.removals.enabled));
    taker_.finish(ending);
    removals_.made = ending.removes;
    removals_.removed = ending.removed;
    for (const RenamedEntity& rename : ending.departures.renames)
        summary_.note_moved(rename);
}

bool CatalogRun::all_as_before() const
{
    return seen_.claimed_before() == seen_.size() && memory_.claims == seen_.size() &&
           before_.seen == seen_.size() && before_.digest == seen_.digest();
}

Departures CatalogRun::departures()
{
    if (memory_.claims == 0)
        return {};
    // Another source's ids may be equal by chance.
    return find_departures(state_, seen_, before_.source.empty() || before_.source == source_);
}

void CatalogRun::summarise(const Departures& departures, bool with_removals)
{
    for (const RenamedEntity& rename : departures.renames)
        if (const auto seen = seen_.find(rename.to))
            summary_.add(rename, *seen);
    name_vanished(departures.vanished);
    if (with_removals)
        for (const ClaimedEntity& claim : departures.vanished) {
            const auto name = names_.find(claim.urn);
            summary_.add_removal(claim, name == names_.end() ? std::string() : name->second);
        }
    for (const auto& [urn, name] : names_)
        summary_.name_container(urn, name);
}

void CatalogRun::name_vanished(const std::vector<ClaimedEntity>& vanished)
{
    std::vector<EntityGroup> probes;
    for (const ClaimedEntity& claim : vanished)
        if (claim.urn.type() == "container" && probes.size() < most_named)
            probes.push_back({claim.urn, {{{"containerProperties", "{}"}}}});
    if (probes.empty())
        return;
    for (const LackingEntity& entity : state_.compare(probes))
        if (const auto properties = entity.current.find("containerProperties");
            properties != entity.current.end())
            names_[probes[entity.index].urn] = entity_name(probes[entity.index].urn, properties->second.json);
}

std::string CatalogRun::left_behind(const std::vector<std::string>& scope) const
{
    return LeftBehind{source_, scope, seen_.size(), seen_.digest()}.json();
}

} // namespace colophon::ingest
