// SPDX-License-Identifier: Apache-2.0
#include "conventions/rules.hpp"
#include "conventions/tree.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace colophon::conventions {

namespace fs = std::filesystem;

namespace {

const std::vector<std::string_view> connector_files = {
    "CMakeLists.txt", "README.md",  "connector.cpp",       "permissions.yaml",
    "reader.cpp",     "reader.hpp", "recipe.example.yaml",
};

/// Of a folder that is a second name of another's connector.
const std::vector<std::string_view> second_name_files = {"CMakeLists.txt", "README.md", "connector.cpp",
                                                         "recipe.example.yaml"};

/// Of a connector's README, in this order: whoever opens it wants to know what to grant.
const std::vector<std::string_view> connector_headings = {"## Permissions", "## What it reads", "## Options",
                                                          "## Limits"};

const std::vector<std::string_view> code = {".cpp", ".hpp", ".py", ".sh"};

// Spelt apart, so that this file does not find itself.
const std::vector<std::string_view> postponed = {"TO"
                                                 "DO",
                                                 "FIX"
                                                 "ME",
                                                 "DISABLED"
                                                 "_"};

/// Words whose presence means that something is checked.
const std::vector<std::string_view> assertions = {"EXPECT_",          "ASSERT_",  "assert",
                                                  "TYPED_TEST_SUITE", "SUITE_P(", "check("};

bool holds_any(std::string_view text, const std::vector<std::string_view>& words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](auto word) { return text.find(word) != std::string_view::npos; });
}

const File* find(const std::vector<File>& all, const std::string& path)
{
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const File& file) { return file.path == path; });
    return found == all.end() ? nullptr : &*found;
}

/// The first cells of a table, without their backquotes.
std::set<std::string> documented_options(std::string_view readme)
{
    std::set<std::string> names;
    for (const std::string& line : lines(section(readme, "## Options")))
        if (line.starts_with("| `"))
            names.insert(line.substr(3, line.find('`', 3) - 3));
    return names;
}

std::set<std::string> declared_options(const ConnectorSpec& spec)
{
    std::set<std::string> names;
    for (const Option& option : spec.options)
        names.insert(std::string(option.name));
    return names;
}

void compare_options(const File& readme, const ConnectorSpec& spec, Violations& found)
{
    const auto documented = documented_options(readme.text);
    const auto declared = declared_options(spec);
    std::vector<std::string> either;
    std::set_symmetric_difference(documented.begin(), documented.end(), declared.begin(), declared.end(),
                                  std::back_inserter(either));
    for (const std::string& name : either)
        found.push_back(readme.path + ": option is " +
                        (declared.contains(name) ? "not in the table: " : "not one of the connector's: ") +
                        name);
}

void check_headings(const File& readme, Violations& found)
{
    std::size_t at = 0;
    for (const std::string_view heading : connector_headings) {
        const auto next = ('\n' + readme.text).find('\n' + std::string(heading) + '\n', at);
        if (next == std::string::npos)
            found.push_back(readme.path + ": no heading, or not in its place: " + std::string(heading));
        else
            at = next;
    }
}

bool is_second_name(const std::vector<File>& all, const std::string& folder)
{
    const File* list = find(all, folder + "/CMakeLists.txt");
    return list && list->text.find(" SHARES ") != std::string::npos;
}

void check_folder(const std::vector<File>& all, const std::string& folder,
                  std::span<const ConnectorSpec* const> specs, Violations& found)
{
    const bool second_name = is_second_name(all, folder);
    for (const std::string_view name : second_name ? second_name_files : connector_files)
        if (!find(all, folder + '/' + std::string(name)))
            found.push_back(folder + ": missing file: " + std::string(name));
    const bool tested = second_name || std::any_of(all.begin(), all.end(), [&](const File& file) {
                            return file.path.starts_with(folder + '/') && file.path.ends_with("_test.cpp");
                        });
    if (!tested)
        found.push_back(folder + ": no test beside the connector");

    const std::string name = folder.substr(folder.find('/') + 1);
    const File* recipe = find(all, folder + "/recipe.example.yaml");
    if (recipe && recipe->text.find("type: " + name + '\n') == std::string::npos)
        found.push_back(recipe->path + ": does not name its connector: " + name);
    const File* readme = find(all, folder + "/README.md");
    if (!readme)
        return;
    check_headings(*readme, found);
    for (const ConnectorSpec* spec : specs)
        if (spec->name == name && !second_name)
            compare_options(*readme, *spec, found);
}

std::set<std::string> names_below(const fs::path& root, std::string_view folder)
{
    std::set<std::string> names;
    for (const File& file : files(root, folder, {".md"}))
        names.insert(file.path.substr(folder.size()));
    return names;
}

} // namespace

Violations connector_folders(const fs::path& root, std::span<const ConnectorSpec* const> specs)
{
    const auto all = files(root, "connectors", {".txt", ".md", ".cpp", ".hpp", ".yaml"});
    std::set<std::string> folders;
    for (const File& file : all)
        if (const auto slash = file.path.find('/', file.path.find('/') + 1); slash != std::string::npos)
            folders.insert(file.path.substr(0, slash));
    Violations found;
    for (const std::string& folder : folders)
        check_folder(all, folder, specs, found);
    return found;
}

Violations source_files(const fs::path& root)
{
    Violations found;
    for (const std::string_view folder : {"include", "src", "connectors", "tests", "scripts"})
        for (const File& file : files(root, folder, code)) {
            const auto text = lines(file.text);
            const std::size_t first = !text.empty() && text[0].starts_with("#!") ? 1 : 0;
            if (text.size() <= first || !text[first].ends_with(" SPDX-License-Identifier: Apache-2.0"))
                found.push_back(file.path + ": does not begin with the licence line");
            if (holds_any(file.text, postponed))
                found.push_back(file.path + ": postpones work, which belongs into an issue");
            if (file.path.ends_with(".hpp") && file.text.find("\n#pragma once\n") == std::string::npos)
                found.push_back(file.path + ": a header without #pragma once");
            if (file.path.ends_with("_test.cpp") && !holds_any(file.text, assertions))
                found.push_back(file.path + ": a test that asserts nothing");
        }
    return found;
}

Violations documents(const fs::path& root)
{
    Violations found;
    for (const File& page : files(root, ".", {".md"}))
        for (std::string link : links(page.text)) {
            link = link.substr(0, link.find('#'));
            const bool elsewhere = link.find("://") != std::string::npos || link.starts_with("mailto:");
            if (!link.empty() && !elsewhere && !fs::exists((root / page.path).parent_path() / link))
                found.push_back(page.path + ": link leads nowhere: " + link);
        }
    const auto english = names_below(root, "docs/guide/en");
    const auto korean = names_below(root, "docs/guide/ko");
    std::vector<std::string> either;
    std::set_symmetric_difference(english.begin(), english.end(), korean.begin(), korean.end(),
                                  std::back_inserter(either));
    for (const std::string& name : either)
        found.push_back("docs/guide" + name + ": exists in one language only");
    return found;
}

} // namespace colophon::conventions
