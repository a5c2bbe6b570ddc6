// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index_contract.hpp"

#include <algorithm>
#include <optional>
#include <ostream>

namespace colophon::search {

/// The third part of the contract: facets beside their own filters, columns as hits, and pages that go on in
/// the state of the first. The file is included by one program only, beside the first part.
class ColumnsAndPagesContract : public SearchIndexContract {
protected:
    struct Column {
        std::string urn, name;
        auto operator<=>(const Column&) const = default;
        friend void PrintTo(const Column& column, std::ostream* out)
        {
            *out << column.urn << ' ' << column.name;
        }
    };
    static std::vector<Column> columns_of(const SearchPage& page)
    {
        std::vector<Column> columns;
        for (const Hit& hit : page.hits)
            columns.push_back({hit.urn, hit.column});
        return columns;
    }
    SearchPage find_columns(const std::string& text) const
    {
        SearchQuery wanted = query(text);
        wanted.target = Target::columns;
        return find(wanted);
    }

    /// Goes on from page to page, and lets something happen between two of them.
    template <class Between> std::vector<std::string> pages_of(SearchQuery wanted, Between between)
    {
        std::vector<std::string> pages;
        std::optional<SearchPage> first;
        do {
            const SearchPage page = find(wanted);
            if (!first)
                first = page;
            EXPECT_EQ(page.total, first->total) << "a total is that of the first page";
            EXPECT_EQ(page.position, first->position);
            for (const std::string& urn : urns(page))
                pages.push_back(urn);
            wanted.cursor = page.next;
            between();
        } while (!wanted.cursor.empty() && pages.size() < 1000);
        return pages;
    }
};

TEST_P(ColumnsAndPagesContract, FindsColumnsWithTheirDatasets)
{
    add({data_set("a", "reservation", {"user_id", "예약번호", "created_at"}),
         data_set("b", "vehicle", {"id", "차량번호"}), data_set("c", "user_id", {"memo"})});
    const SearchPage page = find_columns("id");
    EXPECT_EQ(page.total, 2U);
    EXPECT_THAT(columns_of(page), ElementsAre(Column{"b", "id"}, Column{"a", "user_id"}))
        << "the column that is the query comes first, and a dataset of that name is no column";
    EXPECT_EQ(page.hits.at(1).name, "reservation");
    EXPECT_EQ(page.hits.at(1).type, "dataset");
    EXPECT_EQ(page.hits.at(1).platform, "postgres");
    EXPECT_THAT(columns_of(find_columns("번호")),
                UnorderedElementsAre(Column{"a", "예약번호"}, Column{"b", "차량번호"}));
    EXPECT_THAT(columns_of(find_columns("user_id")), ElementsAre(Column{"a", "user_id"}));
    EXPECT_THAT(columns_of(find_columns("\"user id\"")), ElementsAre(Column{"a", "user_id"}));
    EXPECT_EQ(find_columns("없음").total, 0U);
}

TEST_P(ColumnsAndPagesContract, MarksWhatWasFoundInTheColumn)
{
    add({data_set("a", "reservation", {"차량_예약ID"}, "예약")});
    const SearchPage page = find_columns("예약");
    ASSERT_EQ(page.hits.size(), 1U);
    ASSERT_FALSE(page.hits.front().matches.empty());
    const Match& match = page.hits.front().matches.front();
    EXPECT_EQ(match.field, Field::column);
    EXPECT_EQ(match.value, "차량_예약ID");
    EXPECT_THAT(match.highlight, ElementsAre(Range(3, 5)));
}

TEST_P(ColumnsAndPagesContract, CountsAndNarrowsColumnsNotDatasets)
{
    SearchDocument removed = data_set("c", "old", {"user_id"});
    removed.removed = true;
    SearchDocument mysql = data_set("b", "vehicle", {"user_id", "owner_id", "memo"});
    mysql.values = {{Facet::platform, "mysql"}};
    add({data_set("a", "reservation", {"user_id", "vehicle_id", "예약_id"}), mysql, removed});
    SearchQuery wanted = query("id");
    wanted.target = Target::columns;
    EXPECT_EQ(find(wanted).total, 5U);
    wanted.text = "*";
    EXPECT_EQ(find(wanted).total, 6U) << "everything is every column";
    wanted.removed = true;
    EXPECT_EQ(find(wanted).total, 7U);
    wanted.filters = {{Facet::platform, {"mysql"}}};
    EXPECT_THAT(columns_of(find(wanted)),
                UnorderedElementsAre(Column{"b", "user_id"}, Column{"b", "owner_id"}, Column{"b", "memo"}));
    wanted.text = "id";
    wanted.limit = 0;
    EXPECT_EQ(find(wanted).total, 2U);
}

TEST_P(ColumnsAndPagesContract, PagesThroughColumns)
{
    std::vector<SearchDocument> all;
    std::vector<Column> expected;
    for (std::size_t i = 0; i < 23; ++i) {
        std::vector<std::string> columns;
        for (std::size_t c = 0; c < i % 5; ++c) {
            columns.push_back("예약_" + std::to_string(c));
            expected.push_back({"u" + std::to_string(100 + i), columns.back()});
        }
        columns.push_back("memo");
        all.push_back(data_set("u" + std::to_string(100 + i), "t" + std::to_string(i), columns));
    }
    add(all);
    std::sort(expected.begin(), expected.end());
    SearchQuery wanted = query("예약");
    wanted.target = Target::columns;
    wanted.limit = 1000;
    const std::vector<Column> whole = columns_of(find(wanted));
    for (const std::size_t limit : {1U, 3U, 7U}) {
        wanted.limit = limit;
        wanted.cursor.clear();
        std::vector<Column> pages;
        do {
            const SearchPage page = find(wanted);
            EXPECT_EQ(page.total, expected.size());
            ASSERT_LE(page.hits.size(), limit);
            for (const Column& column : columns_of(page))
                pages.push_back(column);
            wanted.cursor = page.next;
        } while (!wanted.cursor.empty() && pages.size() <= expected.size());
        EXPECT_EQ(pages, whole) << limit;
    }
    std::vector<Column> sorted = whole;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(sorted, expected);
}

TEST_P(ColumnsAndPagesContract, ForgetsColumnsThatWereReplaced)
{
    add({data_set("a", "reservation", {"예약_id", "memo"}), data_set("b", "vehicle", {"예약_id"})});
    add({data_set("a", "reservation", {"예약_no"})});
    index->apply(delta({}, {"b"}, ++position));
    EXPECT_THAT(columns_of(find_columns("예약")), ElementsAre(Column{"a", "예약_no"}));
    EXPECT_EQ(find_columns("*").total, 1U);
}

/// Deep pages neither skip nor repeat, whatever is written meanwhile: ranks that turn round, documents that
/// go and others that come.
TEST_P(ColumnsAndPagesContract, GoesOnInTheSnapshotOfTheFirstPage)
{
    constexpr std::size_t many = 60;
    const auto numbered = [](std::size_t i, std::size_t rank) {
        SearchDocument document =
            data_set("u" + std::to_string(100 + i), "예약_" + std::to_string(100 + rank));
        document.usage = static_cast<std::uint32_t>(rank);
        document.updated_ms = static_cast<std::int64_t>(rank);
        for (std::size_t t = 0; t < rank % 5; ++t)
            document.texts.push_back({Field::tag, "예약"});
        return document;
    };
    for (const Sort sort : {Sort::usage, Sort::updated, Sort::name, Sort::relevance}) {
        SCOPED_TRACE(static_cast<int>(sort));
        std::vector<SearchDocument> all;
        for (std::size_t i = 0; i < many; ++i)
            all.push_back(numbered(i, i));
        add(all);
        SearchQuery wanted = query("예약");
        wanted.sort = sort;
        wanted.limit = 1000;
        const std::vector<std::string> whole = urns(find(wanted));
        ASSERT_EQ(whole.size(), many);
        wanted.limit = 7;
        std::size_t round = 0;
        const std::vector<std::string> pages = pages_of(wanted, [&] {
            ++round;
            std::vector<SearchDocument> turned;
            for (std::size_t i = 0; i < many; ++i)
                turned.push_back(numbered(i, (many - i) * round % many));
            turned.push_back(data_set("u" + std::to_string(100 + round) + "x", "예약"));
            add(std::move(turned));
            index->apply(delta({}, {"u" + std::to_string(100 + round * 7)}, ++position));
        });
        EXPECT_EQ(pages, whole);
        for (std::size_t i = 0; i <= round; ++i)
            index->apply(delta({}, {"u" + std::to_string(100 + i) + "x"}, ++position));
    }
}

/// Snapshots are not kept for ever: a cursor goes on as it began, or is refused. It never starts to skip.
TEST_P(ColumnsAndPagesContract, GoesOnOrRefusesAfterManyWrites)
{
    constexpr std::size_t many = 30;
    const auto write = [this](std::size_t round) {
        std::vector<SearchDocument> all;
        for (std::size_t i = 0; i < many; ++i) {
            all.push_back(data_set("u" + std::to_string(100 + i), "예약"));
            all.back().usage = static_cast<std::uint32_t>((i + 1) * (round + 1) % (many + 1));
        }
        add(std::move(all));
    };
    write(0);
    SearchQuery wanted = query("예약");
    wanted.sort = Sort::usage;
    const std::vector<std::string> whole = [&] {
        SearchQuery all = wanted;
        all.limit = 1000;
        return urns(find(all));
    }();
    wanted.limit = 10;
    SearchPage page = find(wanted);
    std::vector<std::string> pages = urns(page);
    for (std::size_t round = 1; !page.next.empty(); round += 300) {
        for (std::size_t i = 0; i < 300; ++i)
            write(round + i);
        wanted.cursor = page.next;
        Result<SearchPage> next = index->search(wanted);
        if (!next) {
            EXPECT_EQ(next.error().code(), Errc::invalid_argument);
            EXPECT_EQ(next.error().path(), "cursor");
            return;
        }
        page = std::move(*next);
        for (const std::string& urn : urns(page))
            pages.push_back(urn);
    }
    EXPECT_EQ(pages, whole);
}

/// However many others ask for a first page only, each in a state of its own.
TEST_P(ColumnsAndPagesContract, KeepsWhoGoesOnFromThoseWhoDoNot)
{
    const auto write = [this](std::uint32_t round) {
        std::vector<SearchDocument> all;
        for (std::uint32_t i = 0; i < 12; ++i) {
            all.push_back(data_set("u" + std::to_string(100 + i), "예약"));
            all.back().usage = i * round % 13;
        }
        add(std::move(all));
    };
    write(1);
    SearchQuery wanted = query("예약");
    wanted.sort = Sort::usage;
    wanted.limit = 1000;
    const std::vector<std::string> whole = urns(find(wanted));
    wanted.limit = 3;
    SearchPage page = find(wanted);
    std::vector<std::string> pages = urns(page);
    std::uint32_t round = 2;
    SearchQuery others = wanted;
    while (!page.next.empty() && pages.size() < 100) {
        wanted.cursor = page.next;
        page = find(wanted);
        for (const std::string& urn : urns(page))
            pages.push_back(urn);
        for (int i = 0; i < 300; ++i) {
            write(round++);
            find(others);
        }
    }
    EXPECT_EQ(pages, whole);
}

/// Pages of many readers at once, each in its own snapshot.
TEST_P(ColumnsAndPagesContract, KeepsTheCursorsOfSeveralReadersApart)
{
    const auto write = [this](std::uint32_t generation) {
        std::vector<SearchDocument> all;
        for (std::uint32_t i = 0; i < 20; ++i) {
            all.push_back(data_set("u" + std::to_string(100 + i), "예약"));
            all.back().usage = i * generation % 23;
        }
        add(std::move(all));
    };
    SearchQuery wanted = query("예약");
    wanted.sort = Sort::usage;
    std::vector<std::vector<std::string>> whole, pages;
    std::vector<std::string> cursors;
    for (std::uint32_t generation = 1; generation <= 5; ++generation) {
        write(generation);
        wanted.limit = 1000;
        whole.push_back(urns(find(wanted)));
        wanted.limit = 6;
        const SearchPage page = find(wanted);
        pages.push_back(urns(page));
        cursors.push_back(page.next);
    }
    for (int turn = 0; turn < 4; ++turn)
        for (std::size_t i = 0; i < cursors.size(); ++i) {
            if (cursors[i].empty())
                continue;
            wanted.cursor = cursors[i];
            const SearchPage page = find(wanted);
            for (const std::string& urn : urns(page))
                pages[i].push_back(urn);
            cursors[i] = page.next;
        }
    EXPECT_EQ(pages, whole);
}

} // namespace colophon::search
