// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <mutex>
#include <thread>

namespace colophon::store {

namespace {

using sqlite::Access;
using sqlite::Database;
using sqlite::Statement;
using sqlite::Transaction;
using ::testing::HasSubstr;

/// Two tables that every transaction changes alike: a copy in which they differ is a torn one.
class Twins {
public:
    explicit Twins(const std::filesystem::path& file) : database_(file, Access::read_write)
    {
        database_.execute("PRAGMA journal_mode = WAL");
        database_.execute("CREATE TABLE left (n INTEGER PRIMARY KEY, text TEXT)");
        database_.execute("CREATE TABLE right (n INTEGER PRIMARY KEY, text TEXT)");
    }

    void write()
    {
        Transaction transaction(database_, Transaction::Kind::write);
        ++rows_;
        for (const char* table : {"left", "right"})
            Statement(database_, "INSERT INTO " + std::string(table) + " VALUES (?, ?)")
                .run(rows_, std::string(3000, 'x') + "예약");
        // What stands in old pages changes too.
        database_.execute("UPDATE left SET text = 'a' WHERE n % 7 = 0");
        database_.execute("UPDATE right SET text = 'b' WHERE n % 7 = 0");
        transaction.commit();
        if (database_.wal_pages() > 60)
            database_.checkpoint(1);
    }

    std::int64_t rows() const { return rows_; }
    Database& database() { return database_; }

private:
    Database database_;
    std::int64_t rows_ = 0;
};

void copy(Snapshot& snapshot, const std::filesystem::path& file, std::size_t step = 100'000)
{
    std::ofstream out(file, std::ios::binary);
    std::string piece;
    while (snapshot.read(piece, step) > 0) {
        out << piece;
        piece.clear();
    }
}

std::int64_t whole_rows(const std::filesystem::path& file)
{
    Database copied(file, Access::read_write);
    EXPECT_EQ(copied.text("PRAGMA integrity_check"), "ok");
    const auto left = copied.integer("SELECT count(*) FROM left");
    EXPECT_EQ(left, copied.integer("SELECT count(*) FROM right"));
    EXPECT_EQ(copied.integer("SELECT count(*) FROM left WHERE text = 'a'"),
              copied.integer("SELECT count(*) FROM right WHERE text = 'b'"));
    return left;
}

TEST(Snapshot, IsOfOneMomentWhileOthersWriteAndMoveTheLog)
{
    const TempDir temp;
    Twins twins(temp / "원본.db");
    for (int i = 0; i < 60; ++i)
        twins.write();
    const auto before = twins.rows();
    for (const std::size_t step : {4096u, 5000u, 1u << 20}) {
        Snapshot snapshot(temp / "원본.db");
        const auto at = twins.rows();
        EXPECT_EQ(snapshot.integer("SELECT count(*) FROM left"), at);
        std::string first;
        snapshot.read(first, 4096);
        for (int i = 0; i < 60; ++i)
            twins.write();
        std::ofstream(temp / "사본.db", std::ios::binary) << first;
        std::ofstream out(temp / "사본.db", std::ios::binary | std::ios::app);
        for (std::string piece; snapshot.read(piece, step) > 0; piece.clear())
            out << piece;
        out.close();
        EXPECT_EQ(std::filesystem::file_size(temp / "사본.db"), snapshot.size());
        EXPECT_EQ(whole_rows(temp / "사본.db"), at);
        std::filesystem::remove(temp / "사본.db");
    }
    EXPECT_GT(twins.rows(), before);
}

/// Writes without a rest, but for the tasks of others.
class Restless {
public:
    explicit Restless(Twins& twins)
        : writer_([this, &twins](const std::stop_token& stop) {
              while (!stop.stop_requested()) {
                  twins.write();
                  run_tasks();
              }
          })
    {
    }

    void alone(const std::function<void()>& task)
    {
        std::packaged_task<void()> packaged(task);
        auto done = packaged.get_future();
        {
            const std::lock_guard lock(mutex_);
            tasks_.push_back(std::move(packaged));
        }
        done.get();
    }

private:
    void run_tasks()
    {
        const std::lock_guard lock(mutex_);
        for (auto& task : tasks_)
            task();
        tasks_.clear();
    }

    std::mutex mutex_;
    std::vector<std::packaged_task<void()>> tasks_;
    std::jthread writer_;
};

TEST(Snapshot, IsTakenAmongWritersThatNeverRest)
{
    const TempDir temp;
    Twins twins(temp / "원본.db");
    Restless restless(twins);
    for (int round = 0; round < 10; ++round) {
        Snapshot snapshot(temp / "원본.db", [&](const auto& task) { restless.alone(task); });
        const auto at = snapshot.integer("SELECT count(*) FROM left");
        copy(snapshot, temp / "사본.db");
        EXPECT_EQ(whole_rows(temp / "사본.db"), at);
        std::filesystem::remove(temp / "사본.db");
    }
}

TEST(Snapshot, WaitsForThoseWhoReadAndGivesUpInTheEnd)
{
    const TempDir temp;
    Twins twins(temp / "원본.db");
    twins.write();
    Database reader(temp / "원본.db", Access::read_only);
    Transaction reading(reader, Transaction::Kind::read);
    reader.integer("SELECT count(*) FROM left");
    twins.write(); // which the reader does not see, so that it cannot leave the log
    try {
        Snapshot snapshot(temp / "원본.db", {}, std::chrono::milliseconds(1));
        ADD_FAILURE() << "taken over a reader's head";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable);
        EXPECT_THAT(error.what(), HasSubstr("try again"));
    }
    reading.commit();
    Snapshot snapshot(temp / "원본.db", {}, std::chrono::milliseconds(1));
    EXPECT_EQ(snapshot.integer("SELECT count(*) FROM left"), 2);
}

TEST(Snapshot, ThatIsGivenUpSaysWhyAndLetsTheLogGo)
{
    const TempDir temp;
    Twins twins(temp / "원본.db");
    Snapshot snapshot(temp / "원본.db");
    std::string piece;
    EXPECT_EQ(snapshot.read(piece, 100), 100u);
    for (int i = 0; i < 5; ++i)
        twins.write();
    EXPECT_FALSE(twins.database().checkpoint(1)) << "nothing kept the log from moving";
    snapshot.give_up("너무 느립니다");
    EXPECT_TRUE(twins.database().checkpoint(1));
    try {
        snapshot.read(piece, 100);
        ADD_FAILURE() << "read on after it was given up";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Errc::unavailable);
        EXPECT_THAT(error.what(), HasSubstr("너무 느립니다"));
    }
}

} // namespace

} // namespace colophon::store
