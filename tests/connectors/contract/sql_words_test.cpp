// SPDX-License-Identifier: Apache-2.0
#include "connectors/contract/sql_words.hpp"

#include <gmock/gmock.h>

namespace colophon::contract {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words(std::string_view sql)
{
    std::vector<std::string> texts;
    for (const SqlWord& word : sql_words(sql))
        texts.push_back(word.text + (word.called ? "()" : ""));
    return texts;
}

TEST(SqlWords, AreNamesAndCalls)
{
    EXPECT_THAT(words("SELECT a.B, pg_get_expr (x, 0)::TEXT FROM Pg_Class c WHERE c.oid = 12e3 AND y IN (1)"),
                ElementsAre("select", "a.b", "pg_get_expr()", "x", "text", "from", "pg_class", "c", "where",
                            "c.oid", "and", "y", "in()"));
}

TEST(SqlWords, KeepQuotedNamesAsTheyAre)
{
    EXPECT_THAT(words(R"("Shop"."예약" `information_schema`.`TABLES` information_schema.TABLES)"),
                ElementsAre("Shop.예약", "information_schema.TABLES", "information_schema.tables"));
}

TEST(SqlWords, LeaveOutTextsAndComments)
{
    EXPECT_THAT(words("'pg_authid' -- pg_statistic\n/* mysql.user */ 'it''s' # more\n$1"), IsEmpty());
    for (const char* broken : {"'open", "\"open", "/* open", "a.", "`", "-- open", "1.", "("})
        EXPECT_LE(words(broken).size(), 1U) << broken;
}

} // namespace
} // namespace colophon::contract
