// SPDX-License-Identifier: Apache-2.0
#include "core/json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace colophon {
namespace {

std::string nested(std::size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}

TEST(ParseJson, ReadsADocument)
{
    const auto document = parse_json(R"({"이름": "예약", "rows": [1, 2.5, null, true]})");
    ASSERT_TRUE(document);
    EXPECT_EQ((*document)["이름"], "예약");
    EXPECT_EQ((*document)["rows"].size(), 4U);
}

TEST(ParseJson, RefusesDocumentsThatAreTooDeep)
{
    EXPECT_TRUE(parse_json(nested(max_json_depth - 1)));
    EXPECT_FALSE(parse_json(nested(max_json_depth + 1)));
    EXPECT_FALSE(parse_json(nested(100'000)));
    EXPECT_FALSE(parse_json(std::string(100'000, '[')));
}

TEST(ParseJson, RefusesWhatIsNotJson)
{
    for (const char* text : {"", "{", "{\"a\":}", "[1,]", "nul", "\"\xFF\"", "1e999", "{} {}", "'a'"}) {
        const auto document = parse_json(text);
        ASSERT_FALSE(document) << text;
        EXPECT_EQ(document.error().code(), Errc::invalid_argument) << text;
    }
}

} // namespace
} // namespace colophon
