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

} // namespace colophon::search
