// SPDX-License-Identifier: Apache-2.0
#include "core/yaml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace colophon {
namespace {

using testing::HasSubstr;

std::string json_of(std::string_view yaml)
{
    const auto json = yaml_to_json(yaml);
    return json ? *json : std::string("refused: ") + json.error().what();
}

TEST(Yaml, BecomesJson)
{
    EXPECT_EQ(
        json_of("source:\n  type: postgres # comment\n  config:\n    database: 예약\n    schemas: [a, 나]\n"),
        R"({"source":{"type":"postgres","config":{"database":"예약","schemas":["a","나"]}}})");
    EXPECT_EQ(json_of("- a\n- {b: 1, c: []}\n- |\n  두 줄\n  text\n"),
              R"(["a",{"b":1,"c":[]},"두 줄\ntext\n"])");
    EXPECT_EQ(json_of(R"({"json": ["is", "yaml", {"too": null}]})"),
              R"({"json":["is","yaml",{"too":null}]})");
    EXPECT_EQ(json_of(""), "null");
    EXPECT_EQ(json_of("# 주석뿐\n"), "null");
    EXPECT_EQ(json_of("\xef\xbb\xbf"
                      "a: 1"),
              R"({"a":1})");
}

struct Scalar {
    std::string_view yaml;
    std::string_view json;
};

TEST(Yaml, ReadsScalarsByTheCoreSchema)
{
    const std::vector<Scalar> cases{
        {"~", "null"},
        {"null", "null"},
        {"true", "true"},
        {"False", "false"},
        {"yes", "\"yes\""},
        {"on", "\"on\""},
        {"12", "12"},
        {"-7", "-7"},
        {"+7", "7"},
        {"007", "7"},
        {"0x1F", "31"},
        {"0o17", "15"},
        {"1.5", "1.5"},
        {".5", "0.5"},
        {"-1e3", "-1000.0"},
        {"1.", "1.0"},
        {".inf", "\".inf\""},
        {"1_000", "\"1_000\""},
        {"1.2.3", "\"1.2.3\""},
        {"--1", "\"--1\""},
        {"0x", "\"0x\""},
        {"e5", "\"e5\""},
        {".", "\".\""},
        {"+-1", "\"+-1\""},
        {"99999999999999999999", "\"99999999999999999999\""},
        {"12:30:45", "\"12:30:45\""},
        {"2024-01-02", "\"2024-01-02\""},
        {"\"12\"", "\"12\""},
        {"'true'", "\"true\""},
        {"!!str 12", "\"12\""},
        {"!!int 12", "12"},
        {"예약", "\"예약\""},
        {"a#b", "\"a#b\""},
    };
    for (const Scalar& row : cases)
        EXPECT_EQ(json_of("k: " + std::string(row.yaml)), "{\"k\":" + std::string(row.json) + "}")
            << row.yaml;
}

TEST(Yaml, FollowsAliases)
{
    EXPECT_EQ(json_of("a: &x {b: 예약}\nc: *x\nd: [*x, *x]\n"),
              R"({"a":{"b":"예약"},"c":{"b":"예약"},"d":[{"b":"예약"},{"b":"예약"}]})");
}

TEST(Yaml, SaysWhereItCannotBeRead)
{
    const std::vector<Scalar> cases{
        {"a: 1\nb: [1, 2\nc: 3\n", "line"},
        {"가: 1\n나: 2\n가: 3\n", "key stands twice, \"가\": line 3, column 1"},
        {"a: {b: 1, b: 2}", "line 1, column 11"},
        {"a: *nowhere", "line 1"},
        {"a: &x [*x]", "alias may not stand inside"},
        {"? [a, b]\n: 1", "a key must be a plain text"},
        {"base: &b {x: 1}\nc:\n  <<: *b", "merge keys are not supported, write the members out: line 3"},
        {"a: !!python/object:os.system x", "tag has no meaning here"},
        {"a: !custom 1", "tag has no meaning here"},
        {"a: 1\n--- \nb: 2", "more than one document"},
        {"a:\n\t- tab", "line 2"},
        {"a: \"unterminated", "line"},
        {"a: \"\\q\"", "line 1"},
        {"a: \xff", "not UTF-8"},
        {"%YAML 9.9\n---\na: 1", "line 1"},
    };
    for (const Scalar& row : cases)
        EXPECT_THAT(json_of(row.yaml), testing::AllOf(HasSubstr("refused: cannot be read as YAML"),
                                                      HasSubstr(std::string(row.json))))
            << row.yaml;
}

TEST(Yaml, RefusesAliasesThatBlowUp)
{
    std::string laughs = "a0: &a0 [하, 하, 하, 하, 하, 하, 하, 하, 하, 하]\n";
    for (int i = 1; i < 30; ++i) {
        laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int j = 0; j < 10; ++j)
            laughs += std::string(j == 0 ? "" : ", ") + "*a" + std::to_string(i - 1);
        laughs += "]\n";
    }
    EXPECT_THAT(json_of(laughs), HasSubstr("aliases make the document too long"));
}

TEST(Yaml, RefusesDepthHoweverItIsMade)
{
    std::string nested_aliases = "a0: &a0 [예약]\n";
    for (int i = 1; i < 80; ++i)
        nested_aliases +=
            "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
    std::string blocks;
    for (int i = 0; i < 200; ++i)
        blocks += std::string(static_cast<std::size_t>(i), ' ') + "k:\n";
    std::string dashes;
    for (int i = 0; i < 100'000; ++i)
        dashes += "- ";
    for (const std::string& yaml : {nested_aliases, blocks, dashes, std::string(100'000, '['),
                                    std::string(100'000, '{'), "{a: " + std::string(100'000, '[')})
        EXPECT_THAT(json_of(yaml), HasSubstr("refused: cannot be read as YAML")) << yaml.substr(0, 20);
}

TEST(Yaml, RefusesADocumentWithoutEnd)
{
    EXPECT_THAT(json_of(std::string(5u << 20, 'a')), HasSubstr("longer than 4 MiB"));
}

TEST(Yaml, NeverCrashesOnCutOrTwistedText)
{
    const std::string sample =
        "source: &s\n  type: \"예약\"\n  list: [1, {a: 'b'}, *s]\n  text: >-\n    접힌\n    글\n";
    std::size_t refused = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
        refused += yaml_to_json(sample.substr(0, i)) ? 0 : 1;
        for (const char c : {'[', '}', ':', '&', '*', '!', '\t', '\0', '"', '%', '|'}) {
            std::string twisted = sample;
            twisted[i] = c;
            refused += yaml_to_json(twisted) ? 0 : 1;
        }
    }
    EXPECT_GT(refused, 100U);
}

} // namespace
} // namespace colophon
