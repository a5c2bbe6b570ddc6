// SPDX-License-Identifier: Apache-2.0
#include "conventions/tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace colophon::conventions {

namespace fs = std::filesystem;

namespace {

bool passed_over(const fs::path& folder)
{
    const std::string name = folder.filename().string();
    return name.starts_with('.') || name == "build" || name == "node_modules" || name == "__pycache__";
}

std::string read(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool ends_with_any(std::string_view path, const std::vector<std::string_view>& suffixes)
{
    return std::any_of(suffixes.begin(), suffixes.end(), [&](auto suffix) { return path.ends_with(suffix); });
}

} // namespace

std::vector<File> files(const fs::path& root, std::string_view folder,
                        const std::vector<std::string_view>& suffixes)
{
    std::vector<File> found;
    const fs::path top = root / folder;
    if (!fs::exists(top))
        return found;
    for (auto entry = fs::recursive_directory_iterator(top); entry != fs::recursive_directory_iterator();
         ++entry) {
        if (entry->is_directory() && passed_over(entry->path()))
            entry.disable_recursion_pending();
        else if (entry->is_regular_file() && ends_with_any(entry->path().string(), suffixes))
            found.push_back({fs::relative(entry->path(), root).generic_string(), read(entry->path())});
    }
    std::sort(found.begin(), found.end(), [](const File& a, const File& b) { return a.path < b.path; });
    return found;
}

std::vector<std::string> lines(std::string_view text)
{
    std::vector<std::string> found;
    while (!text.empty()) {
        const auto end = text.find('\n');
        found.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return found;
}

std::vector<Include> includes(const File& file)
{
    constexpr std::string_view directive = "#include ";
    std::vector<Include> found;
    for (const std::string& line : lines(file.text)) {
        if (!line.starts_with(directive) || line.size() < directive.size() + 2)
            continue;
        const bool quoted = line[directive.size()] == '"';
        const auto end = line.find(quoted ? '"' : '>', directive.size() + 1);
        found.push_back({line.substr(directive.size() + 1, end - directive.size() - 1), quoted});
    }
    return found;
}

std::string section(std::string_view markdown, std::string_view heading)
{
    const std::string level(heading.substr(0, heading.find(' ') + 1));
    std::string found;
    bool inside = false;
    for (const std::string& line : lines(markdown)) {
        if (line.starts_with(level))
            inside = line == heading;
        else if (inside)
            found += line + '\n';
    }
    return found;
}

std::vector<std::string> links(std::string_view markdown)
{
    std::vector<std::string> found;
    bool fenced = false;
    for (const std::string& line : lines(markdown)) {
        fenced ^= line.starts_with("```");
        for (auto at = line.find("]("); !fenced && at != std::string::npos; at = line.find("](", at + 2))
            found.push_back(line.substr(at + 2, line.find(')', at) - at - 2));
    }
    return found;
}

} // namespace colophon::conventions
