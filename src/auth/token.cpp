// SPDX-License-Identifier: Apache-2.0
#include "auth/token.hpp"

#include <boost/crc.hpp>
#include <colophon/error.hpp>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace colophon::auth {
namespace {

constexpr std::string_view prefix = "clp_";
constexpr std::size_t id_length = 8;
constexpr std::size_t secret_length = 43; // 43 base62 characters carry 256 bits
constexpr std::size_t checksum_length = 6;
constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

constexpr std::string_view hex_digits = "0123456789abcdef";

std::string random_text(std::size_t length)
{
    std::string text;
    while (text.size() < length)
        for (const char byte : random_bytes(length))
            // 248 is the largest multiple of 62: what lies above would make some characters likelier.
            if (static_cast<unsigned char>(byte) < 248 && text.size() < length)
                text += alphabet[static_cast<unsigned char>(byte) % alphabet.size()];
    return text;
}

std::string checksum(std::string_view body)
{
    boost::crc_32_type crc;
    crc.process_bytes(body.data(), body.size());
    std::size_t rest = crc.checksum();
    std::string text(checksum_length, '0');
    for (auto at = text.rbegin(); at != text.rend(); ++at, rest /= alphabet.size())
        *at = alphabet[rest % alphabet.size()];
    return text;
}

} // namespace

TokenText TokenText::make()
{
    return {random_text(id_length), random_text(secret_length)};
}

std::optional<TokenText> TokenText::parse(std::string_view text)
{
    constexpr auto body_length = prefix.size() + id_length + secret_length;
    if (text.size() != body_length + checksum_length || !text.starts_with(prefix))
        return std::nullopt;
    if (text.find_first_not_of(alphabet, prefix.size()) != std::string_view::npos)
        return std::nullopt;
    if (text.substr(body_length) != checksum(text.substr(0, body_length)))
        return std::nullopt;
    return TokenText{std::string(text.substr(prefix.size(), id_length)),
                     std::string(text.substr(prefix.size() + id_length, secret_length))};
}

std::string TokenText::str() const
{
    const auto body = std::string(prefix) + id + secret;
    return body + checksum(body);
}

Digest digest_of(std::string_view key, std::string_view secret)
{
    Digest digest{};
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), digest.data(), &length);
    return digest;
}

bool equal(const Digest& a, const Digest& b)
{
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hex(const Digest& digest)
{
    std::string text;
    for (const auto byte : digest)
        text.append(1, hex_digits[byte >> 4]).append(1, hex_digits[byte & 15]);
    return text;
}

std::optional<Digest> parse_hex(std::string_view text)
{
    Digest digest{};
    if (text.size() != 2 * digest.size() || text.find_first_not_of(hex_digits) != std::string_view::npos)
        return std::nullopt;
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] =
            static_cast<unsigned char>(hex_digits.find(text[2 * i]) * 16 + hex_digits.find(text[2 * i + 1]));
    return digest;
}

std::string random_bytes(std::size_t count)
{
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
        throw Error(Errc::internal, "the operating system gave no random bytes");
    return bytes;
}

} // namespace colophon::auth
