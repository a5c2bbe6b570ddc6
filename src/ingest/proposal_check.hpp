// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/entity_registry.hpp>
#include <colophon/proposal.hpp>

namespace colophon::ingest {

/// The proposal's aspect in its canonical form, refused as the server would refuse it: with the path of the
/// offending member. A removal has an empty document; a key says what follows from the URN.
Result<Aspect> check_proposal(const EntityRegistry& registry, const Proposal& proposal);

} // namespace colophon::ingest
