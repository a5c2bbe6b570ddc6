// SPDX-License-Identifier: Apache-2.0
#include "conventions/rules.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

namespace colophon::conventions {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::filesystem::path project = COLOPHON_SOURCE_DIR;
constexpr auto licence = "// SPDX-License-Identifier: Apache-2.0\n";

/// A tree of a few files, to see that a rule can be broken.
class Planted : public testing::Test {
protected:
    Planted()
    {
        std::string name = (std::filesystem::temp_directory_path() / "conventions-XXXXXX").string();
        root = mkdtemp(name.data());
    }
    ~Planted() override { std::filesystem::remove_all(root); }

    void plant(const std::string& path, const std::string& text) const
    {
        std::filesystem::create_directories((root / path).parent_path());
        std::ofstream(root / path) << text;
    }

    std::filesystem::path root;
};

TEST(Conventions, IncludesPointDown)
{
    EXPECT_THAT(include_direction(project), IsEmpty());
}

TEST(Conventions, EachHeavyLibraryHasOneHome)
{
    EXPECT_THAT(library_homes(project), IsEmpty());
}

TEST(Conventions, ConnectorFoldersLookAlike)
{
    EXPECT_THAT(connector_folders(project, connectors()), IsEmpty());
}

TEST(Conventions, SourceFilesAreCompleteAndTestsAssert)
{
    EXPECT_THAT(source_files(project), IsEmpty());
}

TEST(Conventions, DocumentsLeadSomewhereInBothLanguages)
{
    EXPECT_THAT(documents(project), IsEmpty());
}

TEST_F(Planted, AnIncludeThatPointsUpIsFound)
{
    plant("src/store/sqlite.cpp", "#include \"core/json.hpp\"\n#include \"search/engine.hpp\"\n");
    plant("src/api/v1/search.cpp",
          "#include \"store/sqlite_store.hpp\"\n#include \"store/catalog_store.hpp\"\n");
    plant("src/manager/manager.cpp", "");
    plant("include/colophon/urn.hpp", "#include \"core/text.hpp\"\n");
    EXPECT_THAT(include_direction(root),
                ElementsAre("src/api/v1/search.cpp: api may not include store/sqlite_store.hpp",
                            "src/manager/manager.cpp: no such part in the table of layers: manager",
                            "src/store/sqlite.cpp: store may not include search/engine.hpp",
                            "include/colophon/urn.hpp: the SDK may not include core/text.hpp"));
}

TEST_F(Planted, AConnectorSeesTheSdkAndItself)
{
    plant("connectors/mysql/reader.hpp", "");
    plant("connectors/mysql/connector.cpp",
          "#include \"reader.hpp\"\n#include <colophon/connector.hpp>\n#include \"core/json.hpp\"\n");
    EXPECT_THAT(include_direction(root),
                ElementsAre("connectors/mysql/connector.cpp: a connector may not include core/json.hpp"));
}

TEST_F(Planted, ALibraryAwayFromHomeIsFound)
{
    plant("src/api/v1/get.cpp", "#include <boost/beast/http.hpp>\n#include <nlohmann/json.hpp>\n");
    plant("src/http/server.cpp", "#include <boost/beast/http.hpp>\n");
    plant("src/http/message.cpp", "#include <spdlog/spdlog.h>\n");
    EXPECT_THAT(library_homes(root), ElementsAre("src/api/v1/get.cpp: not the home of boost/beast/http.hpp",
                                                 "src/http/message.cpp: not the home of spdlog/spdlog.h"));
}

TEST_F(Planted, AConnectorFolderWithoutItsPartsIsFound)
{
    constexpr std::array options = {Option{.name = "host_port"}, Option{.name = "password"}};
    const ConnectorSpec spec{
        .name = "mysql", .summary = "", .options = options, .make = nullptr, .grants = nullptr};
    const std::array<const ConnectorSpec*, 1> specs = {&spec};
    plant("connectors/mysql/README.md", "# MySQL\n## Permissions\n## Options\n| `host_port` | text |\n| "
                                        "`호스트` | text |\n## What it reads\n");
    plant("connectors/mysql/recipe.example.yaml", "source:\n  type: postgres\n");
    const auto found = connector_folders(root, specs);
    EXPECT_THAT(found, Contains("connectors/mysql: missing file: permissions.yaml"));
    EXPECT_THAT(found, Contains("connectors/mysql: no test beside the connector"));
    EXPECT_THAT(found, Contains("connectors/mysql/recipe.example.yaml: does not name its connector: mysql"));
    EXPECT_THAT(found, Contains(HasSubstr("not in its place: ## Options")));
    EXPECT_THAT(found, Contains("connectors/mysql/README.md: option is not in the table: password"));
    EXPECT_THAT(found, Contains("connectors/mysql/README.md: option is not one of the connector's: 호스트"));
}

TEST_F(Planted, ASecondNameOfAConnectorIsAThinFolder)
{
    constexpr std::array options = {Option{.name = "host_port"}};
    const ConnectorSpec spec{
        .name = "mariadb", .summary = "", .options = options, .make = nullptr, .grants = nullptr};
    const std::array<const ConnectorSpec*, 1> specs = {&spec};
    plant("connectors/mariadb/CMakeLists.txt",
          "colophon_connector(mariadb SHARES mysql SOURCES connector.cpp)\n");
    plant("connectors/mariadb/connector.cpp", "");
    plant("connectors/mariadb/README.md",
          "# 마리아DB\n## Permissions\n## What it reads\n## Options\n## Limits\n");
    EXPECT_THAT(connector_folders(root, specs),
                ElementsAre("connectors/mariadb: missing file: recipe.example.yaml"));
}

TEST_F(Planted, AnUnfinishedSourceFileIsFound)
{
    plant("src/core/a.cpp", "int main() {}\n");
    plant("src/core/b.cpp", std::string(licence) + "// TO"
                                                   "DO: 나중에\n");
    plant("src/core/c.hpp", licence);
    plant("tests/core/d_test.cpp", std::string(licence) + "TEST(D, Runs) { run(); }\n");
    plant("scripts/e.sh", "#!/usr/bin/env bash\n# SPDX-License-Identifier: Apache-2.0\n");
    EXPECT_THAT(source_files(root), ElementsAre("src/core/a.cpp: does not begin with the licence line",
                                                "src/core/b.cpp: postpones work, which belongs into an issue",
                                                "src/core/c.hpp: a header without #pragma once",
                                                "tests/core/d_test.cpp: a test that asserts nothing"));
}

TEST_F(Planted, ADeadLinkAndAnUntranslatedPageAreFound)
{
    plant("README.md",
          "[지도](docs/map.md#길) [here](#x) [far](https://example.com)\n```\n[no](gone.md)\n```\n");
    plant("docs/guide/en/search.md", "");
    EXPECT_THAT(documents(root), ElementsAre(HasSubstr("README.md: link leads nowhere: docs/map.md"),
                                             "docs/guide/search.md: exists in one language only"));
}

} // namespace
} // namespace colophon::conventions
