// SPDX-License-Identifier: Apache-2.0
#include "backup/backups.hpp"
#include "backup/restore.hpp"
#include "backup/sample_archive.hpp"
#include "store/data_directory.hpp"
#include "store/sqlite.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <sys/stat.h>

namespace colophon::backup::testing {

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Text final : public Source {
public:
    explicit Text(std::string text) : text_(std::move(text)) {}
    bool read(std::string& out) override
    {
        const auto piece = text_.substr(std::min(at_, text_.size()), 10'000);
        at_ += piece.size();
        out += piece;
        return !piece.empty();
    }

private:
    std::string text_;
    std::size_t at_ = 0;
};

std::string content(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A catalog with `tags` entities, and what a backup of it is.
std::string backup_of(int tags)
{
    const TempDir temp;
    const auto store = store::open_sqlite_store({.directory = temp.path()});
    store::Batch batch;
    batch.actor = "urn:li:corpuser:예약";
    for (int i = 0; i < tags; ++i)
        batch.changes.push_back({value_or_throw(Urn::parse("urn:li:tag:예약" + std::to_string(i))),
                                 {"tagProperties", R"({"name":"예약"})"}});
    store->apply(std::vector{batch});
    Backups backups({.directory = temp.path(), .program = "1.2.3"});
    const auto begun = backups.begin("a", "1");
    std::string all;
    while (all.size() < begun.source->size())
        begun.source->read(all);
    return all;
}

/// An archive around a database that somebody else made.
std::string forged(const std::string& database, std::uint64_t position = 0, std::int64_t schema = 2,
                   std::uint64_t entities = 0)
{
    Manifest manifest{
        "1.2.3", "20260131T090000Z", position, entities, schema, {{"catalog.db", database.size()}}};
    ArchiveWriter writer(manifest);
    std::string text = writer.begin();
    writer.add(database);
    return text + database + writer.next();
}

std::string database_of(const std::string& sql)
{
    const TempDir temp;
    {
        store::open_sqlite_store({.directory = temp.path()});
        store::sqlite::Database database(temp / "catalog.db", store::sqlite::Access::read_write);
        database.execute(sql.c_str());
        database.checkpoint(100);
    }
    return content(temp / "catalog.db");
}

struct Restoring : ::testing::Test {
    fs::path data() const { return temp / "자료"; }

    Restored restore_here(const std::string& archive, bool force = false)
    {
        Text source(archive);
        return restore(source, {.directory = data(), .force = force});
    }

    std::string refusal(const std::string& archive, Errc code = Errc::invalid_argument, bool force = false)
    {
        try {
            restore_here(archive, force);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), code) << error.what();
            return error.what();
        }
        ADD_FAILURE() << "restored";
        return {};
    }

    std::uint64_t entities() const
    {
        return store::open_sqlite_store({.directory = data()})->status().entities;
    }

    TempDir temp;
};

TEST_F(Restoring, BringsBackWhatWasThere)
{
    const auto restored = restore_here(backup_of(3));
    EXPECT_EQ(restored.manifest.entities, 3u);
    EXPECT_EQ(restored.former, "");
    EXPECT_EQ(entities(), 3u);
    struct stat status = {};
    ASSERT_EQ(::stat((data() / "catalog.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(Restoring, LeavesNoTraceWhereItRefuses)
{
    const auto good = backup_of(3);
    for (const auto& bad : {good.substr(0, good.size() / 2), std::string("예약"), std::string(),
                            good.substr(0, good.size() - 1), forged("not a database at all"),
                            forged(std::string(8192, 'x')), good + "x"}) {
        refusal(bad);
        EXPECT_FALSE(fs::exists(data()));
    }
    fs::create_directory(data());
    std::ofstream(data() / "메모.txt") << "mine";
    EXPECT_THAT(refusal(good), HasSubstr("--force"));
    EXPECT_EQ(std::distance(fs::directory_iterator(data()), {}), 1);
}

TEST_F(Restoring, RefusesDatabasesWithProgramsInThem)
{
    EXPECT_EQ(refusal(forged(database_of("SELECT 1"), 7)),
              "the backup's catalog.db is not what its manifest says, use another one");
    for (const std::string sql :
         {"CREATE VIEW v AS SELECT 1", "CREATE TRIGGER t AFTER INSERT ON urn BEGIN SELECT 1; END"})
        EXPECT_THAT(refusal(forged(database_of(sql))), HasSubstr("triggers, views or virtual tables")) << sql;
    for (const std::string sql :
         {"CREATE TABLE more (x)", "DROP TABLE claim", "CREATE INDEX more ON urn (created)"})
        EXPECT_THAT(refusal(forged(database_of(sql))), HasSubstr("its tables are others")) << sql;
    EXPECT_THAT(refusal(forged(database_of("PRAGMA application_id = 7"))),
                HasSubstr("not written by Colophon"));
    EXPECT_THAT(refusal(forged(database_of("SELECT 1"), 0, 99)), HasSubstr("newer Colophon"));
    EXPECT_FALSE(fs::exists(data()));
}

TEST_F(Restoring, RefusesDamagedPagesThoughTheSumsAreRight)
{
    const auto good = read_archive(backup_of(200)).at("catalog.db");
    auto database = good;
    // Pages that nothing but a look at all of them reads: their counts of cells are wrong.
    for (std::size_t at = 4096; at < database.size(); at += 4096)
        if (database.substr(at, 4096).find("예약199") != std::string::npos)
            database.replace(at + 3, 2, 2, '\x7f');
    ASSERT_NE(database, good);
    EXPECT_THAT(refusal(forged(database, 200, 2, 200)), HasSubstr("is damaged"));
    EXPECT_FALSE(fs::exists(data()));
    restore_here(forged(good, 200, 2, 200));
    EXPECT_EQ(entities(), 200u);
}

TEST_F(Restoring, KeepsWhatItReplacesAside)
{
    restore_here(backup_of(3));
    fs::create_directory(data() / "search");
    std::ofstream(data() / "admin.token") << "old";
    EXPECT_NE(refusal(backup_of(5)), "");
    EXPECT_EQ(entities(), 3u);
    const auto restored = restore_here(backup_of(5), true);
    EXPECT_EQ(entities(), 5u);
    EXPECT_FALSE(fs::exists(data() / "search")) << "a view of the old store";
    EXPECT_FALSE(fs::exists(data() / "admin.token"));
    EXPECT_EQ(content(restored.former / "admin.token"), "old");
    EXPECT_EQ(store::open_sqlite_store({.directory = restored.former})->status().entities, 3u);
}

TEST_F(Restoring, RefusesADirectoryThatAServerHas)
{
    const auto archive = backup_of(3);
    const store::DataDirectory server(data());
    EXPECT_THAT(refusal(archive, Errc::conflict, true), HasSubstr("another process has the data directory"));
}

TEST_F(Restoring, LetsAJudgeHaveTheLastWord)
{
    Text source(backup_of(3));
    EXPECT_THROW(restore(source, {.directory = data(),
                                  .judge =
                                      [](const fs::path& staging) {
                                          EXPECT_TRUE(fs::exists(staging / "catalog.db"));
                                          throw Error(Errc::invalid_argument, "no");
                                      }}),
                 Error);
    EXPECT_FALSE(fs::exists(data()));
}

} // namespace

} // namespace colophon::backup::testing
