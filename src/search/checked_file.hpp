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

/// A file's bytes, aligned for arrays of any number.
class CheckedBytes {
public:
    explicit CheckedBytes(std::size_t size)
        : bytes_(std::make_unique_for_overwrite<std::byte[]>(size)), size_(size)
    {
    }
    std::span<std::byte> all() { return {bytes_.get(), size_}; }
    /// Without the checksum.
    std::span<const std::byte> content() const { return {bytes_.get(), size_ - sizeof(std::uint64_t)}; }

private:
    std::unique_ptr<std::byte[]> bytes_;
    std::size_t size_;
};

/// Reads what CheckedWriter wrote. Refuses a file that is missing (not_found) or whose checksum is not right
/// (invalid_argument).
Result<std::shared_ptr<const CheckedBytes>> read_checked(const std::filesystem::path& file);

} // namespace colophon::search
