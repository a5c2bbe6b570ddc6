// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/engine.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

inline std::string read_bytes(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A new file under the old name: one that is mapped stays as it is to whoever mapped it.
inline void write_bytes(const std::filesystem::path& file, std::string_view bytes)
{
    const std::filesystem::path written = file.string() + ".written";
    std::ofstream(written, std::ios::binary | std::ios::trunc) << bytes;
    std::filesystem::rename(written, file);
}

/// Changes one byte of a file that nobody has open.
inline void write_byte(const std::filesystem::path& file, std::size_t at, char byte)
{
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    out.seekp(static_cast<std::streamoff>(at)).put(byte);
}

/// All files below a folder, by name.
inline std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

/// Nothing lies there that nobody reads: without any of its files the index cannot be loaded.
inline void expect_every_file_is_needed(const std::filesystem::path& folder)
{
    const std::filesystem::path aside = folder.string() + ".aside";
    for (const std::filesystem::path& file : files_below(folder)) {
        std::filesystem::rename(file, aside);
        EXPECT_EQ(open_engine(folder)->position(), 0U) << "litter: " << file.filename();
        std::filesystem::rename(aside, file);
    }
}

} // namespace colophon::search
