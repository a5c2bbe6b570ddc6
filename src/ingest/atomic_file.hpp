// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace colophon::ingest {

/// A file that is there whole or not at all: written beside its place, renamed into it by commit(). Without
/// commit() the destructor takes it away and what was there before stays. Something that is there and is not
/// a plain file (a pipe, a terminal) is written to directly. All functions throw Error: storage_full,
/// invalid_argument (the place cannot be written), internal.
class AtomicFile {
public:
    explicit AtomicFile(const std::filesystem::path& place);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::string_view text);
    void commit();

private:
    void flush();

    std::filesystem::path place_;
    std::filesystem::path written_; ///< equal to place_ when that is written to directly
    std::string buffer_;
    int descriptor_ = -1;
};

} // namespace colophon::ingest
