// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/catalog_store.hpp"
#include "store/data_directory.hpp"

#include <filesystem>
#include <memory>

namespace colophon::store {

struct SqliteOptions {
    std::filesystem::path directory; ///< holds `catalog.db`; made where needed
    std::uint64_t history = 0;       ///< versions kept of each aspect, the latest included; 0 keeps all
    std::size_t readers = 4;         ///< connections kept for readers
    FileSystems file_systems = FileSystems::local;
};

/// The embedded store: one SQLite database in WAL mode, durable at every commit. Opening migrates an older
/// schema forward and throws Error: conflict (another process has the directory, naming its process id),
/// invalid_argument (the directory is on a network file system, or a newer Colophon wrote it), forbidden (the
/// directory may not be written), internal (the file is damaged).
std::unique_ptr<CatalogStore> open_sqlite_store(const SqliteOptions& options);

} // namespace colophon::store
