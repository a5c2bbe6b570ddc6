// SPDX-License-Identifier: Apache-2.0
#include "conventions/rules.hpp"
#include "conventions/tree.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace colophon::conventions {

namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string_view>;

/// What each part may include besides the SDK and itself: a part, or one header where the whole part would be
/// too much. `src/CMakeLists.txt` and the parts' own say the same to the linker.
const std::map<std::string, Names, std::less<>> may_include = {
    {"core", {}},
    {"http", {"core"}},
    {"store", {"core"}},
    {"search", {"core", "store/catalog_store.hpp"}},
    {"graph", {"core", "store/catalog_store.hpp"}},
    // Tokens lie in a database of their own, through the same wrapper.
    {"auth", {"core", "store/sqlite.hpp"}},
    {"service", {"core", "store/catalog_store.hpp", "search", "graph", "auth"}},
    // A backup's bytes come from the store's files and go out as an answer's body, or to S3.
    {"backup", {"core", "http", "store"}},
    // The surface speaks of what the service returns; these headers are values and say so.
    {"api",
     {"core", "http", "service", "store/catalog_store.hpp", "search/search_index.hpp", "auth", "backup"}},
    {"ingest", {"core", "http"}},
    {"app", {"core", "http", "store", "search", "graph", "auth", "service", "api", "ingest", "backup"}},
};

struct Home {
    std::string_view header; ///< prefix of what stands between `<` and `>`
    Names paths;             ///< prefixes of the paths that may include it
};

const std::vector<Home> homes = {
    {"boost/asio", {"src/http/"}},
    {"boost/beast", {"src/http/"}},
    {"errmsg.h", {"connectors/mysql/connection.cpp"}},
    {"libpq-fe.h", {"connectors/postgres/"}},
    {"mysql.h", {"connectors/mysql/connection.cpp"}},
    {"nlohmann/",
     {"src/core/", "src/backup/", "src/search/document.cpp", "src/api/", "src/ingest/", "src/app/"}},
    {"openssl/", {"src/api/v1/page.cpp", "src/auth/", "src/core/", "src/http/"}},
    {"re2/", {"src/core/pattern.cpp"}},
    {"simdjson", {"src/core/", "src/graph/", "src/search/", "src/service/"}},
    {"spdlog/", {"src/core/log.cpp"}},
    {"sqlite3.h", {"src/store/"}},
    {"utf8proc.h", {"src/core/", "src/search/"}},
    {"yaml-cpp/", {"src/core/yaml.cpp"}},
};

const std::vector<std::string_view> code = {".cpp", ".hpp"};

bool allows(const Names& allowed, std::string_view header)
{
    return std::any_of(allowed.begin(), allowed.end(), [&](std::string_view name) {
        return header == name || (header.starts_with(name) && header[name.size()] == '/');
    });
}

std::string part_of(std::string_view path) // src/<part>/…
{
    path.remove_prefix(path.find('/') + 1);
    return std::string(path.substr(0, path.find('/')));
}

/// A header that lies beside its includer is the includer's own.
bool beside(const fs::path& root, const File& file, const Include& include)
{
    return fs::exists((root / file.path).parent_path() / include.header);
}

void check_part(const File& file, Violations& found)
{
    const std::string part = part_of(file.path);
    const auto row = may_include.find(part);
    if (row == may_include.end()) {
        found.push_back(file.path + ": no such part in the table of layers: " + part);
        return;
    }
    for (const Include& include : includes(file))
        if (include.quoted && !include.header.starts_with(part + '/') && !allows(row->second, include.header))
            found.push_back(file.path + ": " + part + " may not include " + include.header);
}

void check_connector(const fs::path& root, const File& file, Violations& found)
{
    const std::string own = part_of(file.path) + '/';
    for (const Include& include : includes(file))
        if (include.quoted && !include.header.starts_with(own) && !beside(root, file, include))
            found.push_back(file.path + ": a connector may not include " + include.header);
}

bool at_home(const File& file, const Home& home)
{
    return std::any_of(home.paths.begin(), home.paths.end(),
                       [&](std::string_view path) { return file.path.starts_with(path); });
}

} // namespace

Violations include_direction(const fs::path& root)
{
    Violations found;
    for (const File& file : files(root, "src", code))
        check_part(file, found);
    for (const File& file : files(root, "include", code))
        for (const Include& include : includes(file))
            if (include.quoted)
                found.push_back(file.path + ": the SDK may not include " + include.header);
    for (const File& file : files(root, "connectors", code))
        if (!file.path.ends_with("_test.cpp"))
            check_connector(root, file, found);
    return found;
}

Violations library_homes(const fs::path& root)
{
    Violations found;
    for (const std::string_view folder : {"include", "src", "connectors"})
        for (const File& file : files(root, folder, code))
            for (const Include& include : includes(file))
                for (const Home& home : homes)
                    if (include.header.starts_with(home.header) && !at_home(file, home) &&
                        !file.path.ends_with("_test.cpp"))
                        found.push_back(file.path + ": not the home of " + include.header);
    return found;
}

} // namespace colophon::conventions
