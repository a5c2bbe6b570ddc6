// SPDX-License-Identifier: Apache-2.0
#include "search/engine.hpp"
#include "search/random_catalog.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

namespace colophon::search {
namespace {

std::filesystem::path only_file(const std::filesystem::path& directory)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        files.push_back(entry.path());
    EXPECT_EQ(files.size(), 1U);
    return files.at(0);
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

TEST(SearchSnapshot, StartsEmptyWhenItIsCutOff)
{
    const TempDir directory;
    saved_catalog(directory.path());
    const std::filesystem::path file = only_file(directory.path());
    const std::string whole = read(file);
    for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{8}, std::size_t{40},
                                   whole.size() / 2, whole.size() - 1}) {
        write(file, std::string_view(whole).substr(0, size));
        EXPECT_EQ(open_engine(directory.path())->position(), 0U) << size;
    }
    write(file, whole + "x");
    EXPECT_EQ(open_engine(directory.path())->position(), 0U);
}

TEST(SearchSnapshot, StartsEmptyWhenAnyByteDiffers)
{
    const TempDir directory;
    saved_catalog(directory.path());
    const std::filesystem::path file = only_file(directory.path());
    const std::string whole = read(file);
    std::mt19937_64 random(5);
    for (int i = 0; i < 300; ++i) {
        std::string damaged = whole;
        for (std::size_t flips = random() % 4 + 1; flips > 0; --flips)
            damaged[random() % damaged.size()] ^= static_cast<char>(random() % 255 + 1);
        if (damaged == whole)
            continue;
        write(file, damaged);
        EXPECT_EQ(open_engine(directory.path())->position(), 0U);
    }
}

TEST(SearchSnapshot, LeavesTheOldOneWhenItCannotBeWritten)
{
    const TempDir directory;
    const auto index = saved_catalog(directory.path());
    const std::filesystem::path file = only_file(directory.path());
    const std::string before = read(file);
    std::filesystem::create_directory(file.string() + ".new"); // where the new one would be written
    EXPECT_THROW(index->save(), Error);
    EXPECT_EQ(read(file), before);
    EXPECT_GT(index->search(query("예약"))->total, 0U) << "the index goes on";
}

} // namespace
} // namespace colophon::search
