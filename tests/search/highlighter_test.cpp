// SPDX-License-Identifier: Apache-2.0
#include "search/highlighter.hpp"
#include "search/query/parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::search {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<Range> marked(const std::string& query, std::string_view text, Field field = Field::column,
                          WordStyle style = WordStyle::as_typed)
{
    const Result<ParsedQuery> parsed = parse_query(query, {.now_ms = 0, .style = style});
    if (!parsed) {
        ADD_FAILURE() << parsed.error().what();
        return {};
    }
    return Highlighter(parsed->root).ranges(field, text);
}

TEST(Highlighter, MarksWhatEachConditionMatches)
{
    EXPECT_THAT(marked("reservation x", "old_reservations"), ElementsAre(Range(4, 16)));
    EXPECT_THAT(marked("*serv*", "old_reservations"), ElementsAre(Range(4, 16)));
    EXPECT_THAT(marked("old*tions", "old_reservations"), ElementsAre(Range(0, 16)));
    EXPECT_THAT(marked("old*tions", "old reservations", Field::description), IsEmpty())
        << "only names are run together";
    EXPECT_THAT(marked("ㅇㅇ", "차량예약", Field::column, WordStyle::initials), ElementsAre(Range(2, 4)));
    EXPECT_THAT(marked("ㅇ", "차량예약", Field::column, WordStyle::initials), ElementsAre(Range(2, 4)));
    EXPECT_THAT(marked("-예약", "예약"), IsEmpty());
    EXPECT_THAT(marked("name:예약", "예약"), IsEmpty());
    EXPECT_THAT(marked("\"예약 번호\"", "차량 예약 번호"), ElementsAre(Range(3, 5), Range(6, 8)));
    EXPECT_THAT(marked("usage>3", "usage 3"), IsEmpty());
    EXPECT_THAT(marked("예약을", "예약을 예약", Field::description), ElementsAre(Range(0, 3), Range(4, 6)));
}

TEST(Highlighter, EndsInLongTextsToo)
{
    std::string text;
    std::string phrase;
    while (text.size() < 4 * max_analyzed_bytes)
        text += "가";
    for (std::size_t i = 0; i < max_phrase_terms; ++i)
        phrase += "가";
    EXPECT_THAT(marked("\"" + phrase + "\"", text, Field::description), SizeIs(1));
    EXPECT_THAT(marked("\"" + phrase + "나\"", text, Field::description), IsEmpty());
    std::string words;
    for (std::size_t i = 0; i < max_query_words; ++i)
        words += "w" + std::to_string(i) + " ";
    EXPECT_THAT(marked(words, words, Field::description), SizeIs(max_query_words));
}

} // namespace
} // namespace colophon::search
