// SPDX-License-Identifier: Apache-2.0
#include "backup/s3_signature.hpp"

#include "core/sha256.hpp"
#include "core/text.hpp"
#include "http/uri.hpp"

#include <algorithm>

namespace colophon::backup {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

std::string hex_digest(std::string_view text)
{
    Sha256 digest;
    digest.add(text);
    return digest.finish();
}

std::string hex(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4U];
        text += digits[static_cast<unsigned char>(byte) & 15U];
    }
    return text;
}

/// A key's slashes stay: they part segments.
std::string encoded_path(std::string_view path)
{
    std::string text;
    for (;;) {
        const auto slash = path.find('/');
        text += http::percent_encode(path.substr(0, slash));
        if (slash == std::string_view::npos)
            return text;
        text += '/';
        path.remove_prefix(slash + 1);
    }
}

std::string encoded_query(const S3Request::Pairs& query)
{
    std::vector<std::string> parts;
    for (const auto& [name, value] : query)
        parts.push_back(http::percent_encode(name) + "=" + http::percent_encode(value));
    std::sort(parts.begin(), parts.end());
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : "&") + part;
    return text;
}

/// The lines of the headers and the list of their names.
std::pair<std::string, std::string> canonical_headers(const S3Request::Pairs& headers)
{
    S3Request::Pairs sorted;
    for (const auto& [name, value] : headers)
        sorted.emplace_back(lower(name), value);
    std::sort(sorted.begin(), sorted.end());
    std::string lines;
    std::string names;
    for (const auto& [name, value] : sorted) {
        lines += name + ":" + value + "\n";
        names += (names.empty() ? "" : ";") + name;
    }
    return {lines, names};
}

} // namespace

std::string s3_target(const S3Request& request)
{
    const auto query = encoded_query(request.query);
    return encoded_path(request.path) + (query.empty() ? "" : "?" + query);
}

std::string s3_authorization(const S3Request& request, const S3Credentials& credentials,
                             std::string_view region, std::string_view date)
{
    const auto [lines, names] = canonical_headers(request.headers);
    const std::string canonical = std::string(request.method) + "\n" + encoded_path(request.path) + "\n" +
                                  encoded_query(request.query) + "\n" + lines + "\n" + names + "\n" +
                                  request.payload;
    const std::string day(date.substr(0, 8));
    const std::string scope = day + "/" + std::string(region) + "/s3/aws4_request";
    const std::string to_sign =
        std::string(algorithm) + "\n" + std::string(date) + "\n" + scope + "\n" + hex_digest(canonical);
    std::string key = "AWS4" + credentials.secret_key.reveal();
    for (const std::string_view part :
         {std::string_view(day), region, std::string_view("s3"), std::string_view("aws4_request")})
        key = hmac_sha256(key, part);
    return std::string(algorithm) + " Credential=" + credentials.access_key + "/" + scope +
           ", SignedHeaders=" + names + ", Signature=" + hex(hmac_sha256(key, to_sign));
}

} // namespace colophon::backup
