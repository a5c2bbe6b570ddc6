// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace colophon::ingest {

/// A plain file that is read from its beginning, as often as need be. Pipes, devices and folders are refused:
/// a name in a recipe must not make a run wait for ever. All functions throw Error: not_found, forbidden,
/// invalid_argument (not a plain file), internal.
class InputFile {
public:
    explicit InputFile(const std::filesystem::path& place);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    /// How many bytes came; 0 at the end.
    std::size_t read(std::span<char> into);
    void rewind();
    /// At most the last `bytes` bytes; leaves the reading where it was.
    std::string tail(std::size_t bytes) const;
    std::uint64_t size() const { return size_; } ///< when it was opened
    const std::string& name() const { return name_; }

private:
    std::string name_;
    std::uint64_t size_ = 0;
    int descriptor_ = -1;
};

} // namespace colophon::ingest
