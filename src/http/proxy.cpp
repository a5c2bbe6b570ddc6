// SPDX-License-Identifier: Apache-2.0
#include "http/proxy.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstdlib>

namespace colophon::http {

namespace {

std::string environment(const char* lower_name, const char* upper_name)
{
    for (const char* name : {lower_name, upper_name})
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
            return value;
    return {};
}

std::optional<std::uint32_t> ipv4(const std::string& text)
{
    in_addr address{};
    if (inet_pton(AF_INET, text.c_str(), &address) != 1)
        return std::nullopt;
    return ntohl(address.s_addr);
}

/// `10.0.0.0/8` and an address in it.
bool in_network(std::string_view network, const std::string& host)
{
    std::size_t slash = network.find('/');
    std::optional<std::uint32_t> base = ipv4(std::string(network.substr(0, slash)));
    std::optional<std::uint32_t> address = ipv4(host);
    if (slash == std::string_view::npos || !base || !address)
        return false;
    unsigned bits = 33;
    std::from_chars(network.data() + slash + 1, network.data() + network.size(), bits);
    if (bits > 32)
        return false;
    std::uint32_t mask = bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits);
    return (*base & mask) == (*address & mask);
}

bool is_loopback(const std::string& host)
{
    return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
           in_network("127.0.0.0/8", host);
}

bool exempts(std::string_view entry, const Url& target)
{
    if (entry == "*" || in_network(entry, target.host))
        return true;
    std::string_view bare = entry;
    while (bare.starts_with('.') || bare.starts_with('*'))
        bare.remove_prefix(1);
    // An IPv6 address stands without brackets here, and then its colons are no port's.
    if (bare == target.host)
        return !bare.empty();
    std::optional<Authority> authority = parse_authority(bare);
    if (!authority || (authority->port && authority->port != target.port))
        return false;
    return target.host == authority->host || target.host.ends_with("." + authority->host);
}

bool is_exempt(const Url& target, const std::string& no_proxy)
{
    std::string list = lower(no_proxy);
    std::string_view rest = list;
    while (!rest.empty()) {
        std::size_t end = std::min(rest.find_first_of(", "), rest.size());
        if (exempts(rest.substr(0, end), target))
            return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

} // namespace

ProxySettings proxy_settings_from_environment()
{
    return {environment("http_proxy", "HTTP_PROXY"), environment("https_proxy", "HTTPS_PROXY"),
            environment("no_proxy", "NO_PROXY")};
}

Result<std::optional<Url>> choose_proxy(const Url& target, const ProxySettings& settings)
{
    std::string text = target.tls() ? settings.https : settings.http;
    if (text.empty() || is_loopback(target.host) || is_exempt(target, settings.no_proxy))
        return std::nullopt;
    if (text.find("://") == std::string::npos)
        text.insert(0, "http://");
    Result<Url> proxy = parse_url(text);
    if (!proxy)
        return failure(Errc::invalid_argument,
                       "cannot read the proxy in HTTPS_PROXY or HTTP_PROXY, it should "
                       "be http://host:port");
    if (proxy->tls())
        return failure(Errc::invalid_argument,
                       "proxies that are themselves reached by TLS are not supported, "
                       "use http://: " +
                           proxy->host_port());
    return std::optional<Url>(std::move(*proxy));
}

std::string basic_credentials(std::string_view user)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out = "Basic ";
    for (std::size_t i = 0; i < user.size(); i += 3) {
        std::string_view group = user.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (k < group.size() ? static_cast<unsigned char>(group[k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k)
            out += k <= group.size() ? digits[bits >> (18 - 6 * k) & 63] : '=';
    }
    return out;
}

} // namespace colophon::http
