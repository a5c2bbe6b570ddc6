// SPDX-License-Identifier: Apache-2.0
#include "store/changes.hpp"
#include "store/sqlite.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

#include <atomic>
#include <fstream>
#include <gmock/gmock.h>
#include <thread>

namespace colophon::store::test {

namespace {

using testing::HasSubstr;

/// What opening the directory says; empty where it opens.
struct Refusal {
    std::string message;
    Errc code = Errc::internal;
};

Refusal refusal_of(const std::filesystem::path& directory)
{
    try {
        open_sqlite_store({directory});
    } catch (const Error& error) {
        return {error.what(), error.code()};
    }
    return {};
}

void fill(CatalogStore& store, int entities)
{
    std::vector<Change> changes;
    for (int i = 0; i < entities; ++i)
        changes.push_back(
            upsert(table("예약" + std::to_string(i)), "datasetProperties", std::string(500, 'x')));
    apply(store, changes);
}

void overwrite(const std::filesystem::path& file, std::streamoff at, std::size_t bytes)
{
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(at);
    stream << std::string(bytes, '\x5a');
}

/// The newest change that a scan shows is the one at the position it names.
bool scans_one_moment(const CatalogStore& store)
{
    Position newest = 0;
    const Position position = store.scan([&](const StoredEntity& entity) {
        newest = std::max(newest, entity.position);
        return true;
    });
    return newest == position;
}

TEST(SqliteStore, KeepsEverythingAcrossARestart)
{
    const TempDir directory;
    {
        auto store = open_sqlite_store({directory.path()});
        apply(*store, {in_run(upsert(table("예약"), "status", "1", {{"R", table("t")}}), "실행")});
        apply(*store, {upsert(table("예약"), "status", "2")});
    }
    EXPECT_FALSE(std::filesystem::exists(directory / "catalog.db-wal")) << "closed well";
    auto store = open_sqlite_store({directory.path()});
    EXPECT_EQ(json_of(*store, table("예약"), "status"), "2");
    EXPECT_EQ(json_of(*store, table("예약"), "status", {{}, 1, {}}), "1");
    EXPECT_EQ(apply(*store, {upsert(table("예약"), "status", "3")}).position, 3u);
    EXPECT_EQ(store->runs(1).at(0).run_id, "실행");
}

TEST(SqliteStore, LetsOneProcessIn)
{
    const TempDir directory;
    auto store = open_sqlite_store({directory.path()});
    const Refusal refusal = refusal_of(directory.path());
    EXPECT_EQ(refusal.code, Errc::conflict);
    EXPECT_THAT(refusal.message, HasSubstr(directory.path().string()));
    EXPECT_EQ(apply(*store, {upsert(table("a"), "status", "1")}).position, 1u)
        << "the first is not disturbed";
}

TEST(SqliteStore, RefusesWhatANewerVersionWrote)
{
    const TempDir directory;
    open_sqlite_store({directory.path()});
    sqlite::Database(directory / "catalog.db", sqlite::Access::read_write)
        .execute("PRAGMA user_version = 99");
    const Refusal refusal = refusal_of(directory.path());
    EXPECT_EQ(refusal.code, Errc::invalid_argument);
    EXPECT_THAT(refusal.message, HasSubstr("newer Colophon"));
    EXPECT_THAT(refusal.message, HasSubstr("99"));
}

TEST(SqliteStore, RefusesTheDatabaseOfAnotherProgram)
{
    const TempDir directory;
    sqlite::Database(directory / "catalog.db", sqlite::Access::read_write).execute("CREATE TABLE notes (t)");
    const Refusal refusal = refusal_of(directory.path());
    EXPECT_EQ(refusal.code, Errc::invalid_argument);
    EXPECT_THAT(refusal.message, HasSubstr("not written by Colophon"));
    EXPECT_EQ(sqlite::Database(directory / "catalog.db", sqlite::Access::read_only)
                  .integer("SELECT count(*) FROM sqlite_schema"),
              1)
        << "left as it was";
}

TEST(SqliteStore, RefusesADamagedHeader)
{
    const TempDir directory;
    open_sqlite_store({directory.path()});
    overwrite(directory / "catalog.db", 0, 100);
    const Refusal refusal = refusal_of(directory.path());
    EXPECT_EQ(refusal.code, Errc::internal);
    EXPECT_THAT(refusal.message, HasSubstr("damaged"));
}

TEST(SqliteStore, FindsDamagedPagesAfterACrash)
{
    const TempDir directory;
    {
        auto store = open_sqlite_store({directory.path()});
        fill(*store, 1000);
    }
    const auto size = std::filesystem::file_size(directory / "catalog.db");
    overwrite(directory / "catalog.db", static_cast<std::streamoff>(size / 2), 20000);
    std::ofstream(directory / "catalog.db-wal") << "what a crash left";
    const Refusal refusal = refusal_of(directory.path());
    EXPECT_EQ(refusal.code, Errc::internal);
    EXPECT_THAT(refusal.message, HasSubstr("damaged"));
}

TEST(SqliteStore, TakesNoMoreWritesOnceItMetADamagedPage)
{
    const TempDir directory;
    {
        auto store = open_sqlite_store({directory.path()});
        fill(*store, 1000);
    }
    const auto page = sqlite::Database(directory / "catalog.db", sqlite::Access::read_only)
                          .integer("SELECT rootpage FROM sqlite_schema WHERE name = 'aspect'");
    overwrite(directory / "catalog.db", (page - 1) * 4096, 4096);
    auto store = open_sqlite_store({directory.path()});
    EXPECT_THROW(fill(*store, 1000), Error);
    try {
        apply(*store, {upsert(table("새것"), "status", "1")});
        FAIL() << "written to a damaged file";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::internal);
        EXPECT_THAT(error.what(), HasSubstr("no more is written"));
    }
}

TEST(SqliteStore, KeepsItsLogShortUnderReadersThatNeverPause)
{
    const TempDir directory;
    auto store = open_sqlite_store({directory.path()});
    fill(*store, 200);
    std::atomic<bool> stop = false;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> readers;
    for (int reader = 0; reader < 3; ++reader)
        readers.emplace_back([&] {
            while (!stop)
                if (json_of(*store, table("예약7"), "datasetProperties").empty())
                    ++wrong;
        });
    std::uintmax_t longest = 0;
    for (int i = 0; i < 100; ++i) {
        std::vector<Change> changes;
        for (int k = 0; k < 100; ++k)
            changes.push_back(upsert(table("t" + std::to_string(i) + "_" + std::to_string(k)), "status",
                                     std::string(8000, 'y')));
        apply(*store, changes);
        longest = std::max(longest, std::filesystem::file_size(directory / "catalog.db-wal"));
    }
    stop = true;
    for (std::thread& reader : readers)
        reader.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_LT(longest, 48u << 20) << "80 MB were written";
}

TEST(SqliteStore, AnswersManyThreadsWhileOneWrites)
{
    const TempDir directory;
    auto store = open_sqlite_store({directory.path()});
    fill(*store, 20);
    std::atomic<bool> stop = false;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> readers;
    for (int reader = 0; reader < 6; ++reader)
        readers.emplace_back([&, reader] {
            Position last = 0;
            while (!stop) {
                const Position now = store->status().position;
                wrong += now < last ? 1 : 0;
                last = now;
                // Both are written by one batch: no reader may see one without the other.
                const auto entity = store->read(table("둘"), {});
                if (entity && (entity->aspects.size() != 2 ||
                               entity->aspects[0].aspect.json != entity->aspects[1].aspect.json))
                    ++wrong;
                if (reader % 2 == 0 && !scans_one_moment(*store))
                    ++wrong;
                if (reader == 1 && store->changes(0, 100000).size() < now)
                    ++wrong;
                if (reader == 2 && store->edges({table("통"), Direction::incoming}).total > 1)
                    ++wrong;
            }
        });
    for (int i = 0; i < 100; ++i) {
        const std::string json = std::to_string(i);
        apply(*store, {upsert(table("둘"), "status", json, {{"R", table("통")}}),
                       upsert(table("둘"), "subTypes", json)});
    }
    stop = true;
    for (std::thread& reader : readers)
        reader.join();
    EXPECT_EQ(wrong, 0);
}

} // namespace

} // namespace colophon::store::test
