// SPDX-License-Identifier: Apache-2.0
#include "core/redactor.hpp"

#include <array>
#include <colophon/settings.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon {
namespace {

using Type = Option::Type;
using Standing = Option::Standing;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr auto options = std::to_array<Option>({
    {.name = "host_port", .help = "where", .required = true},
    {.name = "username", .fallback = "reader"},
    {.name = "password", .type = Type::secret},
    {.name = "port", .type = Type::integer, .fallback = "5432"},
    {.name = "include_views", .type = Type::boolean, .fallback = "true"},
    {.name = "timeout", .type = Type::duration, .fallback = "30s"},
    {.name = "databases", .type = Type::list},
    {.name = "table_pattern", .type = Type::pattern, .fallback = R"({"deny":["tmp_"]})"},
    {.name = "env", .type = Type::choice, .fallback = "PROD", .choices = "PROD|DEV|TEST"},
    {.name = "options", .type = Type::map},
    {.name = "stateful_ingestion.enabled", .type = Type::boolean, .fallback = "false"},
    {.name = "stateful_ingestion.limits.rows", .type = Type::integer, .fallback = "9"},
    {.name = "pool_size", .help = "one connection is enough", .standing = Standing::ineffective},
    {.name = "profiling.enabled",
     .type = Type::boolean,
     .fallback = "false",
     .help = "no row is ever read",
     .standing = Standing::refused},
    {.name = "sqlalchemy_uri", .help = "use host_port", .standing = Standing::refused},
    {.name = "domain", .type = Type::map, .help = "not yet", .standing = Standing::refused},
});

Settings accepted(std::string_view document)
{
    return value_or_throw(Settings::parse(options, document, "source.config"));
}

Error refused(std::string_view document)
{
    const auto settings = Settings::parse(options, document, "source.config");
    if (settings)
        return Error(Errc::internal, "was accepted: " + std::string(document));
    return settings.error();
}

TEST(Settings, ReadEveryType)
{
    const Settings settings = accepted(R"({"host_port":"db:1","username":"예약","password":"canary-set-1",
        "port":6543,"include_views":false,"timeout":"5m","databases":["a","나"],
        "table_pattern":{"allow":["예약"],"ignoreCase":false},"env":"dev","options":{"b":1,"a":"x","c":true},
        "stateful_ingestion":{"enabled":true,"limits":{"rows":3}}})");
    EXPECT_EQ(settings.text("host_port"), "db:1");
    EXPECT_EQ(settings.text("username"), "예약");
    EXPECT_EQ(settings.secret("password").reveal(), "canary-set-1");
    EXPECT_EQ(settings.integer("port"), 6543);
    EXPECT_FALSE(settings.boolean("include_views"));
    EXPECT_EQ(settings.seconds("timeout"), 300);
    EXPECT_THAT(settings.list("databases"), ElementsAre("a", "나"));
    EXPECT_TRUE(settings.pattern("table_pattern").allows("예약"));
    EXPECT_FALSE(settings.pattern("table_pattern").allows("결제"));
    EXPECT_EQ(settings.text("env"), "DEV");
    EXPECT_THAT(settings.map("options"), ElementsAre(Pair("a", "x"), Pair("b", "1"), Pair("c", "true")));
    EXPECT_TRUE(settings.boolean("stateful_ingestion.enabled"));
    EXPECT_EQ(settings.integer("stateful_ingestion.limits.rows"), 3);
}

TEST(Settings, FallBackWhereNothingIsGiven)
{
    const Settings settings = accepted(R"({"host_port":"db","port":null})");
    EXPECT_EQ(settings.text("username"), "reader");
    EXPECT_EQ(settings.integer("port"), 5432);
    EXPECT_TRUE(settings.boolean("include_views"));
    EXPECT_EQ(settings.seconds("timeout"), 30);
    EXPECT_TRUE(settings.list("databases").empty());
    EXPECT_TRUE(settings.secret("password").empty());
    EXPECT_FALSE(settings.pattern("table_pattern").allows("tmp_예약"));
    EXPECT_TRUE(settings.given("host_port"));
    EXPECT_FALSE(settings.given("port"));
}

struct Refusal {
    std::string_view document;
    std::string_view path;
    std::string_view says;
};

TEST(Settings, RefuseWithThePathAndAHint)
{
    const std::vector<Refusal> cases{
        {R"({"host_port":"h","usernme":"x"})", "source.config.usernme", "did you mean \"username\"?"},
        {R"({"host_port":"h","stateful_ingestion":{"enable":true}})",
         "source.config.stateful_ingestion.enable", "did you mean \"enabled\"?"},
        {R"({"host_port":"h","stateful_ingestion":true})", "source.config.stateful_ingestion",
         "must be a map"},
        {R"({"host_port":"h","stateful_ingestion.enabled":true})", "source.config.stateful_ingestion.enabled",
         "unknown setting"},
        {R"({"host_port":"h","예약":1})", "source.config.예약", "unknown setting"},
        {R"({})", "source.config.host_port", "required setting is missing"},
        {R"({"host_port":5432})", "source.config.host_port", "put it in quotes"},
        {R"({"host_port":["h"]})", "source.config.host_port", "must be text"},
        {R"({"host_port":"a\u0000b"})", "source.config.host_port", "zero byte"},
        {R"({"host_port":"h","port":"5432x"})", "source.config.port", "must be an integer"},
        {R"({"host_port":"h","port":1.5})", "source.config.port", "must be an integer"},
        {R"({"host_port":"h","port":18446744073709551615})", "source.config.port", "64 bits"},
        {R"({"host_port":"h","include_views":"maybe"})", "source.config.include_views", "true or false"},
        {R"({"host_port":"h","timeout":"5 parsecs"})", "source.config.timeout", "as in 30, 30s, 5m, 2h"},
        {R"({"host_port":"h","timeout":-1})", "source.config.timeout", "duration"},
        {R"({"host_port":"h","timeout":"infs"})", "source.config.timeout", "duration"},
        {R"({"host_port":"h","databases":"one"})", "source.config.databases", "must be a list"},
        {R"({"host_port":"h","databases":["a",2]})", "source.config.databases[1]", "put it in quotes"},
        {R"({"host_port":"h","table_pattern":["a"]})", "source.config.table_pattern", "allow, deny"},
        {R"({"host_port":"h","table_pattern":{"alow":["a"]}})", "source.config.table_pattern.alow",
         "did you mean \"allow\"?"},
        {R"({"host_port":"h","table_pattern":{"deny":["("]}})", "source.config.table_pattern.deny[0]",
         "linear time"},
        {R"({"host_port":"h","env":"PRDO"})", "source.config.env", "did you mean \"PROD\"?"},
        {R"({"host_port":"h","options":{"a":{"b":1}}})", "source.config.options.a", "must be a text"},
        {R"({"host_port":"h","sqlalchemy_uri":"postgres://"})", "source.config.sqlalchemy_uri",
         "not supported, use host_port"},
        {R"({"host_port":"h","profiling":{"enabled":true}})", "source.config.profiling.enabled",
         "no row is ever read"},
        {R"([1])", "source.config", "must be a map of settings"},
    };
    for (const Refusal& row : cases) {
        const Error error = refused(row.document);
        EXPECT_EQ(error.code(), Errc::invalid_argument) << row.document;
        EXPECT_EQ(error.path(), row.path) << error.what();
        EXPECT_THAT(error.what(), HasSubstr(std::string(row.says)));
    }
}

TEST(Settings, ReadNumbersAndFlagsThatCameAsText)
{
    const Settings settings =
        accepted(R"({"host_port":"h","port":"1","include_views":"No","timeout":"1.5","env":"test"})");
    EXPECT_EQ(settings.integer("port"), 1);
    EXPECT_FALSE(settings.boolean("include_views"));
    EXPECT_EQ(settings.seconds("timeout"), 1.5);
    EXPECT_EQ(settings.text("env"), "TEST");
}

TEST(Settings, WarnOfWhatHasNoEffect)
{
    const Settings settings = accepted(R"({"host_port":"h","pool_size":{"any":["예약"]}})");
    EXPECT_THAT(settings.warnings(),
                ElementsAre("setting has no effect, one connection is enough: source.config.pool_size"));
}

TEST(Settings, LetPassARefusedSettingThatAsksForWhatHappensAnyway)
{
    EXPECT_FALSE(accepted(R"({"host_port":"h","profiling":{"enabled":false}})").boolean("profiling.enabled"));
    EXPECT_TRUE(accepted(R"({"host_port":"h","domain":{}})").map("domain").empty());
    EXPECT_THAT(refused(R"({"host_port":"h","domain":{"영업":"x"}})").what(), HasSubstr("not yet"));
}

TEST(Settings, RememberASecretEvenWhenItIsRefused)
{
    accepted(R"({"host_port":"h","password":"canary-set-비밀"})");
    EXPECT_EQ(redact("x canary-set-비밀 y"), "x *** y");
    EXPECT_THAT(refused(R"({"host_port":"h","password":918273645})").what(), HasSubstr("quotes"));
    EXPECT_EQ(redact("x 918273645 y"), "x *** y");
}

TEST(Settings, NeverShowAValueThatWasRefused)
{
    const std::string canary = "canary-stray-비밀";
    for (const char* name : {"port", "include_views", "timeout", "databases", "table_pattern", "env",
                             "options", "stateful_ingestion", "sqlalchemy_uri"}) {
        const Error error = refused(R"({"host_port":"h",")" + std::string(name) + R"(":")" + canary + "\"}");
        EXPECT_EQ(std::string(error.what()).find("canary"), std::string::npos) << error.what();
        EXPECT_EQ(error.path().find("canary"), std::string::npos);
    }
}

TEST(Settings, ReadTheCommandLinesTexts)
{
    const std::vector<std::pair<std::string, std::string>> texts{
        {"host_port", "h"},          {"port", "1"},        {"databases", "a,b"},
        {"databases", "예약"},       {"options", "k=v=w"}, {"options", "l="},
        {"table_pattern", "^예약$"}, {"timeout", "2h"},    {"stateful_ingestion.enabled", "true"}};
    const auto settings = Settings::of_texts(options, texts);
    ASSERT_TRUE(settings) << settings.error().what();
    EXPECT_EQ(settings->integer("port"), 1);
    EXPECT_THAT(settings->list("databases"), ElementsAre("a", "b", "예약"));
    EXPECT_THAT(settings->map("options"), ElementsAre(Pair("k", "v=w"), Pair("l", "")));
    EXPECT_FALSE(settings->pattern("table_pattern").allows("예약2"));
    EXPECT_EQ(settings->seconds("timeout"), 7200);
    EXPECT_TRUE(settings->boolean("stateful_ingestion.enabled"));
}

TEST(Settings, NameTheFlagThatIsWrong)
{
    const std::vector<std::pair<std::string, std::string>> unknown{{"host_prot", "예약"}};
    const auto settings = Settings::of_texts(options, unknown);
    ASSERT_FALSE(settings);
    EXPECT_EQ(settings.error().path(), "host_prot");
    EXPECT_THAT(settings.error().what(), HasSubstr("did you mean \"host_port\"?"));
    EXPECT_FALSE(Settings::of_texts(options, std::vector<std::pair<std::string, std::string>>{
                                                 {"host_port", "h"}, {"options", "no equals"}}));
}

TEST(Settings, CheckOneTextAgainstItsRow)
{
    EXPECT_TRUE(check_setting(options[3], "17"));
    EXPECT_FALSE(check_setting(options[3], "열일곱"));
    EXPECT_EQ(check_setting(options[3], "x").error().path(), "port");
}

TEST(Settings, StopTheProgrammerWhoAsksForWhatIsNotDeclared)
{
    const Settings settings = accepted(R"({"host_port":"예약"})");
    EXPECT_THROW((void)settings.text("hostport"), std::logic_error);
    EXPECT_THROW((void)settings.integer("host_port"), std::logic_error);
}

TEST(Settings, SurviveHostileDocuments)
{
    EXPECT_FALSE(Settings::parse(options, std::string(100'000, '['), "source.config"));
    EXPECT_FALSE(Settings::parse(options, "{\"host_port\":\"\xff\"}", "source.config"));
    EXPECT_FALSE(Settings::parse(options, "", "source.config"));
}

} // namespace
} // namespace colophon
