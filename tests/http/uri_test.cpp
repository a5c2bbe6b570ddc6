// SPDX-License-Identifier: Apache-2.0
#include "http/uri.hpp"

#include <gtest/gtest.h>

namespace colophon::http::testing {

namespace {

TEST(PercentEncoding, ComesBackAsItWas)
{
    std::string every;
    for (int byte = 0; byte < 256; ++byte)
        every += static_cast<char>(byte);
    EXPECT_EQ(percent_decode(percent_encode(every)), every);
    EXPECT_EQ(percent_encode("예/a-b_c.~"), "%EC%98%88%2Fa-b_c.~");
}

TEST(PercentEncoding, DecodesOnceAndRefusesBadEscapes)
{
    EXPECT_EQ(percent_decode("%2541+"), "%41+");
    EXPECT_EQ(percent_decode("a+b", true), "a b");
    for (std::string_view bad : {"%", "%4", "%zz", "%4g", "a%", "%%41"})
        EXPECT_FALSE(percent_decode(bad)) << bad;
}

TEST(Query, KeepsOrderRepeatsAndEmptyValues)
{
    Fields fields =
        value_or_throw(parse_query("type=dataset&&platform=a&platform=%EC%98%88%EC%95%BD&flag&x==&q=a+b"));
    EXPECT_EQ(fields.all("platform"), (std::vector<std::string_view>{"a", "예약"}));
    EXPECT_EQ(fields.find("flag"), "");
    EXPECT_EQ(fields.find("x"), "=");
    EXPECT_EQ(fields.find("q"), "a b");
    EXPECT_EQ(fields.rows().size(), 6u);
}

TEST(Query, RefusesWhatIsNoText)
{
    for (std::string_view bad : {"q=%", "q=%ff", "%c0%af=1", "q=%00"})
        EXPECT_EQ(parse_query(bad).error().code(), Errc::invalid_argument) << bad;
}

TEST(Url, IsTakenApart)
{
    Url url = value_or_throw(parse_url("HTTPS://User:p%40ss@Catalog.Example:8443/prefix/"));
    EXPECT_TRUE(url.tls());
    EXPECT_EQ(url.user, "User:p@ss");
    EXPECT_EQ(url.host, "catalog.example");
    EXPECT_EQ(url.path, "/prefix");
    EXPECT_EQ(url.authority(), "catalog.example:8443");
    EXPECT_EQ(value_or_throw(parse_url("http://[::1]")).host_port(), "[::1]:80");
    EXPECT_EQ(value_or_throw(parse_url("https://x")).authority(), "x");
}

TEST(Url, IsRefusedWithoutRepeatingAPassword)
{
    for (const char* bad : {"", "catalog:8080", "ftp://x", "http://", "http://x:99999", "http://a b",
                            "http://x/?q", "http://예약"})
        EXPECT_FALSE(parse_url(bad)) << bad;
    auto refused = parse_url("http://me:secret@ho st");
    ASSERT_FALSE(refused);
    EXPECT_EQ(std::string(refused.error().what()).find("secret"), std::string::npos);
}

} // namespace

} // namespace colophon::http::testing
