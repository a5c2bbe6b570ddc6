// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/transformers.hpp"

#include <functional>
#include <nlohmann/json_fwd.hpp>

namespace colophon::ingest {

/// What a transformer does to one aspect of the entities that it concerns.
struct AspectChange {
    std::string_view aspect; ///< of static storage
    std::vector<std::string> entity_types;
    bool adds = false;  ///< also where the source said nothing of the aspect
    bool merge = false; ///< `semantics: PATCH`
    /// Changes the document, null where there is none, and says whether it is to be written.
    std::function<bool(EntityGroup& group, nlohmann::json& document)> change;
};

std::unique_ptr<Transformer> make_aspect_transformer(AspectChange change);

/// Marks the groups of entities that were spoken of before (EntityGroup::again): an aspect is added once, not
/// again each time that the source comes back to the entity. Keeps about 16 bytes an entity.
std::unique_ptr<Transformer> make_sight_marker();

} // namespace colophon::ingest
