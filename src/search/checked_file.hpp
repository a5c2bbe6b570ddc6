// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace colophon::search {

/// Writes a file with a checksum at its end under a temporary name. Nothing is to be seen of it before
/// commit(). Throws Error: storage_full where the disk is, internal otherwise.
class CheckedWriter {
public:
    explicit CheckedWriter(std::filesystem::path file);
    CheckedWriter(const CheckedWriter&) = delete;
    CheckedWriter& operator=(const CheckedWriter&) = delete;
    ~CheckedWriter();

    void write(std::span<const std::byte> bytes);
    /// Makes the file durable and renames it into place.
    void commit();

private:
    void flush();
    void write_out(std::span<const std::byte> bytes);

    std::filesystem::path file_, temporary_;
    std::vector<std::byte> buffer_;
    std::uint64_t checksum_ = 0;
    int descriptor_ = -1;
};

/// A file as it lies on disk, for reading. Its pages come into memory as they are read.
class MappedFile {
public:
    /// Takes the descriptor.
    MappedFile(int descriptor, std::size_t size);
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();

    bool is_open() const { return bytes_ != nullptr; }
    std::span<const std::byte> content() const { return {bytes_, size_ - sizeof(std::uint64_t)}; }

private:
    const std::byte* bytes_ = nullptr; ///< without the checksum
    std::size_t size_ = 0;
};

/// Maps what CheckedWriter wrote, once its checksum is found to be right. Refuses a file that is missing
/// (not_found) or is not as it was written (invalid_argument).
Result<std::shared_ptr<const MappedFile>> map_checked(const std::filesystem::path& file);

} // namespace colophon::search
