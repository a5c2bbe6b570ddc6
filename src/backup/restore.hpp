// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup/manifest.hpp"
#include "backup/source.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace colophon::backup {

/// How far a backup has been read; `size` is 0 until it is known.
using Progress = std::function<void(std::uint64_t bytes, std::uint64_t size)>;

/// Reads a backup to its end and compares every sum. Throws Error (invalid_argument) for one that is not
/// whole, not ours, or of a newer format or schema than this build knows.
Manifest verify(Source& source, const Progress& progress);

struct RestoreOptions {
    std::filesystem::path directory; ///< made where needed
    bool force = false;              ///< replace what is there
    /// Looks at the new files before they take their place, and may add to them; throws to refuse.
    std::function<void(const std::filesystem::path& staging)> judge = {};
    Progress progress = {};
};

struct Restored {
    Manifest manifest;
    std::filesystem::path former; ///< where the former content is; empty: there was none
};

/// Puts a backup into a data directory, whole or not at all. It is unpacked beside what is there and looked
/// through (sums, schema, every page) before anything is touched.
///
/// Throws Error: invalid_argument (as verify(); the directory is not empty and `force` is not set), conflict
/// (a server uses it), forbidden, storage_full (with how much is needed), internal.
Restored restore(Source& source, const RestoreOptions& options);

} // namespace colophon::backup
