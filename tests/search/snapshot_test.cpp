// SPDX-License-Identifier: Apache-2.0
#include "search/engine.hpp"
#include "search/random_catalog.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>

namespace colophon::search {
namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& directory)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        files.push_back(entry.path());
    return files;
}

std::string read(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write(const std::filesystem::path& file, std::string_view bytes)
{
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

std::unique_ptr<SearchIndex> saved_catalog(const std::filesystem::path& directory)
{
    RandomCatalog catalog(3);
    std::unique_ptr<SearchIndex> index = open_engine(directory);
    for (int round = 0; round < 30; ++round)
        index->apply(catalog.delta(20));
    index->save();
    return index;
}

TEST(SearchSnapshot, ComesBackAsItWas)
{
    const TempDir directory;
    const auto saved = saved_catalog(directory.path());
    const auto loaded = open_engine(directory.path());
    EXPECT_EQ(loaded->position(), saved->position());
    EXPECT_EQ(documents(*loaded), documents(*saved));
    RandomCatalog queries(4);
    for (int i = 0; i < 100; ++i) {
        const SearchQuery query = queries.search();
        const Result<SearchPage> a = saved->search(query);
        const Result<SearchPage> b = loaded->search(query);
        ASSERT_EQ(a.has_value(), b.has_value());
        if (a) {
            EXPECT_EQ(urns(*a), urns(*b)) << query.text;
        }
    }
}

TEST(SearchSnapshot, CanBeWrittenOverAndAddedTo)
{
    const TempDir directory;
    saved_catalog(directory.path());
    {
        const auto index = open_engine(directory.path());
        index->apply(delta({data_set("urn:1", "새 이름")}, {"urn:2"}, 77));
        index->save();
    }
    const auto index = open_engine(directory.path());
    EXPECT_EQ(index->position(), 77U);
    EXPECT_EQ(urns(*index->search(query("name:\"새 이름\""))), std::vector<std::string>{"urn:1"});
}

TEST(SearchSnapshot, StartsEmptyWithoutOne)
{
    const TempDir directory;
    EXPECT_EQ(open_engine(directory.path())->position(), 0U);
    EXPECT_EQ(open_engine(directory / "nowhere")->position(), 0U);
}

TEST(SearchSnapshot, StartsEmptyWhenAnyFileIsCutOff)
{
    const TempDir directory;
    saved_catalog(directory.path());
    ASSERT_GT(files_in(directory.path()).size(), 1U);
    for (const std::filesystem::path& file : files_in(directory.path())) {
        const std::string whole = read(file);
        for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{8}, std::size_t{40},
                                       whole.size() / 2, whole.size() - 1}) {
            write(file, std::string_view(whole).substr(0, size));
            EXPECT_EQ(open_engine(directory.path())->position(), 0U) << file << size;
        }
        write(file, whole + "x");
        EXPECT_EQ(open_engine(directory.path())->position(), 0U) << file;
        write(file, whole);
        EXPECT_NE(open_engine(directory.path())->position(), 0U) << file;
    }
}

TEST(SearchSnapshot, StartsEmptyWhenAnyByteDiffers)
{
    const TempDir directory;
    saved_catalog(directory.path());
    std::mt19937_64 random(5);
    for (const std::filesystem::path& file : files_in(directory.path())) {
        const std::string whole = read(file);
        for (int i = 0; i < 20; ++i) {
            std::string damaged = whole;
            for (std::size_t flips = random() % 4 + 1; flips > 0; --flips)
                damaged[random() % damaged.size()] ^= static_cast<char>(random() % 255 + 1);
            if (damaged == whole)
                continue;
            write(file, damaged);
            EXPECT_EQ(open_engine(directory.path())->position(), 0U) << file;
        }
        write(file, whole);
    }
}

TEST(SearchSnapshot, StartsEmptyWhenAFileIsMissing)
{
    const TempDir directory;
    saved_catalog(directory.path());
    for (const std::filesystem::path& file : files_in(directory.path())) {
        const std::string whole = read(file);
        std::filesystem::remove(file);
        EXPECT_EQ(open_engine(directory.path())->position(), 0U) << file;
        write(file, whole);
    }
}

TEST(SearchSnapshot, WritesWhatIsNewAndKeepsWhatIsNot)
{
    const TempDir directory;
    const auto index = open_engine(directory.path());
    RandomCatalog catalog(6);
    index->apply(catalog.delta(200));
    index->save();
    std::map<std::filesystem::path, std::string> before;
    for (const std::filesystem::path& file : files_in(directory.path()))
        before[file] = read(file);
    index->apply(delta({data_set("zzz", "예약")}, {}, 1000));
    index->save();
    std::size_t kept = 0;
    for (const std::filesystem::path& file : files_in(directory.path()))
        kept += before.contains(file) && before[file] == read(file);
    EXPECT_EQ(kept, 1U) << "the first segment; only the list is written again";
    EXPECT_EQ(files_in(directory.path()).size(), 3U);
}

TEST(SearchSnapshot, LeavesTheOldOneWhenItCannotBeWritten)
{
    const TempDir directory;
    const auto index = saved_catalog(directory.path());
    const std::filesystem::path file = directory / "search.snapshot";
    const std::string before = read(file);
    const Position position = index->position();
    index->apply(delta({data_set("urn:1", "새 이름")}, {}, 5000));
    std::filesystem::create_directory(file.string() + ".new"); // where the new one would be written
    EXPECT_THROW(index->save(), Error);
    EXPECT_EQ(read(file), before);
    EXPECT_GT(index->search(query("예약"))->total, 0U) << "the index goes on";
    EXPECT_EQ(open_engine(directory.path())->position(), position);
    std::filesystem::remove(file.string() + ".new");
    index->save();
    EXPECT_EQ(open_engine(directory.path())->position(), 5000U);
}

} // namespace
} // namespace colophon::search
