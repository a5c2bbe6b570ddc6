// SPDX-License-Identifier: Apache-2.0
#include "http/proxy.hpp"

#include <gtest/gtest.h>

namespace colophon::http::testing {

namespace {

bool is_proxied(const std::string& target, const std::string& no_proxy)
{
    ProxySettings settings{"proxy:3128", "http://proxy:3128", no_proxy};
    return value_or_throw(choose_proxy(value_or_throw(parse_url(target)), settings)).has_value();
}

TEST(Proxy, IsChosenByScheme)
{
    ProxySettings settings{"plain:1", "http://secure:2/", {}};
    EXPECT_EQ(value_or_throw(choose_proxy(value_or_throw(parse_url("http://x")), settings))->host, "plain");
    EXPECT_EQ(value_or_throw(choose_proxy(value_or_throw(parse_url("https://x")), settings))->port, 2);
    EXPECT_FALSE(value_or_throw(choose_proxy(value_or_throw(parse_url("https://x")), {})).has_value());
}

TEST(Proxy, IsNotAskedForWhatNoProxyNames)
{
    EXPECT_TRUE(is_proxied("http://catalog.example", "other.example, ample, ,10.0.0.0/8"));
    for (const char* list : {"*", "catalog.example", "CATALOG.example", ".example", "*.example", "example",
                             "a b,example", "catalog.example:80"})
        EXPECT_FALSE(is_proxied("http://catalog.example", list)) << list;
    EXPECT_TRUE(is_proxied("http://catalog.example", "catalog.example:8080"));
    EXPECT_TRUE(is_proxied("http://catalog.example", "예약, 10.0.0.0/99, /8, :80, ."));
}

TEST(Proxy, IsNotAskedForAddressesInANetworkOrThisMachine)
{
    EXPECT_FALSE(is_proxied("http://10.1.2.3", "10.0.0.0/8"));
    EXPECT_TRUE(is_proxied("http://11.1.2.3", "10.0.0.0/8"));
    EXPECT_FALSE(is_proxied("http://11.1.2.3", "0.0.0.0/0"));
    EXPECT_FALSE(is_proxied("http://[fd00::1]", "fd00::1"));
    for (const char* own :
         {"http://localhost:8080", "http://127.0.0.2", "http://[::1]:8080", "http://db.localhost"})
        EXPECT_FALSE(is_proxied(own, "")) << own;
}

TEST(Proxy, IsRefusedWhenItsUrlCannotBeUsed)
{
    Url target = value_or_throw(parse_url("http://catalog.example"));
    for (const char* bad : {"https://proxy:3128", "socks5://proxy", "http://me:비밀@pro xy", "http://"}) {
        auto refused = choose_proxy(target, {bad, {}, {}});
        ASSERT_FALSE(refused) << bad;
        EXPECT_EQ(std::string(refused.error().what()).find("비밀"), std::string::npos);
    }
}

TEST(Proxy, IsToldCredentialsInBase64)
{
    EXPECT_EQ(basic_credentials("a:b"), "Basic YTpi");
    EXPECT_EQ(basic_credentials("a:bc"), "Basic YTpiYw==");
    EXPECT_EQ(basic_credentials("a:bcd"), "Basic YTpiY2Q=");
    EXPECT_EQ(basic_credentials("가:나"), "Basic 6rCAOuuCmA==");
}

} // namespace

} // namespace colophon::http::testing
