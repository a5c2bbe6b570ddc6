// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/proposal.hpp>
#include <string>
#include <utility>
#include <vector>

namespace colophon::ingest {

/// What a source said about one entity in a row: what transformers change, and what is compared with the
/// catalog as a whole.
struct EntityGroup {
    /// One aspect that is written.
    struct Write {
        Aspect aspect;
        ChangeType change = ChangeType::upsert;
        /// The elements of the aspect's arrays are added to what the catalog has there (DataHub's `semantics:
        /// PATCH`) instead of replacing it.
        bool merge = false;
        std::string properties_json = {}; ///< of the proposal's system metadata
    };

    Urn urn;
    std::vector<Write> writes;
    std::string stable_id = {}; ///< see Emitter::identify
    /// The source spoke of the entity before in this run, so that what transformers add is there already;
    /// they set it.
    bool again = false;

    /// The write of that aspect, or null.
    Write* find(std::string_view aspect);
};

} // namespace colophon::ingest
