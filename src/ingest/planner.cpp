// SPDX-License-Identifier: Apache-2.0
#include "ingest/planner.hpp"

namespace colophon::ingest {

void Planner::take(std::vector<EntityChange> changes)
{
    for (const EntityChange& change : changes)
        if (change.operation != EntityChange::Operation::keep)
            plan_.add(change);
}

void Planner::finish(Ending& ending)
{
    for (const RenamedEntity& rename : ending.departures.renames)
        plan_.add(rename);
    if (ending.removes || ending.ruling.tripped())
        for (const ClaimedEntity& claim : ending.departures.vanished)
            plan_.add(claim);
}

} // namespace colophon::ingest
