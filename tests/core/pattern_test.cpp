// SPDX-License-Identifier: Apache-2.0
#include <colophon/pattern.hpp>
#include <gtest/gtest.h>

namespace colophon {
namespace {

struct Case {
    std::vector<std::string> allow;
    std::vector<std::string> deny;
    std::string name;
    bool allowed;
};

TEST(PatternSet, DecidesAsRecipesExpect)
{
    const std::vector<Case> cases{
        {{"prod"}, {}, "production", true}, // the end is not anchored
        {{"prod"}, {}, "my_prod", false},   // the beginning is
        {{"^prod$"}, {}, "production", false},
        {{"PROD"}, {}, "prod", true},
        {{".*"}, {"tmp_"}, "TMP_1", false},
        {{".*"}, {"tmp_"}, "not_tmp_1", true},
        {{"ops"}, {"ops.*old"}, "ops.reservation_old", false},
        {{}, {}, "anything", false},
        {{"a|b"}, {}, "bee", true},
        {{"예약"}, {}, "예약_이력", true},
        {{".*"}, {"예약$"}, "예약", false},
        {{R"(\w+$)"}, {}, "예약_이력1", true}, // \w knows every script, as in Python
        {{R"([\w.]+$)"}, {}, "운영.예약", true},
        {{R"(\W)"}, {}, "예약", false},
        {{R"(t\d+$)"}, {}, "t12", true},
        {{R"([\d]+\Z)"}, {}, "12a", false},
        {{R"([]\d]+$)"}, {}, "]1", true},
        {{R"([^]]+$)"}, {}, "예약]", false},
        {{R"(\.x)"}, {}, ".x", true},
        {{""}, {}, "예약", true},
    };
    for (const Case& row : cases) {
        const auto set = PatternSet::make(row.allow, row.deny);
        ASSERT_TRUE(set) << set.error().what();
        EXPECT_EQ(set->allows(row.name), row.allowed)
            << (row.allow.empty() ? "" : row.allow[0]) << " on " << row.name;
    }
}

TEST(PatternSet, MindsCaseWhenAskedTo)
{
    const auto set = PatternSet::make({"Prod"}, {}, false);
    ASSERT_TRUE(set);
    EXPECT_FALSE(set->allows("prod"));
    EXPECT_TRUE(set->allows("Prod_예약"));
}

TEST(PatternSet, AllowsEverythingByDefault)
{
    EXPECT_TRUE(PatternSet().allows("예약"));
    EXPECT_TRUE(PatternSet().allows(""));
}

TEST(PatternSet, RefusesWhatCannotBeMatchedInLinearTime)
{
    for (const char* pattern : {"(?=x)예약", "(?!tmp)", R"((a)\1)", "(", "[", "*a", "a{1,100000}", "\\"}) {
        const auto set = PatternSet::make({".*"}, {"fine", pattern});
        ASSERT_FALSE(set) << pattern;
        EXPECT_EQ(set.error().code(), Errc::invalid_argument);
        EXPECT_EQ(set.error().path(), "deny[1]");
        EXPECT_NE(std::string(set.error().what()).find(pattern), std::string::npos);
    }
}

TEST(PatternSet, SurvivesHostileNames)
{
    const auto set = PatternSet::make({"(a*)*b"}, {});
    ASSERT_TRUE(set);
    EXPECT_FALSE(set->allows(std::string(100'000, 'a')));
    EXPECT_FALSE(set->allows(std::string("\xff\x00\xec", 3)));
}

} // namespace
} // namespace colophon
