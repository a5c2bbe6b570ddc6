// SPDX-License-Identifier: Apache-2.0
#include "ingest/catalog_writer.hpp"

namespace colophon::ingest {

void CatalogWriter::take(std::vector<EntityChange> changes)
{
    std::vector<ClaimedEntity> claims;
    for (const EntityChange& change : changes)
        if (change.claim)
            claims.push_back({change.urn, change.container, change.stable_id});
    if (!claims.empty())
        state_.claim(claims);
    for (EntityChange& change : changes)
        for (AspectChange& aspect : change.aspects) {
            Proposal proposal{change.urn, std::move(aspect.to), aspect.change};
            proposal.system.properties_json = std::move(aspect.properties_json);
            writer_.write(std::move(proposal));
        }
    writer_.flush();
}

void CatalogWriter::finish(Ending& ending)
{
    Departures& departures = ending.departures;
    if (!departures.renames.empty())
        state_.rename(departures.renames);
    if (!departures.corrections.empty())
        state_.claim(departures.corrections);
    if (!ending.removes || departures.vanished.empty())
        return;
    std::vector<Urn> urns;
    urns.reserve(departures.vanished.size());
    for (const ClaimedEntity& claim : departures.vanished)
        urns.push_back(claim.urn);
    ending.removed = state_.remove(urns);
}

} // namespace colophon::ingest
