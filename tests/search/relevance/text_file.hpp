// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

inline std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view spaces = " \t";
    const std::size_t begin = text.find_first_not_of(spaces);
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

/// The parts between separators, without the spaces around them.
inline std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.emplace_back(trimmed(text.substr(begin, end - begin)));
        begin = end + 1;
    }
    return parts;
}

inline std::vector<std::string> words_of(std::string_view text)
{
    std::vector<std::string> words = split(text, ' ');
    std::erase(words, "");
    return words;
}

/// A line of one of the files, and where it stands.
struct FileLine {
    std::string text;
    std::string place; ///< `file:line`
};

[[noreturn]] inline void refuse(const FileLine& line, const std::string& message)
{
    throw std::runtime_error(line.place + ": " + message);
}

/// All lines but empty ones and those that begin with `#`.
inline std::vector<FileLine> read_lines(const std::filesystem::path& file)
{
    std::ifstream in(file);
    if (!in)
        throw std::runtime_error("no such file: " + file.string());
    std::vector<FileLine> lines;
    std::string text;
    for (std::size_t number = 1; std::getline(in, text); ++number)
        if (!trimmed(text).empty() && text.front() != '#')
            lines.push_back({text, file.filename().string() + ":" + std::to_string(number)});
    return lines;
}

} // namespace colophon::search
