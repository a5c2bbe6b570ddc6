// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text.hpp"
#include "search/cpu_time.hpp"
#include "search/hostile_queries.hpp"
#include "search/search_index_contract.hpp"

#include <limits>
#include <set>

namespace colophon::search {

/// The second part of the contract: a clear answer in bounded time and memory, whatever a query or a document
/// says. The file is included by one program only, beside the first part.
class SearchIndexHostile : public SearchIndexContract {
protected:
    /// Either an answer, or a refusal that points into the query and does not repeat it at length.
    void expect_clear_answer(const HostileQuery& hostile) const
    {
        SearchQuery wanted = query(hostile.text);
        wanted.facets = {Facet::platform, Facet::owner};
        wanted.explain = true;
        const double seconds = cpu_seconds_of([&] {
            const Result<SearchPage> page = index->search(wanted);
            if (page)
                expect_consistent(*page);
            else
                expect_points_into(hostile.text, page.error());
            EXPECT_LE(index->suggest(hostile.text, 10).size(), 10U);
        });
        EXPECT_LT(seconds, bounded_cpu_seconds);
    }

    static void expect_consistent(const SearchPage& page)
    {
        EXPECT_GE(page.total, page.hits.size());
        for (const Hit& hit : page.hits)
            EXPECT_LE(hit.matches.size(), 5U);
    }

    static void expect_points_into(const std::string& text, const Error& error)
    {
        EXPECT_EQ(error.code(), Errc::invalid_argument);
        ASSERT_EQ(error.path().substr(0, 2), "q:") << error.what();
        EXPECT_LE(std::stoull(error.path().substr(2)), is_utf8(text) ? code_points(text) : text.size());
        EXPECT_LT(std::string_view(error.what()).size(), 400U);
        EXPECT_TRUE(is_utf8(error.what())) << "what is shown to people is text";
    }

    void add_cars()
    {
        SearchDocument owned = data_set("a", "예약", {"reservation_id", "차량번호"}, "a b c 차량의 예약");
        owned.values.push_back({Facet::owner, "소유자"});
        add({owned, data_set("b", "vehicle", {"abc"}, "차량"), data_set("c", "a"), data_set("d", "שלום"),
             data_set("e", "")});
    }

    void expect_cursor_refused(SearchQuery wanted, std::string cursor) const
    {
        wanted.cursor = std::move(cursor);
        const Result<SearchPage> page = index->search(wanted);
        ASSERT_FALSE(page.has_value()) << wanted.cursor.substr(0, 100);
        EXPECT_EQ(page.error().code(), Errc::invalid_argument);
        EXPECT_EQ(page.error().path(), "cursor");
        EXPECT_LT(std::string_view(page.error().what()).size(), 400U);
    }
};

TEST_P(SearchIndexHostile, SaysWhereAQueryIsTooLong)
{
    add_cars();
    for (const HostileQuery& hostile : oversized_queries()) {
        SCOPED_TRACE(hostile.what);
        EXPECT_EQ(refusal(hostile.text), "q:1024");
        expect_clear_answer(hostile);
    }
}

TEST_P(SearchIndexHostile, RefusesWhatIsNotUtf8)
{
    add_cars();
    for (const HostileQuery& hostile : unreadable_queries()) {
        SCOPED_TRACE(hostile.what);
        EXPECT_EQ(refusal(hostile.text).substr(0, 2), "q:");
        expect_clear_answer(hostile);
    }
}

TEST_P(SearchIndexHostile, AnswersWhateverIsTyped)
{
    add_cars();
    for (const HostileQuery& hostile : intricate_queries()) {
        SCOPED_TRACE(hostile.what);
        expect_clear_answer(hostile);
    }
}

TEST_P(SearchIndexHostile, TakesAnyControlCharacterAsASeparator)
{
    add({data_set("a", "예약", {}, "차량"), data_set("b", "예약"), data_set("c", "예약차량의")});
    for (char control = 0; control < 0x20; ++control)
        EXPECT_THAT(found(std::string("차량") + control + "예약"), UnorderedElementsAre("a", "c"))
            << static_cast<int>(control);
    EXPECT_THAT(found("차량\x7F예약"), UnorderedElementsAre("a", "c"));
}

TEST_P(SearchIndexHostile, LooksPastWhatIsNotSeen)
{
    add({data_set("a", "예\u200B약번호"), data_set("b", "\uFEFFreser\u00ADvation"),
         data_set("c", "שלום עולם"), data_set("d", "العربية")});
    EXPECT_THAT(found("예약번호"), ElementsAre("a"));
    EXPECT_THAT(found("예약\u2060번호"), ElementsAre("a"));
    EXPECT_THAT(found("reservation"), ElementsAre("b"));
    EXPECT_THAT(found("\u202Eשלום\u202C"), ElementsAre("c"));
    EXPECT_THAT(found("עולם"), ElementsAre("c"));
    EXPECT_THAT(found("\u200Fالعربية"), ElementsAre("d"));
}

TEST_P(SearchIndexHostile, FindsTheOthersWhenAQueryOnlyExcludes)
{
    add({data_set("a", "예약"), data_set("b", "차량"), data_set("c", "trip")});
    EXPECT_THAT(found("-예약"), UnorderedElementsAre("b", "c"));
    EXPECT_THAT(found("NOT 예약"), UnorderedElementsAre("b", "c"));
    EXPECT_THAT(found("-예약 -차량"), ElementsAre("c"));
    EXPECT_THAT(found("-(예약 OR trip)"), ElementsAre("b"));
    EXPECT_THAT(found("-\"예약\""), UnorderedElementsAre("b", "c"));
    EXPECT_THAT(found("-name:예약"), UnorderedElementsAre("b", "c"));
    EXPECT_THAT(found("NOT NOT 예약"), ElementsAre("a"));
    EXPECT_EQ(find(query("-없음")).total, 3U);
}

TEST_P(SearchIndexHostile, TakesNoPartOfAQueryForItsOwnMarks)
{
    add({data_set("a", "reservation"), data_set("b", "old_reservation"), data_set("c", "예약")});
    for (const char* mark : {"\x01", "\x02", "\x03", "\x1F"}) {
        EXPECT_THAT(found(mark + std::string("reservation")), UnorderedElementsAre("a", "b"));
        EXPECT_THAT(found("-" + std::string(mark) + "reservation"), ElementsAre("c"));
        EXPECT_THAT(found(std::string(mark)), IsEmpty());
    }
    add({data_set("d", "\x01예약"), data_set("e", std::string("\0\x01\x02", 3))});
    EXPECT_THAT(found("예약"), UnorderedElementsAre("c", "d"));
    EXPECT_EQ(find(query("")).total, 5U);
}

TEST_P(SearchIndexHostile, KeepsAndFindsNulBytes)
{
    const std::string nul(1, '\0');
    SearchDocument odd = data_set("u" + nul + "1", "예약" + nul + "번호", {"a" + nul + "b", nul}, nul + nul);
    odd.values = {{Facet::owner, "o" + nul + "1"}, {Facet::owner, "o"}, {Facet::owner, nul}};
    const SearchDocument plain = data_set("u", "예약");
    add({odd, plain});
    EXPECT_THAT(documents(*index), ElementsAre(plain, odd));
    EXPECT_THAT(found("예약 번호"), ElementsAre(odd.urn));
    EXPECT_THAT(found("column:b"), ElementsAre(odd.urn));
    SearchQuery wanted = query("");
    wanted.facets = {Facet::owner};
    EXPECT_EQ(find(wanted).facets.at(0).values.size(), 3U);
    wanted.filters = {{Facet::owner, {"o" + nul + "1"}}};
    EXPECT_THAT(urns(find(wanted)), ElementsAre(odd.urn));
    wanted.filters = {{Facet::owner, {"o" + nul}}};
    EXPECT_THAT(urns(find(wanted)), IsEmpty());
    index->apply(delta({}, {odd.urn}, 9));
    EXPECT_THAT(documents(*index), ElementsAre(plain));
}

TEST_P(SearchIndexHostile, KeepsAndFindsDocumentsThatAreNotUtf8)
{
    std::vector<SearchDocument> all;
    for (const HostileQuery& hostile : unreadable_queries()) {
        const std::string urn = "u" + std::to_string(100 + all.size());
        all.push_back(data_set(urn, hostile.text, {hostile.text, "차량"}, hostile.text));
        all.back().values.push_back({Facet::owner, hostile.text});
    }
    add(all);
    EXPECT_EQ(documents(*index), all);
    EXPECT_EQ(find(query("차량")).total, all.size());
    EXPECT_THAT(found("예약"), UnorderedElementsAre("u100", "u101", "u102"));
    EXPECT_THAT(found("caf"), ElementsAre("u109"));
    index->suggest("예", 10);
    SearchQuery wanted = query("");
    wanted.sort = Sort::name;
    wanted.facets = {Facet::owner};
    EXPECT_EQ(find(wanted).facets.at(0).values.size(), all.size());
}

TEST_P(SearchIndexHostile, FindsDocumentsWithoutNames)
{
    SearchDocument bare;
    bare.urn = "a";
    SearchDocument column_only;
    column_only.urn = "b";
    column_only.texts = {{Field::column, ""}, {Field::column, "예약"}, {Field::column, " \t"}};
    column_only.values = {{Facet::owner, ""}};
    SearchDocument without_urn;
    without_urn.description = "차량";
    add({bare, column_only, without_urn, data_set("c", "!!! ---")});
    EXPECT_THAT(found("예약"), ElementsAre("b"));
    EXPECT_THAT(found("차량"), ElementsAre(""));
    for (const Sort sort : {Sort::relevance, Sort::name, Sort::updated, Sort::usage}) {
        SearchQuery wanted = query("");
        wanted.sort = sort;
        wanted.limit = 1;
        std::vector<std::string> pages;
        do {
            const SearchPage page = find(wanted);
            ASSERT_EQ(page.hits.size(), 1U);
            pages.push_back(page.hits.front().urn);
            wanted.cursor = page.next;
        } while (!wanted.cursor.empty() && pages.size() < 10);
        EXPECT_THAT(pages, UnorderedElementsAre("", "a", "b", "c"));
    }
    SearchQuery wanted = query("");
    wanted.facets = {Facet::owner};
    wanted.filters = {{Facet::owner, {""}}};
    EXPECT_THAT(urns(find(wanted)), ElementsAre("b"));
    wanted.filters = {{Facet::owner, {}}};
    EXPECT_EQ(find(wanted).total, 0U) << "none of no values is had";
}

TEST_P(SearchIndexHostile, FindsVeryLongNames)
{
    const std::string hangul = repeated("예약", 5000);
    const std::string letters(10'000, 'a');
    const std::string words = repeated("ab_", 3000) + "차량";
    add({data_set("a", hangul), data_set("b", letters), data_set("c", words), data_set("d", hangul + "가"),
         data_set("e", letters + "b", {letters})});
    EXPECT_THAT(found("예약예"), UnorderedElementsAre("a", "d"));
    EXPECT_THAT(found("aaa"), UnorderedElementsAre("b", "e"));
    EXPECT_THAT(found("ab 차량"), ElementsAre("c"));
    EXPECT_THAT(found(std::string(1024, 'a')), UnorderedElementsAre("b", "e"));
    SearchQuery wanted = query("");
    wanted.sort = Sort::name;
    wanted.limit = 2;
    std::vector<std::string> pages;
    do {
        const SearchPage page = find(wanted);
        for (const std::string& urn : urns(page))
            pages.push_back(urn);
        wanted.cursor = page.next;
        EXPECT_LT(wanted.cursor.size(), 4096U) << "a cursor stands in URLs";
    } while (!wanted.cursor.empty() && pages.size() < 10);
    EXPECT_THAT(pages, ElementsAre("b", "e", "c", "a", "d"));
    for (const Suggestion& suggestion : index->suggest("aa", 10))
        EXPECT_THAT(suggestion.text, testing::AnyOf(letters, letters + "b"));
}

TEST_P(SearchIndexHostile, PagesThroughTenThousandEqualNames)
{
    constexpr std::size_t many = 10'000;
    std::vector<SearchDocument> all;
    std::vector<std::string> expected;
    for (std::size_t i = 0; i < many; ++i) {
        expected.push_back("u" + std::to_string(many + i));
        all.push_back(data_set(expected.back(), "예약"));
    }
    add(all);
    for (const Sort sort : {Sort::relevance, Sort::name, Sort::updated, Sort::usage}) {
        SearchQuery wanted = query("예약");
        wanted.sort = sort;
        wanted.limit = 1000;
        std::vector<std::string> pages;
        do {
            const SearchPage page = find(wanted);
            EXPECT_EQ(page.total, many);
            for (const std::string& urn : urns(page))
                pages.push_back(urn);
            wanted.cursor = page.next;
        } while (!wanted.cursor.empty() && pages.size() <= many);
        EXPECT_EQ(pages, expected) << "sort " << static_cast<int>(sort);
    }
    const std::vector<Suggestion> suggested = index->suggest("예", 10);
    ASSERT_EQ(suggested.size(), 1U);
    EXPECT_EQ(suggested.front().count, many);
}

TEST_P(SearchIndexHostile, FindsOneColumnAmongAHundredThousand)
{
    constexpr std::size_t many = 100'000;
    std::vector<std::string> columns;
    for (std::size_t i = 0; i < many; ++i)
        columns.push_back("열_" + std::to_string(i));
    const SearchDocument wide = data_set("a", "wide", columns);
    add({wide, data_set("b", "narrow", {"열_1"})});
    const double seconds = cpu_seconds_of([&] {
        EXPECT_THAT(found("열_99999"), ElementsAre("a"));
        EXPECT_THAT(found("column:\"열 99998\""), ElementsAre("a"));
        const SearchPage page = find(query("열"));
        EXPECT_EQ(page.total, 2U);
        for (const Hit& hit : page.hits)
            EXPECT_LE(hit.matches.size(), 5U);
        EXPECT_LE(index->suggest("열", 10).size(), 10U);
    });
    EXPECT_LT(seconds, bounded_cpu_seconds);
    EXPECT_EQ(documents(*index).front(), wide);
    SearchQuery counted = query("");
    counted.numbers = {{Number::columns, static_cast<std::int64_t>(many), {}}};
    EXPECT_THAT(urns(find(counted)), ElementsAre("a"));
}

TEST_P(SearchIndexHostile, ReadsTheBeginningOfALongDescription)
{
    std::string text = "시작";
    while (text.size() < 1'000'000)
        text += " 차량 예약의 기록을 보관합니다. reservations of the day";
    text += " 마지막";
    add({data_set("a", "예약", {}, text), data_set("b", "trip", {}, "끝")});
    const double seconds = cpu_seconds_of([&] {
        EXPECT_THAT(found("시작"), ElementsAre("a"));
        EXPECT_THAT(found("\"예약의 기록\""), ElementsAre("a"));
        const SearchPage page = find(query("보관 차량 day"));
        ASSERT_EQ(page.hits.size(), 1U);
        for (const Match& match : page.hits.front().matches) {
            const std::size_t points = code_points(match.value);
            for (const Range& range : match.highlight)
                EXPECT_LE(range.second, points);
        }
    });
    EXPECT_LT(seconds, bounded_cpu_seconds);
    EXPECT_EQ(documents(*index).front().description, text);
}

TEST_P(SearchIndexHostile, CountsAMillionValues)
{
    constexpr std::size_t documents_of_them = 1000;
    constexpr std::size_t values_of_each = 1000;
    std::vector<SearchDocument> all;
    for (std::size_t i = 0; i < documents_of_them; ++i) {
        SearchDocument document = data_set("u" + std::to_string(i), "예약");
        for (std::size_t value = 0; value < values_of_each; ++value)
            document.values.push_back({Facet::tag, "태그" + std::to_string(i * values_of_each + value)});
        document.values.push_back({Facet::tag, "모두"});
        all.push_back(std::move(document));
    }
    add(std::move(all));
    SearchQuery wanted = query("예약");
    wanted.facets = {Facet::tag};
    const double seconds = cpu_seconds_of([&] {
        const FacetCounts tags = find(wanted).facets.at(0);
        ASSERT_EQ(tags.values.size(), 20U);
        EXPECT_EQ(tags.values.front().value, "모두");
        EXPECT_EQ(tags.values.front().count, documents_of_them);
        EXPECT_EQ(tags.values.at(1).value, "태그0");
        EXPECT_TRUE(tags.more);
        wanted.filters = {{Facet::tag, {"태그999999", "태그0"}}};
        EXPECT_EQ(find(wanted).total, 2U);
    });
    EXPECT_LT(seconds, bounded_cpu_seconds);
}

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
