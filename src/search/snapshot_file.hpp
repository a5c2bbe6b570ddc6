// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/snapshot.hpp"

#include <filesystem>

namespace colophon::search {

/// Writes beside the file and renames into place, so that the file is always whole. Throws Error
/// (storage_full, internal).
void save_snapshot(const Snapshot& snapshot, const std::filesystem::path& file);

/// Refuses a file that is missing (not_found), damaged, or of another format or version of Unicode
/// (invalid_argument).
Result<Snapshot> load_snapshot(const std::filesystem::path& file);

} // namespace colophon::search
