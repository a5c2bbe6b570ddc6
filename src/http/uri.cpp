// SPDX-License-Identifier: Apache-2.0
#include "http/uri.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <charconv>

namespace colophon::http {

namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    return -1;
}

bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_unreserved(char c)
{
    return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_host_char(char c)
{
    return is_unreserved(c) || std::string_view("!$&'()*+,;=").find(c) != std::string_view::npos;
}

bool is_ipv6_char(char c)
{
    return hex_value(c) >= 0 || c == ':' || c == '.';
}

std::optional<std::uint16_t> parse_port(std::string_view digits)
{
    std::uint16_t port = 0;
    auto [end, trouble] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (trouble != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return port;
}

struct SplitAuthority {
    std::string_view host;
    std::string_view rest; ///< empty, or `:` and the port
};

std::optional<SplitAuthority> split_authority(std::string_view text)
{
    if (!text.starts_with('[')) {
        std::size_t colon = std::min(text.find(':'), text.size());
        std::string_view host = text.substr(0, colon);
        if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_char))
            return std::nullopt;
        return SplitAuthority{host, text.substr(colon)};
    }
    std::size_t end = text.find(']');
    if (end == std::string_view::npos || end < 3)
        return std::nullopt;
    std::string_view host = text.substr(1, end - 1);
    if (!std::all_of(host.begin(), host.end(), is_ipv6_char))
        return std::nullopt;
    return SplitAuthority{host, text.substr(end + 1)};
}

std::uint16_t default_port(std::string_view scheme)
{
    return scheme == "https" ? 443 : 80;
}

std::string bracketed(const std::string& host)
{
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

} // namespace

std::string percent_encode(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex_digits[byte >> 4];
        out += hex_digits[byte & 15];
    }
    return out;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (text.size() - i < 3)
            return std::nullopt;
        int high = hex_value(text[i + 1]);
        int low = hex_value(text[i + 2]);
        if (high < 0 || low < 0)
            return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

Result<std::string> decode_text(std::string_view encoded, bool plus_is_space)
{
    std::optional<std::string> text = percent_decode(encoded, plus_is_space);
    if (!text)
        return failure(Errc::invalid_argument, "bad percent-encoding, write % as %25");
    if (text->find('\0') != std::string::npos)
        return failure(Errc::invalid_argument, "NUL (%00) is not allowed in a URL");
    if (!is_utf8(*text))
        return failure(Errc::invalid_argument, "the URL is not UTF-8 once decoded");
    return std::move(*text);
}

Result<Fields> parse_query(std::string_view query)
{
    Fields fields;
    while (!query.empty()) {
        std::size_t end = std::min(query.find('&'), query.size());
        std::string_view part = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (part.empty())
            continue;
        std::size_t equals = std::min(part.find('='), part.size());
        Result<std::string> name = decode_text(part.substr(0, equals), true);
        if (!name)
            return tl::unexpected(name.error());
        Result<std::string> value = decode_text(part.substr(std::min(equals + 1, part.size())), true);
        if (!value)
            return tl::unexpected(value.error());
        fields.add(std::move(*name), std::move(*value));
    }
    return fields;
}

std::optional<Authority> parse_authority(std::string_view text)
{
    std::optional<SplitAuthority> split = split_authority(text);
    if (!split)
        return std::nullopt;
    Authority authority{std::string(split->host), std::nullopt};
    if (split->rest.empty())
        return authority;
    authority.port = parse_port(split->rest.substr(1));
    if (split->rest.front() != ':' || !authority.port)
        return std::nullopt;
    return authority;
}

Result<Url> parse_url(std::string_view text)
{
    std::size_t colon = text.find("://");
    Url url;
    url.scheme = colon == std::string_view::npos ? std::string() : lower(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https")
        return failure(Errc::invalid_argument, "not an http:// or https:// URL: " + std::string(text));
    std::string_view rest = text.substr(colon + 3);
    std::size_t slash = std::min(rest.find('/'), rest.size());
    std::string_view authority = rest.substr(0, slash);
    url.path = rest.substr(slash);
    while (url.path.ends_with('/'))
        url.path.pop_back();
    if (std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        url.user = percent_decode(authority.substr(0, at)).value_or("");
        authority.remove_prefix(at + 1);
    }
    std::optional<Authority> parsed = parse_authority(authority);
    bool plain = std::all_of(url.path.begin(), url.path.end(),
                             [](char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#'; });
    // The text may hold a password, so it is not repeated here.
    if (!parsed || !plain)
        return failure(Errc::invalid_argument,
                       "URL is not of the form http://host:port/path: host " + std::string(authority));
    url.host = lower(parsed->host);
    url.port = parsed->port.value_or(default_port(url.scheme));
    return url;
}

std::string Url::authority() const
{
    return port == default_port(scheme) ? bracketed(host) : host_port();
}

std::string Url::host_port() const
{
    return bracketed(host) + ":" + std::to_string(port);
}

} // namespace colophon::http
