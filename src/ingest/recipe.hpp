// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ingest/expansion.hpp"
#include "ingest/removal_guard.hpp"

#include <colophon/connector.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace colophon::ingest {

/// What happens when the audit finds that the account may do more than it needs.
enum class PrivilegePolicy {
    refuse, ///< nothing is extracted; the default
    warn,   ///< every finding is a warning
    record  ///< findings stand in the report only
};

/// A recipe in DataHub's format, checked and with its `${…}` replaced. Its texts may hold secrets: it is
/// never printed.
struct Recipe {
    struct Component {
        std::string type;
        std::string config = "{}"; ///< a JSON object
    };
    Component source;
    Component sink;
    std::string pipeline_name;
    bool pipeline_name_given = false;  ///< otherwise it is the file's name
    std::string run_id;                ///< empty: run() makes one
    RemovalLimits removals = {};       ///< `removals`, and DataHub's `stateful_ingestion`
    std::string transformers = "null"; ///< what make_transformers() reads
    PrivilegePolicy privileges = PrivilegePolicy::refuse;
    std::vector<std::string> warnings; ///< about settings that have no effect
};

/// Reads a recipe. `pipeline_name` falls back on the file's name without its extension, the sink on
/// `colophon-rest` with the server and token of COLOPHON_SERVER and COLOPHON_TOKEN. Refuses with the path of
/// the offending member; any Error of these functions is exit code 78 (see exit_code()).
Result<Recipe> load_recipe(const std::filesystem::path& file, const Environment& environment);
Result<Recipe> parse_recipe(std::string_view yaml, std::string_view fallback_name,
                            const Environment& environment);

/// What a recipe's source becomes.
struct Source {
    std::unique_ptr<Connector> connector;
    std::vector<std::string> warnings;
};

/// Finds the connector by `source.type` and checks `source.config` against its rows.
Result<Source> make_source(const Recipe& recipe, std::span<const ConnectorSpec* const> sources);

} // namespace colophon::ingest
