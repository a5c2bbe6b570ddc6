// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

/// Databases that come from elsewhere and are to be trusted from now on.
namespace colophon::store {

struct CopyFacts {
    std::int64_t schema = 0;
    Position position = 0;
    std::uint64_t entities = 0;
};

/// Looks through a whole `catalog.db`: that it is ours, that it has the tables and indexes of its schema
/// version and nothing else (no triggers, views or virtual tables), and that every page and index is sound.
/// Throws Error: invalid_argument (another program's, a newer schema, or more than we would make), internal
/// (damaged).
CopyFacts check_catalog_copy(const std::filesystem::path& file);

/// The same for a small database of ours with these tables.
void check_copy(const std::filesystem::path& file, std::span<const std::string_view> tables);

} // namespace colophon::store
