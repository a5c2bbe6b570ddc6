// SPDX-License-Identifier: Apache-2.0

// What is on disk is damaged in every way: the index is as it was, or empty, and never anything between.

#include "core/log.hpp"
#include "search/engine.hpp"
#include "search/search_fixture.hpp"
#include "search/snapshot_files.hpp"
#include "support/temp_dir.hpp"

#include <gtest/gtest.h>
#include <random>

namespace colophon::search {
namespace {

namespace fs = std::filesystem;

SearchDocument car(const std::string& urn, const std::string& name)
{
    SearchDocument document = data_set(urn, name, {"예약_id", "b"}, "차량의 예약");
    document.values.push_back({Facet::owner, "소유자"});
    document.updated_ms = 5;
    document.usage = 7;
    return document;
}

class SnapshotFuzz : public testing::Test {
protected:
    SnapshotFuzz()
    {
        log::configure(log::Level::error, log::Format::text); // thousands of starts say why they are empty
        const std::unique_ptr<SearchIndex> index = open_engine(saved / "index");
        index->apply(delta({car("a", "예약"), car("b", "trip")}, {}, 1));
        index->apply(delta({car("a", "예약2")}, {}, 2));
        index->apply(delta({car("c", "gone")}, {}, 3));
        index->apply(delta({}, {"c"}, 4));
        index->save();
        expected = documents(*index);
        for (const fs::path& file : files_below(saved.path()))
            originals.emplace_back(file, read_bytes(file));
    }
    ~SnapshotFuzz() override { log::configure(log::Level::info, log::Format::text); }

    fs::path folder() const { return saved / "index"; }

    void restore() const
    {
        fs::remove_all(folder());
        fs::create_directories(folder());
        for (const auto& [file, bytes] : originals) {
            fs::create_directories(file.parent_path());
            write_bytes(file, bytes);
        }
    }

    /// Starts on what is there: whole, or empty.
    bool loads_whole() const
    {
        const std::unique_ptr<SearchIndex> index = open_engine(folder());
        const std::vector<SearchDocument> found = documents(*index);
        if (index->position() == 0) {
            EXPECT_TRUE(found.empty());
            EXPECT_EQ(index->status().documents, 0U);
            EXPECT_EQ(index->search(query("예약"))->total, 0U);
            return false;
        }
        EXPECT_EQ(index->position(), 4U);
        EXPECT_EQ(found, expected);
        EXPECT_EQ(index->search(query("예약2"))->total, 1U);
        return true;
    }

    /// What was refused is in nobody's way.
    void expect_goes_on() const
    {
        {
            const std::unique_ptr<SearchIndex> index = open_engine(folder());
            index->apply(delta({car("d", "새 예약")}, {}, 9));
            index->save();
        }
        const std::unique_ptr<SearchIndex> index = open_engine(folder());
        EXPECT_EQ(index->position(), 9U);
        EXPECT_EQ(index->search(query("name:새"))->total, 1U);
        expect_every_file_is_needed(folder());
    }

    TempDir saved;
    std::vector<SearchDocument> expected;
    std::vector<std::pair<fs::path, std::string>> originals;
};

/// Every byte of a file's head and tail, and some of what is between.
std::size_t step(std::size_t at, std::size_t size)
{
    constexpr std::size_t edge = 96;
    constexpr std::size_t samples = 250;
    return at < edge || at + edge >= size ? 1 : 1 + (size - 2 * edge) / samples;
}

TEST_F(SnapshotFuzz, RefusesAnyByteThatDiffers)
{
    std::mt19937_64 random(11);
    for (const auto& [file, whole] : originals)
        for (std::size_t at = 0; at < whole.size(); at += step(at, whole.size())) {
            write_byte(file, at, static_cast<char>(whole[at] ^ static_cast<char>(random() % 255 + 1)));
            EXPECT_FALSE(loads_whole()) << file.filename() << " byte " << at;
            write_byte(file, at, whole[at]);
        }
    EXPECT_TRUE(loads_whole());
}

TEST_F(SnapshotFuzz, RefusesAnyLengthThatDiffers)
{
    for (const auto& [file, whole] : originals) {
        for (std::size_t length = 0; length < whole.size(); length += 3 * step(length, whole.size())) {
            write_bytes(file, std::string_view(whole).substr(0, length));
            EXPECT_FALSE(loads_whole()) << file.filename() << " cut to " << length;
        }
        for (const std::string& tail :
             {std::string(1, '\0'), std::string(8, '\0'), std::string(4096, 'x'), whole}) {
            write_bytes(file, whole + tail);
            EXPECT_FALSE(loads_whole()) << file.filename() << " with " << tail.size() << " more";
        }
        write_bytes(file, whole);
    }
    EXPECT_TRUE(loads_whole());
}

TEST_F(SnapshotFuzz, RefusesPartsThatWereMovedOrBlank)
{
    std::mt19937_64 random(12);
    for (const auto& [file, whole] : originals) {
        for (int i = 0; i < 150; ++i) {
            std::string damaged = whole;
            const std::size_t size = random() % whole.size() + 1;
            const std::size_t from = random() % (whole.size() - size + 1);
            const std::size_t to = random() % (whole.size() - size + 1);
            if (i % 3 == 0)
                damaged.replace(to, size, size, '\0'); // a block that was never written
            else
                damaged.replace(to, size, whole, from, size);
            if (damaged == whole)
                continue;
            write_bytes(file, damaged);
            EXPECT_FALSE(loads_whole()) << file.filename();
        }
        write_bytes(file, whole);
    }
}

TEST_F(SnapshotFuzz, StartsWithoutAnyOfItsFiles)
{
    for (const auto& [file, whole] : originals) {
        fs::remove(file);
        EXPECT_FALSE(loads_whole()) << file.filename();
        expect_goes_on();
        restore();
        write_bytes(file, "");
        EXPECT_FALSE(loads_whole()) << file.filename();
        expect_goes_on();
        restore();
        fs::remove(file);
        fs::create_directory(file); // a folder of that name
        EXPECT_FALSE(loads_whole()) << file.filename();
        restore();
    }
    EXPECT_TRUE(loads_whole());
}

TEST_F(SnapshotFuzz, IsNotMovedByFilesOfOthers)
{
    write_bytes(folder() / "README", "예약");
    write_bytes(folder() / "search.snapshot.old", originals.front().second);
    fs::create_directory(folder() / "lost+found");
    EXPECT_TRUE(loads_whole());
}

/// One file of an older save beside the others of a newer: one of the two, or empty.
TEST_F(SnapshotFuzz, MixesNoTwoSaves)
{
    {
        const std::unique_ptr<SearchIndex> index = open_engine(folder());
        index->apply(delta({car("a", "예약2"), car("e", "newer"), car("b", "newer")}, {"b"}, 5));
        index->save();
    }
    const std::vector<fs::path> newer = files_below(folder());
    std::vector<std::string> bytes;
    for (const fs::path& file : newer)
        bytes.push_back(read_bytes(file));
    const std::vector<SearchDocument> newest = documents(*open_engine(folder()));
    for (const auto& [file, whole] : originals) {
        write_bytes(file, whole);
        const std::unique_ptr<SearchIndex> index = open_engine(folder());
        const std::vector<SearchDocument> found = documents(*index);
        EXPECT_TRUE((index->position() == 0 && found.empty()) ||
                    (index->position() == 4 && found == expected) ||
                    (index->position() == 5 && found == newest))
            << file.filename() << " at " << index->position();
        fs::remove(file);
        for (std::size_t i = 0; i < newer.size(); ++i)
            write_bytes(newer[i], bytes[i]);
    }
}

} // namespace
} // namespace colophon::search
