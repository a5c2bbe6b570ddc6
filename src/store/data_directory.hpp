// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace colophon::store {

/// The name of a file system on which locks and shared memory cannot be trusted, for its number in
/// `statfs.f_type`; nothing for a local one.
std::optional<std::string_view> network_file_system(std::int64_t type);

/// Where a data directory may lie: `any` is for an operator who knows that what looks like a network is not.
enum class FileSystems { local, any };

/// A directory that this process alone uses, for as long as the object lives.
class DataDirectory {
public:
    /// Makes the directory, readable by its owner only, where it is not there yet, and locks it. Throws
    /// Error: invalid_argument (on a network file system where only local ones are allowed, or not a
    /// directory), forbidden (may not be written), storage_full, conflict (another process has it, named by
    /// its process id).
    explicit DataDirectory(const std::filesystem::path& path, FileSystems allowed = FileSystems::local);
    DataDirectory(const DataDirectory&) = delete;
    DataDirectory& operator=(const DataDirectory&) = delete;
    ~DataDirectory();

    /// The path of a file in it; an empty one that its owner alone may read is made where there is none.
    std::filesystem::path reserve(const std::filesystem::path& name) const;

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

} // namespace colophon::store
