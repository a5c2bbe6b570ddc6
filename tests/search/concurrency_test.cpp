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

TEST(SearchConcurrency, LargeMergesLoseNothingThatIsWrittenMeanwhile)
{
    const std::unique_ptr<SearchIndex> index = open_engine({});
    constexpr int width = 1500; // so that merges are too large for the writing thread
    constexpr int rounds = 12;
    for (int round = 0; round < rounds; ++round) {
        IndexDelta made;
        made.position = static_cast<Position>(round + 1);
        for (int i = 0; i < width; ++i)
            made.upserts.push_back(
                data_set("u" + std::to_string(round * width / 2 + i), "r" + std::to_string(round) + "_예약"));
        if (round > 0)
            made.removals.push_back("u" + std::to_string(round));
        index->apply(std::move(made));
    }
    // Half of each round is written over by the next; of the first rounds' removals none comes back.
    EXPECT_EQ(index->search(query("예약"))->total, (rounds + 1) * width / 2 - (rounds - 1));
    EXPECT_EQ(index->search(query("\"r 11\""))->total, width);
    EXPECT_EQ(index->search(query("\"r 3\""))->total, width / 2);
    EXPECT_EQ(documents(*index).size(), index->search(query("*"))->total);
}

} // namespace
} // namespace colophon::search
