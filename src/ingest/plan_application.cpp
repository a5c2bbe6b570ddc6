// SPDX-License-Identifier: Apache-2.0
#include "ingest/plan_application.hpp"

namespace colophon::ingest {

PlanApplication::PlanApplication(const PlanFile& plan, ChangeTaker& writer, const PlanHead& run)
    : plan_(plan), writer_(writer)
{
    if (plan.head().pipeline != run.pipeline)
        throw PlanOutdated("the plan is of another pipeline, nothing was applied: " + plan.head().pipeline);
    if (plan.head().source != run.source)
        throw PlanOutdated("the recipe reads another source than the plan was made of, nothing was applied; "
                           "make a new plan: " +
                           run.pipeline);
    plan.read([this](const PlanEntry& entry) {
        if (entry.counts())
            ++planned_[entry.fingerprint()];
    });
}

void PlanApplication::take(std::vector<EntityChange> changes)
{
    for (const EntityChange& change : changes) {
        if (change.operation != EntityChange::Operation::keep)
            check(PlanEntry::of(change));
        if (change.claim || !change.aspects.empty())
            spool_.add(change);
    }
}

void PlanApplication::finish(Ending& ending)
{
    for (const RenamedEntity& rename : ending.departures.renames)
        check(PlanEntry::of(rename));
    if (ending.removes || ending.ruling.tripped())
        for (const ClaimedEntity& claim : ending.departures.vanished)
            check(PlanEntry::of(claim));
    find_left_over();
    if (differences_.total > 0)
        throw PlanOutdated("the source or the catalog has moved on since the plan was made, nothing was "
                           "applied; make a new plan: " +
                           std::to_string(differences_.total) +
                           (differences_.total == 1 ? " difference" : " differences"));
    if (ending.ruling.tripped() && !ending.removes)
        throw PlanOutdated("the plan removes more than the guard lets through, nothing was applied; "
                           "--allow-removals lets it through: " +
                           std::to_string(ending.ruling.vanished) + " vanished");
    spool_.replay([this](std::vector<EntityChange> changes) { writer_.take(std::move(changes)); });
    writer_.finish(ending);
}

void PlanApplication::check(const PlanEntry& entry)
{
    if (!entry.counts())
        return;
    const auto planned = planned_.find(entry.fingerprint());
    if (planned == planned_.end())
        differ(entry, "is not in the plan like this");
    else if (--planned->second == 0)
        planned_.erase(planned);
}

void PlanApplication::find_left_over()
{
    if (planned_.empty())
        return;
    plan_.read([this](const PlanEntry& entry) {
        const auto planned = planned_.find(entry.fingerprint());
        if (!entry.counts() || planned == planned_.end())
            return;
        if (--planned->second == 0)
            planned_.erase(planned);
        differ(entry, "is in the plan, but not so any more");
    });
}

void PlanApplication::differ(const PlanEntry& entry, const std::string& how)
{
    if (differences_.first.size() < most_differences)
        differences_.add(entry.urn, entry.operation + ' ' + how);
    else
        ++differences_.total;
}

} // namespace colophon::ingest
