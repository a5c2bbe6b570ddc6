// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/segment.hpp"

#include <filesystem>

namespace colophon::search {

/// What must be the same for files to be of use: the format and Unicode's version.
std::uint64_t format_mark();

/// Writes beside the file and renames into place. Throws Error (storage_full, internal).
void write_segment(const Segment& segment, const std::filesystem::path& file);

/// The segment of a file, read where it lies: pages come into memory as they are asked for. `number` is kept
/// as Segment::file(). Refuses a file that is missing (not_found), damaged or of another format
/// (invalid_argument). Whoever changes a file that is mapped breaks its reader.
Result<std::shared_ptr<const Segment>> map_segment(const std::filesystem::path& file, std::uint64_t number);

} // namespace colophon::search
