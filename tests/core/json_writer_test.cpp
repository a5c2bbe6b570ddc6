// SPDX-License-Identifier: Apache-2.0
#include "core/json_writer.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace colophon {
namespace {

std::string decimal(double number)
{
    std::string text;
    JsonWriter(text).value(number);
    return text;
}

TEST(JsonWriter, PlacesCommasByItself)
{
    std::string text;
    JsonWriter out(text);
    out.begin_object().member("name", "예약").member("rows", 12);
    out.key("tags").begin_array().value("a").value(true).null().end_array();
    out.key("empty").begin_object().end_object().key("raw").raw("[1]").end_object();
    EXPECT_EQ(text, R"({"name":"예약","rows":12,"tags":["a",true,null],"empty":{},"raw":[1]})");
}

TEST(JsonWriter, EscapesWhatJsonCannotHoldAndNothingElse)
{
    std::string text;
    append_json_string(text, "a\"b\\c\n\r\t\b\f\x01\x1F/예약 long enough to be read in words of eight");
    EXPECT_EQ(text, R"("a\"b\\c\n\r\t\b\f\u0001\u001f/예약 long enough to be read in words of eight")");
}

TEST(JsonWriter, WritesEveryByteAtEveryPlaceSoThatItReadsBack)
{
    for (int byte = 1; byte < 128; ++byte)
        for (std::size_t place = 0; place < 20; ++place) {
            std::string content = "0123456789abcdefghij";
            content[place] = static_cast<char>(byte);
            std::string text;
            append_json_string(text, content);
            ASSERT_EQ(nlohmann::json::parse(text).get<std::string>(), content) << byte << " at " << place;
        }
}

TEST(JsonWriter, WritesDecimalsInTheShortestFormThatReadsBack)
{
    EXPECT_EQ(decimal(1), "1.0");
    EXPECT_EQ(decimal(0.1), "0.1");
    EXPECT_EQ(decimal(-2.5), "-2.5");
    EXPECT_EQ(decimal(1e300), "1e+300");
    EXPECT_EQ(decimal(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonWriter, WritesTheExtremesOfIntegers)
{
    std::string text;
    JsonWriter(text)
        .begin_array()
        .value(std::numeric_limits<std::int64_t>::min())
        .value(std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(text, "[-9223372036854775808,18446744073709551615");
}

} // namespace
} // namespace colophon
