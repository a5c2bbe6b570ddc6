// SPDX-License-Identifier: Apache-2.0

// Everything at once: a writer whose parts merge in the background, saves, and readers of every kind.

#include "search/engine.hpp"
#include "search/search_fixture.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace colophon::search {
namespace {

constexpr std::size_t steady = 300;    ///< documents that nobody writes again
constexpr std::size_t churning = 3000; ///< documents that are written all the time
constexpr std::size_t written_at_once = 900;
constexpr int deltas = 24;

std::string steady_urn(std::size_t number)
{
    return "s" + std::to_string(1000 + number);
}

std::vector<std::string> steady_urns()
{
    std::vector<std::string> all;
    for (std::size_t i = 0; i < steady; ++i)
        all.push_back(steady_urn(i));
    return all;
}

/// Every document has a type and, of owners, two.
SearchDocument owned(SearchDocument document, std::size_t number)
{
    document.values.push_back({Facet::owner, "소유자" + std::to_string(number % 7)});
    document.values.push_back({Facet::owner, "모두"});
    document.usage = static_cast<std::uint32_t>(number % 5);
    return document;
}

IndexDelta first_delta()
{
    IndexDelta made;
    made.position = 1;
    for (std::size_t i = 0; i < steady; ++i)
        made.upserts.push_back(owned(data_set(steady_urn(i), "고정_차량", {"steady_id"}), i));
    for (std::size_t i = 0; i < churning; ++i)
        made.upserts.push_back(owned(data_set("c" + std::to_string(10'000 + i), "예약", {"churn_id"}), i));
    return made;
}

IndexDelta churn(int number)
{
    IndexDelta made;
    made.position = static_cast<Position>(number) + 1;
    for (std::size_t i = 0; i < written_at_once; ++i) {
        const std::size_t which = (static_cast<std::size_t>(number) * 577 + i * 3) % churning;
        made.upserts.push_back(owned(
            data_set("c" + std::to_string(10'000 + which), "예약_" + std::to_string(number), {"churn_id"}),
            i));
    }
    return made;
}

/// One kind of reading, done until the writer is through, and once at least.
template <class Read> std::jthread reader(const std::atomic<bool>& done, std::atomic<int>& rounds, Read read)
{
    return std::jthread([&done, &rounds, read] {
        do {
            read();
            ++rounds;
        } while (!done && !testing::Test::HasFatalFailure());
    });
}

void read_facets(const SearchIndex& index)
{
    SearchQuery wanted = query("");
    wanted.facets = {Facet::type, Facet::owner};
    wanted.limit = 5;
    const SearchPage page = *index.search(wanted);
    EXPECT_EQ(page.total, steady + churning);
    EXPECT_EQ(page.facets.at(0).values.at(0).count, page.total);
    EXPECT_EQ(page.facets.at(1).values.at(0).value, "모두");
    EXPECT_EQ(page.facets.at(1).values.at(0).count, page.total);
    std::uint64_t sum = 0;
    for (const FacetCount& value : page.facets.at(1).values)
        sum += value.count;
    EXPECT_EQ(sum, 2 * page.total);
}

/// What is not written stays where it is, page by page.
void read_pages(const SearchIndex& index, Sort sort)
{
    SearchQuery wanted = query("고정");
    wanted.sort = sort;
    wanted.limit = 37;
    std::vector<std::string> pages;
    do {
        const SearchPage page = *index.search(wanted);
        EXPECT_EQ(page.total, steady);
        for (const std::string& urn : urns(page))
            pages.push_back(urn);
        wanted.cursor = page.next;
    } while (!wanted.cursor.empty() && pages.size() <= steady);
    if (sort != Sort::name) // equal names come by URN
        std::sort(pages.begin(), pages.end());
    EXPECT_EQ(pages, steady_urns());
}

void read_suggestions(const SearchIndex& index)
{
    const std::vector<Suggestion> found = index.suggest("ste", 5);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().text, "steady_id");
    EXPECT_EQ(found.front().count, steady);
    EXPECT_FALSE(index.suggest("예", 5).empty());
}

void read_all(const SearchIndex& index)
{
    std::string last;
    std::size_t scanned = 0;
    index.scan([&](const SearchDocument& document) {
        EXPECT_LT(last, document.urn);
        last = document.urn;
        ++scanned;
        return true;
    });
    EXPECT_EQ(scanned, steady + churning);
}

void read_status(const SearchIndex& index, Position& last)
{
    const Position before = index.position();
    EXPECT_GE(before, last);
    const IndexStatus status = index.status();
    EXPECT_EQ(status.documents, steady + churning);
    EXPECT_GE(status.segments, 1U);
    EXPECT_LE(status.saved_position, index.position());
    last = before;
}

TEST(SearchConcurrency, EveryKindOfReaderGoesOnWhileOthersWriteMergeAndSave)
{
    const TempDir directory;
    {
        const std::unique_ptr<SearchIndex> index = open_engine(directory.path());
        index->apply(first_delta());
        std::atomic<bool> done = false;
        std::atomic<int> rounds[5] = {};
        Position last_seen = 0;
        {
            std::vector<std::jthread> readers;
            readers.push_back(reader(done, rounds[0], [&] { read_facets(*index); }));
            readers.push_back(reader(done, rounds[1], [&] {
                read_pages(*index, Sort::name);
                read_pages(*index, Sort::usage);
                read_pages(*index, Sort::relevance);
            }));
            readers.push_back(reader(done, rounds[2], [&] { read_suggestions(*index); }));
            readers.push_back(reader(done, rounds[3], [&] { read_all(*index); }));
            readers.push_back(reader(done, rounds[4], [&] { read_status(*index, last_seen); }));
            for (int number = 1; number <= deltas; ++number) {
                index->apply(churn(number));
                if (number % 5 == 0)
                    index->save();
            }
            index->save();
            done = true;
        }
        for (const std::atomic<int>& count : rounds)
            EXPECT_GT(count, 0);
    }
    const std::unique_ptr<SearchIndex> index = open_engine(directory.path());
    EXPECT_EQ(index->position(), static_cast<Position>(deltas) + 1);
    read_all(*index);
    read_facets(*index);
}

/// An index goes away while its parts are being merged, and so do readers' answers to nobody.
TEST(SearchConcurrency, EndsInTheMiddleOfAMerge)
{
    for (int round = 0; round < 3; ++round) {
        const std::unique_ptr<SearchIndex> index = open_engine({});
        for (int part = 0; part < 9; ++part) {
            IndexDelta made;
            made.position = static_cast<Position>(part) + 1;
            for (std::size_t i = 0; i < 1000; ++i)
                made.upserts.push_back(
                    data_set("u" + std::to_string(part) + "_" + std::to_string(i), "예약"));
            index->apply(std::move(made));
        }
        EXPECT_EQ(index->search(query("예약"))->total, 9000U);
    }
}

} // namespace
} // namespace colophon::search
