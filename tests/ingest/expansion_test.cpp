// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"
#include "core/redactor.hpp"
#include "ingest/expansion.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>

namespace colophon::ingest {
namespace {

using testing::HasSubstr;

Environment variables(std::map<std::string, std::string, std::less<>> values)
{
    return [values = std::move(values)](std::string_view name) -> std::optional<std::string> {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

const Environment sample = variables({{"HOST", "db.example"},
                                      {"NAME", "예약"},
                                      {"EMPTY", ""},
                                      {"YAML", "\"}\ninjected: true"},
                                      {"DB_PASSWORD", "canary-exp-비밀"}});

Result<std::string> expanded(const std::string& text, const Environment& environment = sample)
{
    nlohmann::json document{{"a", {{"b", nlohmann::json::array({text})}}}};
    std::vector<std::string> warnings;
    if (auto done = expand(document, environment, warnings); !done)
        return tl::unexpected(done.error());
    return document["a"]["b"][0].get<std::string>();
}

TEST(Expansion, ReplacesWhatItKnows)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"plain 예약", "plain 예약"},
        {"${NAME}", "예약"},
        {"${HOST}:5432/${NAME}", "db.example:5432/예약"},
        {"${NONE:-기본}", "기본"},
        {"${EMPTY:-기본}", "기본"},
        {"${HOST:-기본}", "db.example"},
        {"${NONE:-}", ""},
        {"${EMPTY}", ""},
        {"${NONE:-a:-b}", "a:-b"},
        {"$${NAME}", "${NAME}"},
        {"$$${NAME}", "$${NAME}"},
        {"$NAME", "$NAME"},
        {"100$", "100$"},
        {"${YAML}", "\"}\ninjected: true"},
    };
    for (const auto& [text, result] : cases) {
        const auto value = expanded(text);
        ASSERT_TRUE(value) << text << ": " << value.error().what();
        EXPECT_EQ(*value, result) << text;
    }
}

TEST(Expansion, DoesNotExpandWhatAVariableHolds)
{
    EXPECT_EQ(expanded("${A}", variables({{"A", "${B}"}, {"B", "예약"}})), "${B}");
}

TEST(Expansion, RefusesWithThePathAndNeverTheValue)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"${NONE}", "environment variable is not set, NONE"},
        {"${NAME", "no closing brace"},
        {"${}", "only ${NAME}"},
        {"${NAME:?x}", "only ${NAME}"},
        {"${1A}", "only ${NAME}"},
        {"${cmd:id}", "only ${NAME}"},
        {"${NONE:-${NAME}}", "only ${NAME}"},
        {"${file:/no/such/예약}", "file cannot be read"},
        {"${file:/}", "file cannot be read"},
        {"${file:/dev/zero}", "longer than 1 MiB"},
    };
    for (const auto& [text, says] : cases) {
        const auto value = expanded(text);
        ASSERT_FALSE(value) << text;
        EXPECT_THAT(value.error().what(), HasSubstr(says)) << text;
        EXPECT_EQ(value.error().path(), "a.b[0]");
    }
    EXPECT_THAT(expanded("${BAD}", variables({{"BAD", "\xff"}})).error().what(), HasSubstr("not UTF-8"));
}

TEST(Expansion, ReadsAFileAndDropsOneLineEnd)
{
    const TempDir directory;
    const auto write = [&](const std::string& content) {
        std::ofstream(directory / "비밀", std::ios::binary) << content;
        return expanded("${file:" + (directory / "비밀").string() + "}");
    };
    EXPECT_EQ(write("canary-file-하나\n"), "canary-file-하나");
    EXPECT_EQ(write("canary-file-둘\r\n"), "canary-file-둘");
    EXPECT_EQ(write("canary-file\n\n"), "canary-file\n");
    EXPECT_EQ(write(""), "");
    EXPECT_FALSE(write("\xff\xfe"));
    EXPECT_EQ(redact("a canary-file-하나 b canary-file-둘"), "a *** b ***");
}

TEST(Expansion, RemembersVariablesThatSpeakOfSecretsOnly)
{
    ASSERT_TRUE(expanded("x${DB_PASSWORD}${HOST}"));
    EXPECT_EQ(redact("canary-exp-비밀 db.example"), "*** db.example");
}

TEST(Expansion, WarnsOfAVariableWithoutBraces)
{
    nlohmann::json document{{"password", "$DB_PASSWORD"}, {"price", "$5"}};
    std::vector<std::string> warnings;
    ASSERT_TRUE(expand(document, sample, warnings));
    EXPECT_THAT(warnings,
                testing::ElementsAre("value is taken as it stands, only ${NAME} is replaced: password"));
}

} // namespace
} // namespace colophon::ingest
