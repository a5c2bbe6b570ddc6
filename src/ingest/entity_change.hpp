// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/proposal.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace colophon::ingest {

/// What has to be done to one aspect so that the catalog has it as the source.
struct AspectChange {
    Aspect to;                       ///< canonical; an empty document: the aspect goes
    std::optional<std::string> from; ///< canonical; unset: it is not there
    ChangeType change = ChangeType::upsert;
    std::string properties_json = {}; ///< of the proposal's system metadata
    std::string written_by = {};      ///< who wrote `from`; empty where it was this pipeline
};

/// How one entity of the source differs from what the catalog has of it.
struct EntityChange {
    enum class Operation {
        keep,    ///< it is there as the source has it
        measure, ///< only gauges differ: how large it is, not what it is
        add,
        change,
        restore ///< it was removed softly and is seen again
    };
    Urn urn;
    Operation operation = Operation::keep;
    std::string name = {};             ///< the short one; empty for what is kept and holds nothing
    std::optional<Urn> container = {}; ///< as the source says it
    std::string stable_id = {};        ///< see Emitter::identify
    bool claimable = false;            ///< can be removed softly
    bool claimed = false;              ///< the pipeline saw it before
    bool claim = false;                ///< the pipeline has to say that it saw it, or where
    std::vector<AspectChange> aspects = {};
    std::uint64_t kept = 0; ///< writes that the catalog has already
};

} // namespace colophon::ingest
