// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace colophon::search {

/// The made-up car-sharing company whose catalog the relevance sets search, read from the files beside this
/// one. The same every time.
struct Company {
    std::vector<SearchDocument> documents;
    std::map<std::string, std::string>
        urns; ///< by how queries name them: `ops.reservation`, `person.lee.jiwon`
};

/// Throws std::runtime_error, naming file and line, where a file says what cannot be.
Company read_company(const std::filesystem::path& folder);

} // namespace colophon::search
