// SPDX-License-Identifier: Apache-2.0
#include "search/query/parser.hpp"
#include "search/query/synonyms.hpp"
#include "search/tree_printer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon::search {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// 2026-03-15T12:00:00Z
constexpr std::int64_t now_ms = 1773576000000;

std::string tree_of(std::string_view query, const QueryContext& context = {.now_ms = now_ms})
{
    const Result<ParsedQuery> parsed = parse_query(query, context);
    return parsed ? print(parsed->root) : parsed.error().path() + " " + parsed.error().what();
}

std::string read_as(WordStyle style, std::string_view query)
{
    const Result<ParsedQuery> parsed = parse_query(query, {.now_ms = now_ms});
    if (!parsed)
        return parsed.error().what();
    const std::optional<Node> root = read_again(*parsed, style);
    return root ? print(*root) : "-";
}

struct Row {
    std::string_view query, tree;
};

void expect_trees(std::initializer_list<Row> rows)
{
    for (const Row& row : rows)
        EXPECT_EQ(tree_of(row.query), row.tree) << row.query;
}

TEST(QueryParser, ReadsWordsAndPhrases)
{
    expect_trees({
        {"", "everything"},
        {"*", "everything"},
        {" \u3000 ", "everything"},
        {"/q *", "everything"},
        {" /q ", "everything"},
        {"\u3000/q ab", "ab*"},
        {"/qa", "qa*"},
        {"!!!", "nothing"},
        {"a b", "(a b*)"},
        {"a b ", "(a b*)"},
        {"a\u3000b", "(a b*)"},
        {"id *", "id"},
        {"* *", "everything"},
        {"ab OR *", "any(ab everything)"},
        {"* NOT ab", "not ab"},
        {"NOT *", "not everything"},
        {"updated:* ab", "ab*"},
        {"user_id map", "((any(user ~users) id) map*)"},
        {"ab id ab id x", "(ab id x*)"},
        {"id_id", "(id id*)"},
        {"\"user id\"", "\"0user 1id\""},
        {"“user id” x", "(\"0user 1id\" x*)"},
        {"“user", "user*"},
        {"\"\"", "nothing"},
        {"\"say \\\"no\\\"\"", "\"0say 1no\""},
        {"\"a\"~2 (b)^1.5 c~1", "(\"0a\" b c*)"},
        {"예약을", "(예약 ?약을)"},
        {"예약을, x", "((예약 ?약을) x*)"},
        {"\u110B\u1168\u110B\u1163\u11A8\u110B\u1173\u11AF", "(예약 ?약을)"},
        {"차량들에게서", "(차량 ?량들 ?들에 ?에게 ?게서)"},
        {"나나나나나나", "any(나나 ~나나나나나나*)"},
        {"예약번호를 x", "(any((예약 약번 번호 ?호를) ~예약번호) x*)"},
        {"予約番号", "any((予約 約番 番号) ~予約番号*)"},
        {"예", "예*"},
        {"予約", "予約"},
    });
}

TEST(QueryParser, ReadsOperators)
{
    expect_trees({
        {"ab AND cd", "(ab cd*)"},
        {"ab && cd", "(ab cd*)"},
        {"ab OR cd", "any(ab cd*)"},
        {"ab || cd", "any(ab cd*)"},
        {"ab | cd", "any(ab cd*)"},
        {"| ab | cd |", "any(ab cd*)"},
        {"ab OR cd ef", "any(ab (cd ef*))"},
        {"(ab | ) cd", "(ab cd*)"},
        {"NOT ab", "not ab"},
        {"-ab !cd", "(not ab not cd)"},
        {"+ab +cd", "(ab cd*)"},
        {"!= ab", "ab*"},
        {"-(ab cd)", "not (ab cd)"},
        {"--ab", "not not ab"},
        {"(ab OR cd) ef", "(any(ab cd) ef*)"},
        {"a\\ b", "(a b*)"},
        {"\\-ab \\(cd\\)", "(ab cd*)"},
        {"C:\\temp", "(c temp*)"},
        {"and or not", "(and or not*)"},
    });
}

TEST(QueryParser, ReadsFields)
{
    expect_trees({
        {"name:예약", "name:예약"},
        {"이름:예약 x", "(name:예약 x*)"},
        {"FieldPaths:lat", "column:lat*"},
        {"NAME:ab x", "(name:ab x*)"},
        {"tags:PII x", "(any(tag:pii tag=PII) x*)"},
        {"owner:urn:li:corpuser:kim", "any(owner=kim owner=urn:li:corpuser:kim)"},
        {"platform:urn:li:dataPlatform:mysql", "any(platform=mysql platform=urn:li:dataPlatform:mysql)"},
        {"platform.keyword:\"big query\"", "platform=big query"},
        {"instance:urn:li:dataPlatformInstance:(urn:li:dataPlatform:mysql,core)",
         "any(instance=core instance=urn:li:dataPlatformInstance:(urn:li:dataPlatform:mysql,core))"},
        {"name:(ab OR cd) ef", "(any(name:ab name:cd) ef*)"},
        {"platform:(mysql OR postgres)", "any(platform=mysql platform=postgres)"},
        {"name:(ab -column:cd)", "(name:ab not column:cd)"},
        {"name:“user id”", "name:\"0user 1id\""},
        {"name:\"user id\"", "name:\"0user 1id\""},
        {"hasDescription:yes", "has_description=true"},
        {"description:*", "has_description=true"},
        {"_exists_:description", "has_description=true"},
        {"urn:\"urn:li:tag:a\"", "urn=urn:li:tag:a"},
        {"urn:li:dataset:(urn:li:dataPlatform:hive,예약,PROD) x",
         "(urn=urn:li:dataset:(urn:li:dataPlatform:hive,예약,PROD) x*)"},
        {"foo:bar", "(foo bar*)"},
        {"name\\:ab", "(any(name ~names) ab*)"},
        {"http://a", "(any(http ~https) a*)"},
        {"std::map x", "((std map) x*)"},
        {"name:AND x", "(name:and x*)"},
    });
}

TEST(QueryParser, ReadsComparisons)
{
    expect_trees({
        {"usage>100", "usage[101..*]"},
        {"usage >= 100", "usage[100..*]"},
        {"columns<=5", "columns[*..5]"},
        {"columns:5", "columns[5..5]"},
        {"columns:id x", "(column:id x*)"},
        {"downstream:>3", "downstream[4..*]"},
        {"usage:3..5", "usage[3..5]"},
        {"usage:..5", "usage[*..5]"},
        {"usage:[3 TO 5]", "usage[3..5]"},
        {"usage:{3 TO 5}", "usage[4..4]"},
        {"usage:{3 TO *]", "usage[4..*]"},
        {"usage:(>3 <9)", "(usage[4..*] usage[*..8])"},
        {"usage≥7", "usage[7..*]"},
        {"usage - id", "(any(usage ~usages) id*)"},
        {"usage", "usage*"},
        {"updated:2026-01", "updated[1767225600000..1769903999999]"},
        {"updated>=2026-01-01", "updated[1767225600000..*]"},
        {"updated>2026", "updated[1798761600000..*]"},
        {"updated<2026.01.01", "updated[*..1767225599999]"},
        {"updated:2026-01-01..2026-02-01", "updated[1767225600000..1769990399999]"},
        {"updated:[2026-01-01 TO 2026-02-01}", "updated[1767225600000..1769903999999]"},
        {"updated>=2026-01-01T09:00+09:00", "updated[1767225600000..*]"},
        {"updated>=2026-01-01T00:00:00.5Z", "updated[1767225600500..*]"},
        {"updated>=now-7d", "updated[1772971200000..*]"},
        {"updated:-7d", "updated[1772971200000..*]"},
        {"updated>=now-1M", "updated[1771156800000..*]"},
        {"updated:today", "updated[1773532800000..1773619199999]"},
        {"updated:오늘", "updated[1773532800000..1773619199999]"},
        {"lastModified>1767225600000", "updated[1767225600001..*]"},
        {"updated:20260101", "updated[1767225600000..1767311999999]"},
        {"updated:2024-02-29", "updated[1709164800000..1709251199999]"},
    });
}

TEST(QueryParser, ReadsWildcards)
{
    expect_trees({
        {"ab* x", "(ab* x*)"},
        {"user_*", "any(user ~users)"},
        {"*_id", "id"},
        {"a*b", "/a*b/"},
        {"*mask*", "/*mask*/"},
        {"user_*_id", "(user id /user*id/)"},
        {"us*r_id", "(id /us*rid/)"},
        {"예*번호", "(예* 번호)"},
        {"*예약*", "예약"},
        {"예약* x", "(예약 x*)"},
        {"name:*mask*", "name:/*mask*/"},
        {"a**b", "/a*b/"},
        {"a\\*b", "(a b*)"},
        {"CA*É x", "(/ca*e/ x*)"},
    });
}

TEST(QueryParser, FindsTheOtherNumberOfEnglishWords)
{
    expect_trees({
        {"reservations x", "(any(reservations ~reservation) x*)"},
        {"reservation", "reservation*"},
        {"reservations", "any(reservations* ~reservation)"},
        {"category", "any(category* ~categories)"},
        {"ids x", "(ids x*)"},
        {"class", "class*"},
        {"status x", "(any(status ~statuses) x*)"},
        {"people x", "(any(people ~person ~peoples) x*)"},
    });
}

TEST(QueryParser, ReadsInitialsAndHalfTypedSyllables)
{
    const auto initials = [](std::string_view query) { return read_as(WordStyle::initials, query); };
    EXPECT_EQ(initials("ㅇㅇ"), "[아-잏][아-잏]");
    EXPECT_EQ(initials("ㅇㅇㅂㅎ"), "any(\"0[아-잏][아-잏] 1[아-잏][바-빟] 2[바-빟][하-힣]\" "
                                    "~[아-잏][아-잏][바-빟][하-힣])");
    EXPECT_EQ(initials("예ㅇ"), "[예][아-잏]");
    EXPECT_EQ(initials("예야"), "[예][야-얗]");
    EXPECT_EQ(initials("예약 ㅇㅇ"), "(예약 [아-잏][아-잏])");
    EXPECT_EQ(initials("차량 예야"), "(차량 [예][야-얗])");
    EXPECT_EQ(initials("예야 차"), "(예야 [차-챃])") << "only the last word is unfinished";
    EXPECT_EQ(initials("차랼"), "any([차][랼-럃] any(\"0[차][랴] 1[랴][라-맇]\" ~[차][랴][라-맇]))");
    EXPECT_EQ(initials("고"), "[고-굏]");
    EXPECT_EQ(initials("ㄳ"), "[가-깋][사-싷]") << "what keyboards run together";
    EXPECT_EQ(initials("name:ㅇㅇ x"), "(name:[아-잏][아-잏] x*)");
    EXPECT_EQ(initials("ㅇㅇid"), "([아-잏][아-잏] id*)");
    EXPECT_EQ(initials("reservation"), "-");
    EXPECT_EQ(initials("\"ㅇㅇ\""), "-");
}

TEST(QueryParser, TakesCompoundsApart)
{
    const auto spaced = [](std::string_view query) { return read_as(WordStyle::spacing, query); };
    EXPECT_EQ(spaced("고객문의"), "(고객 문의)");
    EXPECT_EQ(spaced("고객문의를 x"), "(any((고객 문의 의를) (고객 객문 의를) (고객 문의)) x*)");
    EXPECT_EQ(spaced("차량가동률"), "any((차량 가동 동률) (차량 량가 동률))");
    EXPECT_EQ(spaced("예약변경이력"), "any((예약 변경 이력) (예약 약변 경이 이력))");
    EXPECT_EQ(spaced("name:고객문의 x"), "((name:고객 name:문의) x*)");
    EXPECT_EQ(spaced("가동률"), "-");
    EXPECT_EQ(spaced("\"고객문의\""), "-");
    EXPECT_EQ(spaced("가나다라마바사아자차카타파"), "-") << "a sentence";
}

TEST(QueryParser, ReadsWhatWasTypedInTheOtherLayout)
{
    const auto keyboard = [](std::string_view query) { return read_as(WordStyle::keyboard, query); };
    EXPECT_EQ(keyboard("dPdir"), "예약");
    EXPECT_EQ(keyboard("dPdirqjsgh"), "any((예약 약번 번호) ~예약번호*)");
    EXPECT_EQ(keyboard("ckfid table"), "(차량 table*)");
    EXPECT_EQ(keyboard("ㄱㄷㄴㄷㄱㅍㅁ샤ㅐㅜ"), "reservation*");
    EXPECT_EQ(keyboard("ㅕㄴㄷㄱ_ㅑㅇ x"), "((any(user ~users) id) x*)");
    EXPECT_EQ(keyboard("ㅇㅇ"), "dd*");
    EXPECT_EQ(keyboard("name:dPdir x"), "(name:예약 x*)");
    EXPECT_EQ(keyboard("platform:dPdir"), "-") << "values are what they are";
    EXPECT_EQ(keyboard("hello"), "-");
    EXPECT_EQ(keyboard("so"), "-") << "one syllable is too easily a word";
    EXPECT_EQ(keyboard("2024"), "-");
}

TEST(QueryParser, PutsSynonymsBesideWhatWasTyped)
{
    const SynonymTable table(
        {{{"예약", "reservation"}}, {{"PII", "personal information"}}, {{"cust", "customer"}}});
    const auto tree = [&table](std::string_view query) { return tree_of(query, {&table, now_ms}); };
    EXPECT_EQ(tree("예약"), "any(예약 ≈any(reservation ~reservations))");
    EXPECT_EQ(tree("예약을"), "any((예약 ?약을) ≈any(reservation ~reservations))");
    EXPECT_EQ(tree("reservations x"), "(any(any(reservations ~reservation) ≈예약) x*)");
    EXPECT_EQ(tree("pii"), "any(pii* ≈\"0personal 1information\")");
    EXPECT_EQ(tree("Personal Information x"),
              "(any((any(personal ~personals) any(information ~informations)) ≈pii) x*)");
    EXPECT_EQ(tree("name:cust x"),
              "(any(any(name:cust ~name:custs) ≈any(name:customer ~name:customers)) x*)");
}

TEST(QueryParser, SaysWhatToWriteInstead)
{
    const auto refusal = [](std::string_view query) { return tree_of(query); };
    EXPECT_THAT(refusal("예약 platfrom:mysql"), HasSubstr("q:3"));
    EXPECT_THAT(refusal("예약 platfrom:mysql"), HasSubstr("did you mean \"platform:\"?"));
    EXPECT_THAT(refusal("usge>3"), Not(HasSubstr("q:"))) << "short names are too easily words";
    EXPECT_THAT(refusal("colums>3"), HasSubstr("did you mean \"columns\"?"));
    EXPECT_THAT(refusal("updated>=soon"), HasSubstr("2026-01-31"));
    EXPECT_THAT(refusal("updated:2026-02-30"), HasSubstr("q:8 "));
    EXPECT_THAT(refusal("updated:2026-13"), HasSubstr("q:8 "));
    EXPECT_THAT(refusal("updated:2026-01-01T25:00"), HasSubstr("q:8 "));
    EXPECT_THAT(refusal("updated:now-7x"), HasSubstr("q:8 "));
    EXPECT_THAT(refusal("usage>many"), HasSubstr("digits"));
    EXPECT_THAT(refusal("usage>-1"), HasSubstr("digits"));
    EXPECT_THAT(refusal("usage>99999999999999999999"), HasSubstr("digits"));
    EXPECT_THAT(refusal("usage:5..3"), HasSubstr("ends before"));
    EXPECT_THAT(refusal("usage:[1"), HasSubstr("close it"));
    EXPECT_THAT(refusal("usage:[1]"), HasSubstr("[1 TO 5]"));
    EXPECT_THAT(refusal("name:[a TO b]"), HasSubstr("q:5 "));
    EXPECT_THAT(refusal("platform:my*"), HasSubstr("whole"));
    EXPECT_THAT(refusal("owner:*"), HasSubstr("has_description"));
    EXPECT_THAT(refusal("예약 removed:true"), HasSubstr("q:3 "));
    EXPECT_THAT(refusal("hasOwners:true"), HasSubstr("has_description"));
    EXPECT_THAT(refusal("*a"), HasSubstr("two letters"));
    EXPECT_THAT(refusal("a*b*c*d*e*f*g*h*i*j"), HasSubstr("more than 8"));
    EXPECT_THAT(refusal("예약 name:"), HasSubstr("q:3 "));
    EXPECT_THAT(refusal("(name:)"), HasSubstr("q:1 "));
    EXPECT_THAT(refusal("\"예약"), HasSubstr("q:0 "));
    EXPECT_THAT(refusal("예약 &&"), HasSubstr("nothing follows &&"));
    std::string patterns;
    for (std::size_t i = 0; i <= max_query_patterns; ++i)
        patterns += "a" + std::to_string(i) + "*b ";
    EXPECT_THAT(refusal(patterns), HasSubstr("q:40 "));
}

TEST(QueryParser, KnowsWhenTheWordsAreAName)
{
    const Result<ParsedQuery> plain = parse_query("/q Reservation ID");
    EXPECT_EQ(plain->joined, "reservationid");
    EXPECT_TRUE(plain->joined_prefix);
    EXPECT_FALSE(parse_query("\"reservation id\"")->joined_prefix);
    EXPECT_THAT(parse_query("reservation OR id")->joined, IsEmpty());
    EXPECT_THAT(parse_query("usage>3 id")->joined, IsEmpty());
    EXPECT_THAT(parse_query("*_id")->joined, IsEmpty());
    EXPECT_EQ(parse_query("user_*")->joined, "user");
}

} // namespace
} // namespace colophon::search
