// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup/manifest.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::backup {

/// Where a backup is kept. For one thread; whoever destroys it before commit() leaves nothing behind.
///
/// Throws Error: invalid_argument (there is a backup of that name, no such place), forbidden (not allowed
/// there), unavailable (cannot be reached), internal (no space, a failing disk).
class Target {
public:
    virtual ~Target() = default;

    /// Once, before the first byte. `size` is that of the whole archive.
    virtual void open(const Manifest& manifest, std::uint64_t size) = 0;
    virtual void write(std::string_view bytes) = 0;
    /// The backup is whole: makes it last, and visible under its name, which is returned.
    virtual std::string commit() = 0;

    /// A directory or prefix, in which backups have names of their own.
    virtual bool takes_many() const = 0;
    /// The names of what is in it; nothing where the target is a single name.
    virtual std::vector<std::string> names() const = 0;
    /// What the backup of that name says of itself; nothing where it is none of ours.
    virtual std::optional<Manifest> manifest_of(const std::string& name) const = 0;
    virtual void remove(const std::string& name) = 0;
};

/// A path: of the file, or of a directory, in which the backup gets a name of its own. `-` is standard
/// output. Files are written beside their name, and are their owner's alone.
std::unique_ptr<Target> file_target(const std::string& path, bool force);

/// What pruning came to.
struct Pruned {
    std::vector<std::string> removed;
    std::string trouble; ///< why nothing, or no more, was removed; for people
};
/// Keeps the newest `keep` backups in the target's place, the one just made among them, and removes older
/// ones. What is not certainly a backup of ours is left alone, and everything is where a backup claims to
/// come from the future: then a clock is or was wrong, and which one is old cannot be told.
Pruned prune(Target& target, const Manifest& made, std::size_t keep);

} // namespace colophon::backup
