// SPDX-License-Identifier: Apache-2.0
#include "core/datahub_client.hpp"
#include "core/urn_grammar.hpp"

#include <colophon/urn.hpp>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

namespace colophon {
namespace {

using testing::ElementsAre;

std::string reason(std::string_view text)
{
    const auto urn = Urn::parse(text);
    return urn ? "accepted: " + urn->str() : urn.error().what();
}

Urn make(std::string_view type, const std::vector<std::string>& members)
{
    if (members.size() == 1)
        return Urn::of(type, {members[0]});
    if (members.size() == 2)
        return Urn::of(type, {members[0], members[1]});
    return Urn::of(type, {members[0], members[1], members[2]});
}

TEST(Urn, ReadsPlainKeys)
{
    const auto urn = Urn::parse("urn:li:tag:개인 정보");
    ASSERT_TRUE(urn);
    EXPECT_EQ(urn->type(), "tag");
    EXPECT_EQ(urn->key(), "개인 정보");
    EXPECT_THAT(urn->members(), ElementsAre("개인 정보"));
}

TEST(Urn, CountsTheParenthesesOfNestedUrns)
{
    const auto urn = Urn::parse("urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:postgres,ops.예약,"
                                "PROD),[version=2.0].[type=a].b)");
    ASSERT_TRUE(urn);
    EXPECT_THAT(urn->members(), ElementsAre("urn:li:dataset:(urn:li:dataPlatform:postgres,ops.예약,PROD)",
                                            "[version=2.0].[type=a].b"));
}

TEST(Urn, ReadsWhatRealClientsSend)
{
    for (const char* text :
         {"urn:li:dataHubStepState:urn:li:corpuser:jane-intro", "urn:li:container:9a8b", "urn:li:tag:a%2Cb",
          "urn:li:dataset:(urn:li:dataPlatform:s3,bucket/path with blanks/x.csv,PROD)",
          "urn:li:dataset:(urn:li:dataPlatform:x,f(a) b,PROD)", "urn:li:tag:a,b(c)",
          "urn:li:corpuser:a:b@c.d"}) {
        const auto urn = Urn::parse(text);
        ASSERT_TRUE(urn) << text;
        EXPECT_EQ(urn->str(), text);
    }
}

TEST(Urn, TakesATupleOfOneForItsMember)
{
    EXPECT_EQ(Urn::parse("urn:li:tag:(pii)")->str(), "urn:li:tag:pii");
    EXPECT_EQ(Urn::parse("urn:li:tag:((pii))")->str(), "urn:li:tag:pii");
    EXPECT_EQ(Urn::parse("urn:li:tag:(a)(b)")->str(), "urn:li:tag:(a)(b)");
}

TEST(Urn, RefusesWhatDoesNotFollowTheGrammarSayingWhatAndWhere)
{
    EXPECT_THAT(reason(""), testing::HasSubstr("empty"));
    EXPECT_THAT(reason("dataset:x"), testing::HasSubstr("does not begin with urn:li: at byte 0"));
    EXPECT_THAT(reason("URN:LI:tag:x"), testing::HasSubstr("does not begin"));
    EXPECT_THAT(reason("urn:li::x"), testing::HasSubstr("no entity type"));
    EXPECT_THAT(reason("urn:li:데이터:x"), testing::HasSubstr("no entity type"));
    EXPECT_THAT(reason("urn:li:da ta:x"),
                testing::HasSubstr("a character that no entity type has at byte 9"));
    EXPECT_THAT(reason("urn:li:tag"), testing::HasSubstr("no key"));
    EXPECT_THAT(reason("urn:li:tag:"), testing::HasSubstr("no key after the entity type at byte 10"));
    EXPECT_THAT(reason("urn:li:dataset:(a,b"), testing::HasSubstr("never closed"));
    EXPECT_THAT(reason("urn:li:dataset:(a))"), testing::HasSubstr("without its opening one at byte 18"));
    EXPECT_THAT(reason("urn:li:dataset:(a,,b)"), testing::HasSubstr("an empty tuple member at byte 18"));
    EXPECT_THAT(reason("urn:li:dataset:(a,)"), testing::HasSubstr("an empty tuple member"));
    EXPECT_THAT(reason("urn:li:dataset:()"), testing::HasSubstr("an empty tuple member"));
    EXPECT_THAT(reason(" urn:li:tag:x"), testing::HasSubstr("a blank at the beginning"));
    EXPECT_THAT(reason("urn:li:tag:x "), testing::HasSubstr("a blank at the end"));
    EXPECT_THAT(reason("urn:li:tag:a\nb"), testing::HasSubstr("a control character at byte 12"));
    EXPECT_THAT(reason("urn:li:tag:a\xC2\x85"), testing::HasSubstr("a control character"));
    EXPECT_EQ(reason("urn:li:tag:\xFF"), "malformed URN, not UTF-8 at byte 0");
}

TEST(Urn, RefusesMoreThan2048Bytes)
{
    const std::string head = "urn:li:tag:";
    EXPECT_TRUE(Urn::parse(head + std::string(Urn::max_bytes - head.size(), 'x')));
    EXPECT_FALSE(Urn::parse(head + std::string(Urn::max_bytes - head.size() + 1, 'x')));
    EXPECT_FALSE(Urn::parse(head + std::string(10'000'000, '(')));
}

TEST(Urn, RepairsLiteralEscapesOfCharactersBeyondAscii)
{
    const auto repaired = [](std::string_view key) {
        return std::string(Urn::parse("urn:li:tag:" + std::string(key))->key());
    };
    EXPECT_EQ(repaired(R"(\uc608\uc57d)"), "예약");
    EXPECT_EQ(repaired(R"(\uC608 table)"), "예 table");
    EXPECT_EQ(repaired(R"(\ud83d\ude97)"), "🚗"); // a surrogate pair
    EXPECT_EQ(repaired(R"(\u1f697)"), "🚗");      // five digits, as the client writes them
    EXPECT_EQ(repaired(R"(\u1f697\u1f697ab)"), "🚗🚗ab");
    EXPECT_EQ(repaired(R"(\u2014a)"), "—a"); // a dash and a letter, not one character
    EXPECT_EQ(repaired(R"(\uac00b)"), "가b");
    EXPECT_EQ(repaired(R"(\u0041\ud83d\uzzzz\u12)"), R"(\u0041\ud83d\uzzzz\u12)");
    EXPECT_FALSE(Urn::parse(R"(urn:li:tag:\u0085)")); // becomes a control character
}

TEST(Urn, BuildsTheUrnsOfRelationalSources)
{
    EXPECT_EQ(Urn::dataset("postgres", "a.b(c),d", "PROD").str(),
              "urn:li:dataset:(urn:li:dataPlatform:postgres,a.b%28c%29%2Cd,PROD)");
    EXPECT_EQ(Urn::schema_field(Urn::dataset("postgres", "운영.예약", "PROD"), "id").str(),
              "urn:li:schemaField:(urn:li:dataset:(urn:li:dataPlatform:postgres,운영.예약,PROD),id)");
    EXPECT_EQ(Urn::data_platform_instance("mysql", "prod1").str(),
              "urn:li:dataPlatformInstance:(urn:li:dataPlatform:mysql,prod1)");
    EXPECT_EQ(Urn::container("9a8b").str(), "urn:li:container:9a8b");
}

TEST(Urn, ThrowsWhereTheResultWouldNotParse)
{
    EXPECT_THROW(Urn::of("tag", {""}), Error);
    EXPECT_THROW(Urn::of("", {"x"}), Error);
    EXPECT_THROW(Urn::of("tag", {"a\tb"}), Error);
    EXPECT_THROW(Urn::of("tag", {std::string(3000, 'x')}), Error);
}

/// Any text of a few scripts, with more than its share of what needs encoding.
std::string random_member(std::mt19937& random)
{
    static const std::vector<std::string> pieces = {
        "a", "Z",  "0",    "_",  ".",  "/",  ":", "%", " b", ",",
        "(", ")",  "()",   "예", "약", "漢", "ß", "é", "🚗",  "\xE2\x90\x9F",
        "'", "\"", "[x=1]"};
    std::string text = "m";
    for (std::size_t i = random() % 12; i > 0; --i)
        text += pieces[random() % pieces.size()];
    return text;
}

TEST(Urn, GivesBackTheMembersItWasMadeOf)
{
    std::mt19937 random(7);
    for (int round = 0; round < 5000; ++round) {
        std::vector<std::string> members;
        for (std::size_t i = 1 + random() % 3; i > 0; --i)
            members.push_back(random_member(random));
        const Urn urn = make("thing", members);
        ASSERT_EQ(urn.members(), members) << urn.str();
        ASSERT_EQ(Urn::parse(urn.str()), urn) << urn.str();
        const Urn around = Urn::of("outer", {urn.str(), "x"});
        ASSERT_THAT(around.members(), ElementsAre(urn.str(), "x")) << around.str();
    }
}

TEST(Urn, AcceptsOrRefusesAnyBytesAndNeverChangesWhatItAccepted)
{
    std::mt19937 random(11);
    static const std::string alphabet = "urn:li:()ta,\\u0129dce%\xEC\x98\x88\xF0\x9F \n\xFF";
    for (int round = 0; round < 20000; ++round) {
        std::string text = random() % 2 == 0 ? "urn:li:tag:" : "";
        for (std::size_t i = random() % 30; i > 0; --i)
            text += alphabet[random() % alphabet.size()];
        const auto urn = Urn::parse(text);
        if (!urn)
            continue;
        const auto again = Urn::parse(urn->str());
        ASSERT_TRUE(again) << text;
        ASSERT_EQ(again->str(), urn->str()) << text;
    }
}

TEST(Urn, AgreesWithDataHubsOwnClasses)
{
    if (test::client_python() == nullptr)
        GTEST_SKIP() << "COLOPHON_DATAHUB_PYTHON names no interpreter with DataHub's client";
    const auto result = test::run_with_client("tests/core/client_urns.py");
    ASSERT_EQ(result.exit_code, 0) << result.output;
    std::istringstream lines(result.output);
    int compared = 0;
    for (std::string line; std::getline(lines, line); ++compared) {
        const auto row = nlohmann::json::parse(line);
        const auto members = row["members"].get<std::vector<std::string>>();
        const Urn urn = make(row["type"].get<std::string>(), members);
        EXPECT_EQ(urn.str(), row["urn"].get<std::string>());
        EXPECT_EQ(Urn::parse(row["urn"].get<std::string>())->members(), members);
    }
    EXPECT_GT(compared, 50);
}

} // namespace
} // namespace colophon
