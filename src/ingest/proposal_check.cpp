// SPDX-License-Identifier: Apache-2.0
#include "ingest/proposal_check.hpp"

#include "core/entity_key.hpp"
#include "core/proposal_codec.hpp"

namespace colophon::ingest {

Result<Aspect> check_proposal(const EntityRegistry& registry, const Proposal& proposal)
{
    const AspectSpec* spec = registry.aspect(proposal.aspect.name);
    if (spec != nullptr && spec->timeseries && proposal.change != ChangeType::upsert)
        return failure(Errc::invalid_argument, "a timeseries aspect takes UPSERT only: " + spec->name,
                       "changeType");
    const bool has_content = proposal.change != ChangeType::remove && (spec == nullptr || !spec->key);
    if (has_content)
        return canonical_aspect(registry, proposal.urn, proposal.aspect);
    auto key = key_aspect_json(registry, proposal.urn);
    if (!key)
        return tl::unexpected<Error>(Error(key.error().code(), key.error().what(), "entityUrn"));
    if (spec == nullptr || registry.entity(proposal.urn.type())->aspect(spec->name) == nullptr)
        return failure(Errc::invalid_argument, "unknown aspect: " + proposal.aspect.name, "aspectName");
    return Aspect{spec->name, proposal.change == ChangeType::remove ? std::string() : *std::move(key)};
}

} // namespace colophon::ingest
