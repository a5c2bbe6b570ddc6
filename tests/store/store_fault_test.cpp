// SPDX-License-Identifier: Apache-2.0

// Disks that are full and disks that fail: nothing is acknowledged that is not kept, and reads go on.

#include "store/changes.hpp"
#include "store/faulty_disk.hpp"
#include "store/sqlite_store.hpp"
#include "support/temp_dir.hpp"

#include <cerrno>
#include <gtest/gtest.h>
#include <optional>
#include <sys/mount.h>

namespace colophon::store::test {

namespace {

Urn urn_of(int i)
{
    return table("예약" + std::to_string(i));
}

/// Batch i puts two aspects into entity i.
Batch numbered(int i)
{
    const std::string json = std::to_string(i) + std::string(3000, 'x');
    return batch(
        {upsert(urn_of(i), "status", json, {{"R", table("통")}}), upsert(urn_of(i), "subTypes", json)});
}

/// The error's code, or nothing where the batch was taken.
std::optional<Errc> try_to_apply(CatalogStore& store, int i)
{
    try {
        apply(store, numbered(i));
        return std::nullopt;
    } catch (const Error& error) {
        return error.code();
    }
}

/// Exactly the batches up to `last` are there, and whole.
void expect_batches(const CatalogStore& store, int last)
{
    EXPECT_EQ(store.status().position, static_cast<Position>(last) * 2);
    EXPECT_EQ(store.status().entities, static_cast<std::uint64_t>(last));
    EXPECT_EQ(store.edges({table("통"), Direction::incoming}).total, static_cast<std::uint64_t>(last));
    for (int i = 1; i <= last; ++i)
        EXPECT_EQ(json_of(store, urn_of(i), "subTypes"), numbered(i).changes[1].aspect.json) << i;
    EXPECT_FALSE(store.read(urn_of(last + 1), {}));
}

/// A small file system of its own, where this process may mount one.
class SmallDisk {
public:
    explicit SmallDisk(const std::filesystem::path& at)
        : at_(at.string()), mounted_(::mount("tmpfs", at_.c_str(), "tmpfs", 0, "size=4m") == 0)
    {
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk()
    {
        if (mounted_)
            ::umount2(at_.c_str(), MNT_DETACH);
    }
    bool mounted() const { return mounted_; }
    void grow() { ::mount("tmpfs", at_.c_str(), "tmpfs", MS_REMOUNT, "size=16m"); }

private:
    std::string at_;
    bool mounted_;
};

class StoreFault : public testing::Test {
protected:
    void SetUp() override { faulty_disk::reset(); }
    void TearDown() override { faulty_disk::reset(); }
    std::unique_ptr<CatalogStore> open() { return open_sqlite_store({directory_.path()}); }
    const TempDir& directory() const { return directory_; }

private:
    TempDir directory_;
};

TEST_F(StoreFault, RefusesWritesOnAFullDiskReadsOnAndRecovers)
{
    auto store = open();
    int last = 0;
    for (int fill_level = 1; fill_level <= 30; ++fill_level) {
        faulty_disk::limit(200'000 + 97'003L * fill_level);
        std::optional<Errc> refusal;
        while (!(refusal = try_to_apply(*store, last + 1)))
            ++last;
        EXPECT_EQ(refusal, Errc::storage_full);
        EXPECT_TRUE(store->status().full);
        expect_batches(*store, last);
        EXPECT_EQ(try_to_apply(*store, last + 1), Errc::storage_full) << "still full";
    }
    faulty_disk::limit(0);
    EXPECT_EQ(try_to_apply(*store, ++last), std::nullopt) << "without a restart";
    EXPECT_FALSE(store->status().full);
    expect_batches(*store, last);
    store.reset();
    store = open();
    expect_batches(*store, last);
}

TEST_F(StoreFault, RecoversOnARealFileSystemThatWasFull)
{
    SmallDisk disk(directory().path());
    if (!disk.mounted())
        GTEST_SKIP() << "only root may mount a file system";
    int last = 0;
    {
        auto store = open();
        std::optional<Errc> refusal;
        while (!(refusal = try_to_apply(*store, last + 1)))
            ++last;
        EXPECT_EQ(refusal, Errc::storage_full);
        expect_batches(*store, last);
        disk.grow();
        EXPECT_EQ(try_to_apply(*store, ++last), std::nullopt);
        expect_batches(*store, last);
    }
    expect_batches(*open(), last);
}

TEST_F(StoreFault, StopsWritingForGoodWhenTheDiskFails)
{
    for (const auto call : {faulty_disk::Call::sync, faulty_disk::Call::write})
        for (int nth = 1; nth <= 12; ++nth) {
            const TempDir fresh;
            int acknowledged = 0;
            {
                auto store = open_sqlite_store({fresh.path()});
                faulty_disk::fail(call, nth, EIO);
                std::optional<Errc> refusal;
                while (!(refusal = try_to_apply(*store, acknowledged + 1)))
                    ++acknowledged;
                EXPECT_EQ(refusal, Errc::internal);
                faulty_disk::reset();
                EXPECT_EQ(try_to_apply(*store, acknowledged + 1), Errc::internal)
                    << "a disk that failed once";
                expect_batches(*store, acknowledged);
            }
            // What was being written when the disk failed may be there, whole; what was acknowledged must.
            auto store = open_sqlite_store({fresh.path()});
            expect_batches(*store, acknowledged + (store->read(urn_of(acknowledged + 1), {}) ? 1 : 0));
        }
}

TEST_F(StoreFault, KeepsWhatWasCommittedWhenTheLogCannotBeMovedIntoTheFile)
{
    auto store = open();
    faulty_disk::limit(24 << 20); // the log fits, the file beside it does not
    int last = 0;
    const auto apply_many = [&] {
        std::vector<Batch> group;
        for (int i = last + 1; i <= last + 50; ++i)
            group.push_back(numbered(i));
        store->apply(group);
        last += 50;
    };
    EXPECT_THROW(
        while (true) { apply_many(); }, Error);
    EXPECT_GT(std::filesystem::file_size(directory() / "catalog.db-wal"), 16u << 20);
    faulty_disk::reset();
    for (int more = 0; more < 5; ++more)
        apply_many();
    expect_batches(*store, last);
}

} // namespace

} // namespace colophon::store::test
