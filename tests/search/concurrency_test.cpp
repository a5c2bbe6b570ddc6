// SPDX-License-Identifier: Apache-2.0
#include "search/engine.hpp"
#include "search/search_fixture.hpp"

#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace colophon::search {
namespace {

constexpr int data_sets = 200;

/// Every document of one generation has the generation's word: a reader sees one generation or the next,
/// never a mixture.
IndexDelta generation(int number)
{
    IndexDelta made;
    made.position = static_cast<Position>(number);
    for (int i = 0; i < data_sets; ++i)
        made.upserts.push_back(data_set("u" + std::to_string(i), "예약_g" + std::to_string(number % 2),
                                        {"c" + std::to_string(i)}));
    return made;
}

void read_until(const SearchIndex& index, const std::atomic<bool>& done)
{
    Position last = 0;
    while (!done) {
        const SearchPage even = *index.search(query("\"예약 g 0\""));
        ASSERT_TRUE(even.total == 0 || even.total == data_sets) << even.total;
        ASSERT_EQ(even.total != 0, even.position % 2 == 0);
        ASSERT_GE(even.position, last);
        last = even.position;
        SearchQuery all = query("예약");
        all.facets = {Facet::platform};
        const SearchPage page = *index.search(all);
        ASSERT_EQ(page.total, data_sets);
        ASSERT_EQ(page.facets.at(0).values.at(0).count, data_sets);
        ASSERT_FALSE(index.suggest("예", 3).empty());
        std::size_t scanned = 0;
        index.scan([&scanned](const SearchDocument&) { return ++scanned > 0; });
        ASSERT_EQ(scanned, data_sets);
    }
}

TEST(SearchConcurrency, ReadersSeeWholeDeltasWhileOthersAreWritten)
{
    const std::unique_ptr<SearchIndex> index = open_engine({});
    index->apply(generation(1));
    std::atomic<bool> done = false;
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&] { read_until(*index, done); });
    for (int number = 2; number < 60; ++number)
        index->apply(generation(number));
    done = true;
    readers.clear();
    EXPECT_EQ(index->position(), 59U);
}

/// Parts this large merge on a thread of their own, which the writes that follow overtake.
TEST(SearchConcurrency, LargeMergesLoseNothingThatIsWrittenMeanwhile)
{
    const std::unique_ptr<SearchIndex> index = open_engine({});
    constexpr std::size_t width = 1200;
    constexpr std::size_t parts = 9;
    Position position = 0;
    const auto write = [&](std::size_t first, std::size_t count, const std::string& name) {
        IndexDelta made;
        made.position = ++position;
        for (std::size_t i = first; i < first + count; ++i)
            made.upserts.push_back(data_set("u" + std::to_string(i), name));
        index->apply(std::move(made));
    };
    for (std::size_t part = 0; part < parts; ++part)
        write(part * width, width, "예약_old");
    for (std::size_t part = 0; part < parts * 4; ++part)
        write(part * width / 4, 10, "예약_new");
    index->apply(delta({}, {"u20", "u21"}, ++position));
    EXPECT_EQ(index->search(query("예약"))->total, width * parts - 2);
    EXPECT_EQ(index->search(query("\"예약 new\""))->total, parts * 40);
    EXPECT_EQ(documents(*index).size(), width * parts - 2);
}

} // namespace
} // namespace colophon::search
