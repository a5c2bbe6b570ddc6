// SPDX-License-Identifier: Apache-2.0
#include "api/v1/page.hpp"

#include <array>
#include <openssl/evp.h>

namespace colophon::embedded {
extern const std::string_view search_page;
}

namespace colophon::api {
namespace {

/// What stands between the only `<tag>` of the page and its end.
std::string_view element(std::string_view html, std::string_view tag)
{
    const auto open = "<" + std::string(tag) + ">";
    const auto begin = html.find(open) + open.size();
    return html.substr(begin, html.find("</" + std::string(tag) + ">", begin) - begin);
}

/// As a content security policy names a text that may run.
std::string source_hash(std::string_view text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
    std::array<unsigned char, std::size_t{2} * EVP_MAX_MD_SIZE> encoded{};
    EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(length));
    return "'sha256-" + std::string(reinterpret_cast<const char*>(encoded.data())) + "'";
}

std::string content_security_policy(std::string_view html)
{
    return "default-src 'none'; script-src " + source_hash(element(html, "script")) + "; style-src " +
           source_hash(element(html, "style")) +
           "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

} // namespace

http::Response page()
{
    static const std::string policy = content_security_policy(embedded::search_page);
    return {200,
            std::string(embedded::search_page),
            "text/html; charset=utf-8",
            {{"Content-Security-Policy", policy}}};
}

} // namespace colophon::api
