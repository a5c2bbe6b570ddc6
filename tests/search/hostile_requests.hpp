// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index_hostile.hpp"

namespace colophon::search {

TEST_P(SearchIndexHostile, TakesTenThousandFilters)
{
    add_cars();
    SearchQuery wanted = query("");
    std::vector<std::string> values;
    for (int i = 0; i < 10'000; ++i)
        values.push_back("소유자" + std::to_string(i));
    const double seconds = cpu_seconds_of([&] {
        wanted.filters = {{Facet::owner, values}};
        EXPECT_EQ(find(wanted).total, 0U);
        wanted.filters[0].values.emplace_back("소유자");
        EXPECT_THAT(urns(find(wanted)), ElementsAre("a"));
        wanted.filters.assign(10'000, {Facet::owner, {"소유자"}});
        EXPECT_THAT(urns(find(wanted)), ElementsAre("a"));
        wanted.filters.push_back({Facet::owner, {"다른 이"}});
        EXPECT_EQ(find(wanted).total, 0U);
    });
    EXPECT_LT(seconds, bounded_cpu_seconds);
}

TEST_P(SearchIndexHostile, TakesNumbersFromOneEndToTheOther)
{
    constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    SearchDocument first = data_set("a", "예약");
    first.updated_ms = least;
    SearchDocument last = data_set("b", "예약");
    last.updated_ms = most;
    last.usage = std::numeric_limits<std::uint32_t>::max();
    add({first, last});
    const auto within = [this](Number number, std::optional<std::int64_t> from,
                               std::optional<std::int64_t> to) {
        SearchQuery wanted = query("예약");
        wanted.numbers = {{number, from, to}};
        return urns(find(wanted));
    };
    EXPECT_THAT(within(Number::updated, least, most), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(within(Number::updated, least, least), ElementsAre("a"));
    EXPECT_THAT(within(Number::updated, most, {}), ElementsAre("b"));
    EXPECT_THAT(within(Number::updated, most, least), IsEmpty());
    EXPECT_THAT(within(Number::updated, {}, {}), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(within(Number::usage, std::numeric_limits<std::uint32_t>::max(), most), ElementsAre("b"));
    EXPECT_THAT(within(Number::usage, least, -1), IsEmpty());
    for (const Sort sort : {Sort::updated, Sort::usage}) {
        SearchQuery wanted = query("");
        wanted.sort = sort;
        EXPECT_THAT(urns(find(wanted)), ElementsAre("b", "a"));
    }
}

TEST_P(SearchIndexHostile, RefusesForgedCursors)
{
    add_cars();
    SearchQuery wanted = query("");
    wanted.limit = 1;
    const std::string cursor = find(wanted).next;
    ASSERT_FALSE(cursor.empty());
    for (std::size_t i = 0; i < cursor.size(); ++i) {
        std::string forged = cursor;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        expect_cursor_refused(wanted, forged);
        expect_cursor_refused(wanted, cursor.substr(0, i + 1 == cursor.size() ? i : i + 1));
    }
    for (std::size_t length = 1; length < 200; ++length)
        expect_cursor_refused(wanted, std::string(length, 'A'));
    for (const std::string& forged :
         {std::string(100'000, 'A'), repeated(cursor, 1000), cursor + '=', cursor + '\0', ' ' + cursor,
          std::string("예약"), std::string("\xFF\xFE"), std::string(1, '\0'), std::string("../../etc"),
          std::string("-1"), std::string("{\"rank\":0}")})
        expect_cursor_refused(wanted, forged);
}

TEST_P(SearchIndexHostile, AnswersACursorOfAnotherIndexOrRefusesIt)
{
    const std::unique_ptr<SearchIndex> other = GetParam()();
    std::vector<SearchDocument> theirs, ours;
    for (int i = 0; i < 20; ++i) {
        theirs.push_back(data_set("other" + std::to_string(i), "예약 " + std::to_string(i)));
        ours.push_back(data_set("ours" + std::to_string(i), "예약 " + std::to_string(i % 3)));
    }
    other->apply(delta(theirs));
    add(ours);
    for (const Sort sort : {Sort::relevance, Sort::name, Sort::updated, Sort::usage}) {
        SearchQuery wanted = query("예약");
        wanted.sort = sort;
        wanted.limit = 5;
        wanted.cursor = other->search(wanted)->next;
        ASSERT_FALSE(wanted.cursor.empty());
        const Result<SearchPage> page = index->search(wanted);
        if (!page) {
            EXPECT_EQ(page.error().path(), "cursor");
            continue;
        }
        EXPECT_EQ(page->total, ours.size());
        for (const Hit& hit : page->hits)
            EXPECT_EQ(hit.urn.substr(0, 4), "ours");
    }
}

TEST_P(SearchIndexHostile, AnswersPastTheEndWhenWhatTheCursorStoodOnIsGone)
{
    add({data_set("a", "예약"), data_set("b", "예약"), data_set("c", "예약")});
    SearchQuery wanted = query("예약");
    wanted.limit = 2;
    wanted.cursor = find(wanted).next;
    index->apply(delta({}, {"a", "b", "c"}, 9));
    const Result<SearchPage> page = index->search(wanted);
    if (page)
        EXPECT_TRUE(page->next.empty());
    else
        EXPECT_EQ(page.error().path(), "cursor");
}

/// One word again and again, in the text and in the quotation: an occurrence begins at every place.
TEST_P(SearchIndexHostile, FindsLongQuotationsInTextsOfOneWord)
{
    std::vector<SearchDocument> all;
    for (std::size_t i = 0; i < 6; ++i)
        all.push_back(data_set("u" + std::to_string(i), "차량", {},
                               i < 3 ? repeated("a ", 16'000 + i) : repeated("예약 ", 4000 + i)));
    add(all);
    const double seconds = cpu_seconds_of([&] {
        EXPECT_THAT(found("\"" + repeated("a ", 250) + "\""), UnorderedElementsAre("u0", "u1", "u2"));
        EXPECT_THAT(found("\"" + repeated("예약 ", 120) + "\""), UnorderedElementsAre("u3", "u4", "u5"));
        EXPECT_THAT(found("\"" + repeated("a ", 250) + "b\""), IsEmpty());
    });
    EXPECT_LT(seconds, bounded_cpu_seconds);
}

TEST_P(SearchIndexHostile, SuggestsForAsMuchTextAsAQueryMayHave)
{
    std::vector<SearchDocument> all;
    for (std::size_t i = 0; i < 8000; ++i)
        all.push_back(data_set("u" + std::to_string(i), "a 예약 " + std::to_string(i)));
    add(all);
    for (const std::string& typed :
         {repeated("a ", 50'000), repeated("예 ", 25'000), std::string(100'000, 'a')}) {
        const double seconds = cpu_seconds_of([&] { EXPECT_LE(index->suggest(typed, 10).size(), 10U); });
        EXPECT_LT(seconds, bounded_cpu_seconds);
    }
}

/// A page goes on in the order and among the hits of the page before.
TEST_P(SearchIndexHostile, RefusesTheCursorOfAQueryThatFindsOthers)
{
    std::vector<SearchDocument> all;
    for (int i = 0; i < 10; ++i) {
        all.push_back(data_set("u" + std::to_string(i), "예약"));
        all.back().usage = static_cast<std::uint32_t>(i);
        all.back().values = {{Facet::owner, "a"}, {Facet::owner, "b"}};
    }
    add(all);
    SearchQuery first = query("예약");
    first.limit = 2;
    first.filters = {{Facet::owner, {"a", "b"}}};
    first.numbers = {{Number::usage, 1, {}}};
    const std::string cursor = find(first).next;
    ASSERT_FALSE(cursor.empty());
    const std::vector<std::pair<const char*, std::function<void(SearchQuery&)>>> changes = {
        {"text", [](SearchQuery& q) { q.text = "예"; }},
        {"sort", [](SearchQuery& q) { q.sort = Sort::usage; }},
        {"removed", [](SearchQuery& q) { q.removed = true; }},
        {"fuzzy", [](SearchQuery& q) { q.fuzzy = true; }},
        {"target", [](SearchQuery& q) { q.target = Target::columns; }},
        {"filters: any became all",
         [](SearchQuery& q) {
             q.filters = {{Facet::owner, {"a"}}, {Facet::owner, {"b"}}};
         }},
        {"filters: one less", [](SearchQuery& q) { q.filters.clear(); }},
        {"numbers: one less", [](SearchQuery& q) { q.numbers.clear(); }},
        {"numbers: another bound", [](SearchQuery& q) { q.numbers[0].least = 2; }},
        {"numbers: the other bound",
         [](SearchQuery& q) {
             q.numbers = {{Number::usage, {}, 1}};
         }},
        {"numbers: another number", [](SearchQuery& q) { q.numbers[0].number = Number::columns; }},
    };
    for (const auto& [what, change] : changes) {
        SCOPED_TRACE(what);
        SearchQuery other = first;
        change(other);
        expect_cursor_refused(other, cursor);
    }
    first.facets = {Facet::owner};
    first.explain = true;
    first.limit = 5;
    first.cursor = cursor;
    EXPECT_EQ(find(first).hits.size(), 5U) << "what is counted and shown does not matter";
}

} // namespace colophon::search
