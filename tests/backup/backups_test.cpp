// SPDX-License-Identifier: Apache-2.0
#include "backup/backups.hpp"
#include "backup/sample_archive.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <thread>

namespace colophon::backup::testing {

namespace {

using ::testing::HasSubstr;

store::Batch batch(int number)
{
    store::Batch batch;
    batch.actor = "urn:li:corpuser:예약";
    batch.now_ms = 1'000 + number;
    for (int i = 0; i < 40; ++i)
        batch.changes.push_back(
            {value_or_throw(Urn::parse("urn:li:tag:예약" + std::to_string(number) + "." + std::to_string(i))),
             {"tagProperties", R"({"name":")" + std::string(500, 'x') + "\"}"}});
    return batch;
}

struct Backing : ::testing::Test {
    Backing() : store(store::open_sqlite_store({.directory = temp.path()})) { write(0); }

    void write(int number) { store->apply(std::vector{batch(number)}); }

    BackupsOptions options()
    {
        BackupsOptions given;
        given.directory = temp.path();
        given.program = "1.2.3";
        given.now_ms = [] { return std::int64_t{1'769'850'000'000}; };
        given.on_end = [this](const BackupRecord& record) { ended.push_back(record); };
        return given;
    }

    static std::string read(http::BodySource& source)
    {
        std::string all;
        while (all.size() < source.size())
            source.read(all);
        return all;
    }

    TempDir temp;
    std::unique_ptr<store::CatalogStore> store;
    std::vector<BackupRecord> ended;
};

TEST_F(Backing, HoldsWhatItsManifestSaysThoughWritesGoOn)
{
    Backups backups(options());
    auto begun = backups.begin("urn:li:corpuser:admin", "r-1");
    EXPECT_TRUE(backups.running());
    const auto position = store->status().position;
    EXPECT_EQ(begun.manifest.position, position);
    EXPECT_EQ(begun.manifest.entities, 40u);
    EXPECT_EQ(begun.manifest.created, "20260131T090000Z");
    for (int i = 1; i < 30; ++i)
        write(i);
    const std::string archive = read(*begun.source);
    begun.source.reset();
    EXPECT_EQ(archive.size(), ended.at(0).bytes);
    EXPECT_TRUE(ended.at(0).whole);
    EXPECT_FALSE(backups.running());
    EXPECT_EQ(ended.at(0).position, position);

    const TempDir elsewhere;
    std::ofstream(elsewhere / "catalog.db", std::ios::binary) << read_archive(archive).at("catalog.db");
    const auto restored = store::open_sqlite_store({.directory = elsewhere.path()});
    EXPECT_EQ(restored->status().position, position);
    EXPECT_EQ(restored->status().entities, 40u);
    EXPECT_GT(store->status().position, position);
}

TEST_F(Backing, TakeTheirTimeWhileOthersMayWrite)
{
    using Clock = std::chrono::steady_clock;
    auto given = options();
    given.polite_rate = 1 << 20;
    given.watch_every = std::chrono::minutes(1); // so that nobody sees that nobody writes
    Backups backups(std::move(given));
    auto begun = backups.begin("urn:li:corpuser:예약", "r-1");
    const auto start = Clock::now();
    const std::string archive = read(*begun.source);
    const std::chrono::duration<double> took = Clock::now() - start;
    // The first piece begins with what it may have had before.
    EXPECT_GE(took.count(), static_cast<double>(archive.size()) / (1 << 20) * 0.5);
}

TEST_F(Backing, AreOneAtATime)
{
    Backups backups(options());
    auto first = backups.begin("a", "1");
    try {
        backups.begin("b", "2");
        ADD_FAILURE() << "two at once";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::conflict);
        EXPECT_THAT(error.what(), HasSubstr("another backup is being taken"));
    }
    first.source.reset();
    EXPECT_FALSE(ended.at(0).whole) << "nobody read it";
    EXPECT_NE(backups.begin("b", "3").source, nullptr);
}

TEST_F(Backing, MakeRoomAgainWhereTheSnapshotCannotBeTaken)
{
    auto given = options();
    given.directory = temp / "없음";
    Backups backups(std::move(given));
    EXPECT_THROW(backups.begin("a", "1"), Error);
    EXPECT_FALSE(backups.running());
}

TEST_F(Backing, AreGivenUpBeforeTheirReaderFillsTheDisk)
{
    auto given = options();
    given.largest_log = 1u << 20;
    given.watch_every = std::chrono::milliseconds(1);
    Backups backups(std::move(given));
    auto begun = backups.begin("a", "1");
    std::string all;
    try {
        for (int i = 1; i < 10'000; ++i) {
            write(i);
            if (i % 100 == 0 && all.size() < begun.source->size() - 4096)
                begun.source->read(all);
        }
        ADD_FAILURE() << "the log grew without a bound";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable);
        EXPECT_THAT(error.what(), HasSubstr("read too slowly"));
    }
    begun.source.reset();
    EXPECT_FALSE(ended.at(0).whole);
}

} // namespace

} // namespace colophon::backup::testing
