// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace colophon::conventions {

/// One sentence a violation, `path: what is wrong`, in the order of the paths. An empty list means that the
/// tree below `root` keeps the rule.
using Violations = std::vector<std::string>;

/// Includes point down only (ARCHITECTURE.md), and a connector sees the SDK and nothing else of ours.
Violations include_direction(const std::filesystem::path& root);

/// Each heavy library is included where the table allows it.
Violations library_homes(const std::filesystem::path& root);

/// Every connector folder holds the same files, its recipe names it, and its README has the same headings and
/// the options that `specs` has for it.
Violations connector_folders(const std::filesystem::path& root, std::span<const ConnectorSpec* const> specs);

/// The licence line, no postponed work, `#pragma once`, and something asserted in every test file.
Violations source_files(const std::filesystem::path& root);

/// Relative links lead to something, and every page of the guide exists in both languages.
Violations documents(const std::filesystem::path& root);

} // namespace colophon::conventions
