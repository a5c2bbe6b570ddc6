// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup/manifest.hpp"

#include <memory>
#include <optional>
#include <string>

namespace colophon::backup {

/// Where a backup is read from. For one thread. Throws Error as Target does; not_found where there is
/// nothing.
class Source {
public:
    virtual ~Source() = default;
    /// Appends the next bytes to `out`; false at the end.
    virtual bool read(std::string& out) = 0;
};

/// A path; `-` is standard input.
std::unique_ptr<Source> file_source(const std::string& path);

/// The manifest at the beginning of a source; nothing where it is not a backup of ours.
std::optional<Manifest> peek_manifest(Source& source);

} // namespace colophon::backup
