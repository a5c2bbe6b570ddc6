// SPDX-License-Identifier: Apache-2.0
#include <colophon/permissions.hpp>
#include <gmock/gmock.h>

namespace colophon {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* manifest = R"yaml(
version: 1
connector: shop
title: Shop
client: shopsql
engines: [{name: Shop, versions: 1 and 2, tested: ["2"]}]
quoting: {name: '""', text: "'", backslash: escape_string}
account:
  role: reader
  statements:
    - note: "계정을 만든다."
      run: CREATE USER {role};
    - run: GRANT USAGE ON {database} TO {role};
      for_each: database
      otherwise: GRANT USAGE ON EVERYTHING TO {role:text};
features:
  - name: tables
    level: L0
    what: {en: tables, ko: "테이블"}
    grants: [{run: "GRANT LIST TO {role};"}]
    without: {en: nothing is listed, ko: "없음"}
    reads: [shop_tables, shop_comment()]
  - name: history
    level: L2
    what: {en: statements of others, ko: "이력"}
    grants: [{run: "GRANT HISTORY TO {role};"}]
    without: {en: no usage is known, ko: "없음"}
findings:
  - code: readable
    severity: critical
    where: database
    explanation: It reads.
    mend: {own: "REVOKE ALL ON {object} FROM {account};"}
)yaml";

std::string with(const std::string& from, const std::string& to)
{
    std::string text = manifest;
    const auto at = text.find(from);
    return at == std::string::npos ? std::string() : text.replace(at, from.size(), to);
}

Permissions shop()
{
    return value_or_throw(Permissions::parse(manifest));
}

TEST(Permissions, AreReadWhole)
{
    const Permissions read = shop();
    EXPECT_EQ(read.connector, "shop");
    EXPECT_EQ(read.features[0].what.at("ko"), "테이블");
    EXPECT_THAT(read.features[0].reads, testing::ElementsAre("shop_tables", "shop_comment()"));
    EXPECT_EQ(read.finding("readable").severity, AuditFinding::Severity::critical);
    EXPECT_TRUE(read.finding("readable").in_database);
    EXPECT_THROW(read.finding("없는 코드"), std::logic_error);
}

TEST(Permissions, BecomeStatementsForEachDatabaseOrForAll)
{
    EXPECT_THAT(shop().grants({}), testing::StartsWith("-- 계정을 만든다.\nCREATE USER \"reader\";\n"
                                                       "GRANT USAGE ON EVERYTHING TO 'reader';\n"
                                                       "-- For tables. Without it, nothing is listed.\n"
                                                       "GRANT LIST TO \"reader\";\n"));
    EXPECT_THAT(shop().grants({"차량", {"하나", "둘"}}),
                HasSubstr("GRANT USAGE ON \"하나\" TO \"차량\";\nGRANT USAGE ON \"둘\" TO \"차량\";\n"));
}

TEST(Permissions, LeaveHistoryToBeAskedFor)
{
    EXPECT_THAT(shop().grants({"a\r\nDROP TABLE t;", {}}),
                testing::EndsWith("-- Only if wanted: statements of others. Without it, no usage is known.\n"
                                  "-- GRANT HISTORY TO \"a\n-- \n-- DROP TABLE t;\";\n"));
}

TEST(Permissions, QuoteNamesAndTextsAsTheEngineDoes)
{
    const PlaceholderValues values{{"who", R"(o'b"r\_%)"}};
    Quoting quoting;
    const auto filled = [&](const char* text) { return fill(quoting, text, values); };
    EXPECT_EQ(filled("{who} {who:raw}"), R"("o'b""r\_%" o'b"r\_%)");
    EXPECT_EQ(filled("{who:text}"), R"('o''b"r\_%')");
    EXPECT_EQ(filled("{who:pattern}"), R"("o'b""r\\\_\%")");
    quoting.backslash = Quoting::Backslash::escape_string;
    EXPECT_EQ(filled("{who:text}"), R"(E'o''b"r\\_%')");
    quoting = {.open = '[', .close = ']', .text = '\'', .backslash = Quoting::Backslash::doubled};
    EXPECT_EQ(filled("{who:text} {who}"), R"('o''b"r\\_%' [o'b"r\_%])");
    EXPECT_EQ(fill(quoting, "{who}", {{"who", "a]b"}}), "[a]]b]");
}

TEST(Permissions, FillNothingThatAValueBringsAlong)
{
    EXPECT_EQ(fill({}, "{a}{b} {} {가} {a:what} {a", {{"a", "{b}"}, {"b", "x"}}),
              R"("{b}""x" {} {가} {a:what} {a)");
    EXPECT_THROW(fill({}, "{nobody}", {}), std::logic_error);
}

TEST(Permissions, RefuseWhatIsMissingUnknownOrOfAnotherType)
{
    const std::vector<std::pair<std::string, std::string>> broken{
        {with("version: 1", "version: 2"), "version"},
        {with("title: Shop\n", ""), "title"},
        {with("title: Shop", "title: 7"), "title"},
        {with("title: Shop", "titel: Shop\ntitle: Shop"), "titel"},
        {with("level: L0", "level: L9"), "features[0].level"},
        {with("    without: {en: nothing is listed, ko: \"없음\"}\n", ""), "features[0].without.en"},
        {with("ko: \"테이블\"", "fr: tables"), "features[0].what.ko"},
        {with("{run: \"GRANT LIST TO {role};\"}", "{run: \"GRANT LIST TO {account};\"}"),
         "features[0].grants[0].run"},
        {with("EVERYTHING", "{database}"), "account.statements[1].otherwise"},
        {with("where: database", "where: here"), "findings[0].where"},
        {with("findings:", "findings: 없음\nother:"), "findings"},
        {"[", ""},
    };
    for (const auto& [yaml, path] : broken) {
        const auto read = Permissions::parse(yaml);
        ASSERT_FALSE(read) << path;
        EXPECT_EQ(read.error().path(), path) << read.error().what();
        EXPECT_THAT(read.error().what(), Not(HasSubstr("basic_string")));
    }
}

} // namespace
} // namespace colophon
