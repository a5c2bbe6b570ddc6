// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::conventions {

/// A text file below the root.
struct File {
    std::string path; ///< relative, with forward slashes
    std::string text;
};

/// An `#include` line.
struct Include {
    std::string header;
    bool quoted = false;
};

/// All files below `root/folder` with one of the suffixes (`.cpp`), by path. Empty where the folder is
/// missing; build trees, hidden folders and what scripts install are passed over.
std::vector<File> files(const std::filesystem::path& root, std::string_view folder,
                        const std::vector<std::string_view>& suffixes);

std::vector<std::string> lines(std::string_view text);
std::vector<Include> includes(const File& file);

/// The part of a page below the heading (`## Options`) and above the next one of its level; empty without it.
std::string section(std::string_view markdown, std::string_view heading);

/// What a page links to with `](…)`, code fences left out.
std::vector<std::string> links(std::string_view markdown);

} // namespace colophon::conventions
