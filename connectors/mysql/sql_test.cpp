// SPDX-License-Identifier: Apache-2.0
#include "sql_tokens.hpp"
#include "view_sources.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <random>

/// Texts that come from a server, cut into tokens and searched for tables.
namespace colophon::mysql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Kind = SqlToken::Kind;

std::vector<std::string> raw_tokens(std::string_view sql)
{
    std::vector<std::string> raws;
    SqlTokens tokens(sql);
    for (SqlToken token = tokens.next(); token.kind != Kind::end; token = tokens.next())
        raws.emplace_back(token.raw);
    return raws;
}

TEST(SqlTokens, CutNamesTextsNumbersAndCommentsAsTheEngineDoes)
{
    EXPECT_THAT(
        raw_tokens("select `a``b`.`열`,_utf8mb4'it\\'s' -- 끝\n+ 1.5e-3"),
        ElementsAre("select", "`a``b`", ".", "`열`", ",", "_utf8mb4'it\\'s'", "-- 끝", "+", "1.5e-3"));
    EXPECT_THAT(raw_tokens("x'6f'+0x6f/*!80000 y */#z\n2024_log a-- b"),
                ElementsAre("x'6f'", "+", "0x6f", "/*!80000 y */", "#z", "2024_log", "a", "-- b"));
    EXPECT_THAT(raw_tokens("'never closed ` /* "), ElementsAre("'never closed ` /* "));
}

TEST(SqlTokens, EndWhateverTheyAreGivenAndLoseNothingButBlanks)
{
    std::mt19937 random(20260101);
    constexpr std::string_view letters = "aB1_$.,()`'\"\\-/*#! \n\t매\xff";
    for (int round = 0; round < 3000; ++round) {
        std::string sql;
        for (std::size_t i = random() % 60; i > 0; --i)
            sql += letters[random() % letters.size()];
        std::string whole;
        for (const std::string& raw : raw_tokens(sql)) {
            ASSERT_FALSE(raw.empty());
            whole += raw;
        }
        const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t'; };
        std::erase_if(whole, blank);
        std::erase_if(sql, blank);
        ASSERT_EQ(whole, sql);
    }
}

TEST(SqlTokens, GiveTheTextBetweenTheMarks)
{
    EXPECT_EQ(unquoted("`a``b`"), "a`b");
    EXPECT_EQ(unquoted("`a\\b`"), "a\\b");
    EXPECT_EQ(unquoted("'it''s \\'매장\\' \\\\'"), "it's '매장' \\");
    EXPECT_EQ(unquoted("_utf8mb4'x'"), "x");
    EXPECT_EQ(unquoted("plain"), "plain");
    EXPECT_EQ(unquoted("`"), "");
    EXPECT_EQ(unquoted(""), "");
}

TEST(MaskLiterals, LeavesNamesAndCommentsAlone)
{
    EXPECT_EQ(mask_literals("`t1`.`2` = 'it\\'s' or x in (1, 2.5) /* '3' */ and y = _utf8mb4'비밀' -- 4"),
              "`t1`.`2` = ? or x in (?, ?) /* '3' */ and y = ? -- 4");
    EXPECT_EQ(mask_literals("enum('a','b')"), "enum(?,?)");
    EXPECT_EQ(mask_literals("concat(\"a\",`b`)"), "concat(?,`b`)");
    EXPECT_EQ(mask_literals(""), "");
    EXPECT_EQ(mask_literals("'open"), "?");
}

TEST(HexLiteral, HoldsAnyBytes)
{
    EXPECT_EQ(hex_literal("a'\\\xff"), "x'61275cff'");
    EXPECT_EQ(hex_literal(""), "x''");
}

TEST(ViewSources, AreTheTablesOfJoinsSubqueriesAndUnions)
{
    EXPECT_THAT(
        view_sources(
            "select `o`.`id` AS `id`,(select count(0) from `매장`.`취소` `r` where `r`.`id` = `o`.`id`) "
            "AS `n` from (`shop`.`orders` `o` join `shop`.`customer` `c` on(`o`.`c` = `c`.`c`)) where "
            "`o`.`s` in (select `x`.`s` from `shop`.`state` `x`) union all select 1,2 from "
            "`other`.`view`"),
        ElementsAre(QualifiedName{"other", "view"}, QualifiedName{"shop", "customer"},
                    QualifiedName{"shop", "orders"}, QualifiedName{"shop", "state"},
                    QualifiedName{"매장", "취소"}));
}

TEST(ViewSources, AreNoColumnsFunctionsTextsOrCommonTableExpressions)
{
    EXPECT_THAT(
        view_sources(
            "with `c` as (select `s`.`t`.`a` AS `a` from `s`.`t` group by `s`.`t`.`a`,`s`.`t`.`b`)select "
            "`c`.`a` AS `a`,`s`.`f`(`c`.`a`) AS `f`,' from `x`.`y`' AS `z` from `c`"),
        ElementsAre(QualifiedName{"s", "t"}));
    EXPECT_THAT(
        view_sources("select trim(both ' ' from `a`.`name`) AS `n`,extract(year from `a`.`born`) AS `y` from "
                     "`s`.`t` `a`"),
        ElementsAre(QualifiedName{"s", "t"}));
    EXPECT_THAT(view_sources("select straight_join `a`.`b` AS `b` from (`s`.`t` `a` straight_join `s`.`u`)"),
                ElementsAre(QualifiedName{"s", "t"}, QualifiedName{"s", "u"}));
    EXPECT_THAT(view_sources("select `j`.`a` AS `a` from (`s`.`t` join JSON_TABLE(`s`.`t`.`doc`, '$' COLUMNS "
                             "(`a` int(11) PATH '$.a')) `j`)"),
                ElementsAre(QualifiedName{"s", "t"}));
    EXPECT_THAT(view_sources("select 1 AS `one`"), IsEmpty());
}

TEST(ViewSources, FollowTablesOfAnOlderTimeAndOfPartitions)
{
    EXPECT_THAT(
        view_sources("select 1 from (`s`.`t` FOR SYSTEM_TIME AS OF TIMESTAMP'2026-01-01' `a` join `s`.`u` "
                     "PARTITION (`p0`,`p1`) `b` left join (`s`.`v` join `s`.`w`) on(1))"),
        ElementsAre(QualifiedName{"s", "t"}, QualifiedName{"s", "u"}, QualifiedName{"s", "v"},
                    QualifiedName{"s", "w"}));
}

/// Writes queries as MariaDB stores them, and knows the tables that it put into them.
class QueryWriter {
public:
    explicit QueryWriter(unsigned seed) : random_(seed) {}

    std::string query(int depth)
    {
        std::string sql =
            "select " + expression(depth) + " AS `c`," + column() + " AS `from` from " + source(depth);
        if (pick(2) == 0)
            sql += " where " + expression(depth) + " = " + column();
        if (pick(3) == 0)
            sql += " group by " + column() + "," + column();
        if (depth > 0 && pick(3) == 0)
            sql += " union all " + query(depth - 1);
        return sql;
    }

    std::vector<QualifiedName> tables()
    {
        std::sort(tables_.begin(), tables_.end());
        tables_.erase(std::unique(tables_.begin(), tables_.end()), tables_.end());
        return tables_;
    }

private:
    std::size_t pick(std::size_t of) { return random_() % of; }

    static std::string quoted(const std::string& name)
    {
        std::string text = "`";
        for (const char c : name)
            text.append(c == '`' ? 2 : 1, c);
        return text + '`';
    }

    std::string name()
    {
        static const std::vector<std::string> names{"t",    "from", "매장",   "a`b",    "x.y",
                                                    "it's", "(",    "select", "join `u"};
        return names[pick(names.size())];
    }

    std::string column() { return quoted(name()) + '.' + quoted(name()); }

    std::string expression(int depth)
    {
        const std::vector<std::string> plain{
            column(), "' from `no`.`such`'", "trim(both ' ' from " + column() + ")",
            quoted(name()) + '.' + quoted(name()) + "(" + column() + ")", "1.5"};
        const std::size_t which = pick(plain.size() + (depth > 0 ? 1 : 0));
        return which < plain.size() ? plain[which] : '(' + query(depth - 1) + ')';
    }

    std::string source(int depth)
    {
        switch (pick(depth > 0 ? 4 : 1)) {
        case 1:
            return '(' + source(depth - 1) + " join " + source(depth - 1) + " on(" + expression(depth - 1) +
                   " = 1))";
        case 2:
            return '(' + query(depth - 1) + ") " + quoted(name());
        case 3:
            return '(' + source(depth - 1) + " left join (" + source(depth - 1) + ") on(" + column() + " = " +
                   column() + "))";
        default:
            break;
        }
        tables_.push_back({name(), name()});
        return quoted(tables_.back().database) + '.' + quoted(tables_.back().table) + ' ' + quoted(name());
    }

    std::mt19937 random_;
    std::vector<QualifiedName> tables_;
};

TEST(ViewSources, AreFoundInWhateverAViewCanBe)
{
    for (unsigned seed = 0; seed < 2000; ++seed) {
        QueryWriter writer(seed);
        const std::string sql = writer.query(4);
        ASSERT_EQ(view_sources(sql), writer.tables()) << sql;
    }
}

TEST(ViewSources, AreSoughtInTextsThatAreCutOffOrNonsense)
{
    for (unsigned seed = 0; seed < 300; ++seed) {
        QueryWriter writer(seed);
        std::string sql = writer.query(3);
        std::mt19937 random(seed);
        sql.resize(random() % (sql.size() + 1));
        for (std::size_t i = 0; i < 5 && !sql.empty(); ++i)
            sql[random() % sql.size()] = static_cast<char>(random());
        EXPECT_LE(view_sources(sql).size(), sql.size());
    }
    EXPECT_THAT(view_sources(std::string(100'000, '(')), IsEmpty());
    EXPECT_THAT(view_sources(std::string(100'000, ')') + "select 1 from `a`.`b`"),
                ElementsAre(QualifiedName{"a", "b"}));
}

} // namespace
} // namespace colophon::mysql
