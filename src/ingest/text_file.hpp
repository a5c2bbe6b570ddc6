// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace colophon::ingest {

/// A whole file, or a pipe until its end; nothing where it cannot be read or is longer than `limit` bytes.
std::optional<std::string> read_text_file(const std::filesystem::path& file, std::size_t limit);

} // namespace colophon::ingest
