// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/urn.hpp>
#include <cstdint>
#include <string>

namespace colophon {

/// One facet of an entity: the name of a registered aspect and its document as JSON text (UTF-8).
struct Aspect {
    std::string name;
    std::string json;

    friend bool operator==(const Aspect&, const Aspect&) = default;
};

enum class ChangeType {
    upsert,        ///< write; equal content makes no version
    create,        ///< refused where the aspect exists
    create_entity, ///< refused where the entity exists
    remove         ///< DataHub's DELETE: of the key aspect, the whole entity; of another, that aspect
};

/// What the writer says about its write, DataHub's `systemMetadata`.
struct SystemMetadata {
    std::int64_t last_observed_ms = 0; ///< epoch milliseconds; 0 lets the server put its own clock
    std::string run_id;                ///< empty: no run
    std::string pipeline_name;         ///< empty: none
    std::string properties_json;       ///< a JSON object, or empty

    friend bool operator==(const SystemMetadata&, const SystemMetadata&) = default;
};

/// A change of one aspect of one entity, as connectors emit it and the API takes it.
struct Proposal {
    Urn urn;
    Aspect aspect;
    ChangeType change = ChangeType::upsert;
    SystemMetadata system = {};
    /// The source's own name of the entity (Emitter::identify), on the entity's first proposal, for sinks
    /// that keep it; not part of what the API takes.
    std::string stable_id = {};
};

} // namespace colophon
