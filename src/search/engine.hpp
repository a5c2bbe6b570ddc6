// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <filesystem>
#include <memory>

namespace colophon::search {

/// The in-process engine. With a `directory`, save() writes there and opening loads what it finds there; a
/// snapshot that is missing, damaged or of another format gives an empty index (position 0), which the caller
/// fills from the store, and a line in the log says why. An empty path keeps everything in memory.
std::unique_ptr<SearchIndex> open_engine(const std::filesystem::path& directory);

} // namespace colophon::search
