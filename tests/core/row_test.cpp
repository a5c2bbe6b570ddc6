// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <colophon/row.hpp>
#include <colophon/type_table.hpp>
#include <gtest/gtest.h>

namespace colophon {
namespace {

class TextRow final : public Row {
public:
    explicit TextRow(std::string_view text) : text_(text) {}
    bool null(int) const override { return text_.empty(); }
    std::string_view raw(int) const override { return text_; }

private:
    std::string_view text_;
};

TEST(Row, ReadsNumbersAndTakesNoneForZero)
{
    EXPECT_EQ(TextRow("-42").integer(0), -42);
    EXPECT_EQ(TextRow("").integer(0), 0);
    EXPECT_EQ(TextRow("예약").integer(0), 0);
    EXPECT_EQ(TextRow("99999999999999999999").integer(0), 0);
    EXPECT_DOUBLE_EQ(TextRow("1.5e3").number(0), 1500);
    EXPECT_DOUBLE_EQ(TextRow("").number(0), 0);
}

TEST(Row, KnowsTheWordsOfEveryEngineForYes)
{
    for (const auto* word : {"t", "true", "TRUE", "1", "YES", "Y"})
        EXPECT_TRUE(TextRow(word).flag(0)) << word;
    for (const auto* word : {"", "f", "0", "NO", "tr", "true "})
        EXPECT_FALSE(TextRow(word).flag(0)) << word;
}

TEST(Row, MendsTextThatIsNotUtf8)
{
    EXPECT_EQ(TextRow("예약").text(0), "예약");
    EXPECT_EQ(TextRow("\xff").text(0), "\xEF\xBF\xBD");
}

TEST(TypeTable, FindsATypeInAnyCase)
{
    constexpr std::array<TypeClass, 2> table{{{"int", ColumnClass::number}, {"날짜", ColumnClass::date}}};
    EXPECT_EQ(class_of(table, "INT"), ColumnClass::number);
    EXPECT_EQ(class_of(table, "날짜"), ColumnClass::date);
    EXPECT_EQ(class_of(table, "integer"), std::nullopt);
    EXPECT_EQ(class_of(table, ""), std::nullopt);
}

TEST(TypeTable, TakesTheFirstWordOfAType)
{
    EXPECT_EQ(type_word("decimal(12,2) unsigned"), "decimal");
    EXPECT_EQ(type_word("Array(String)"), "Array");
    EXPECT_EQ(type_word("struct<a:int>"), "struct");
    EXPECT_EQ(type_word(" date"), "date");
    EXPECT_EQ(type_word(""), "");
    EXPECT_EQ(type_word("   "), "");
}

} // namespace
} // namespace colophon
