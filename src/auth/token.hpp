// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace colophon::auth {

/// The text of a token: `clp_`, a public id of 8, a secret of 43 and a checksum of 6 base62 characters. The
/// checksum lets scanners recognise a leaked token and lets us refuse garbage without a look-up.
struct TokenText {
    std::string id;
    std::string secret;

    /// A new one from the operating system's random source.
    static TokenText make();
    /// Nothing for what is not a token of ours.
    static std::optional<TokenText> parse(std::string_view text);
    std::string str() const;
};

using Digest = std::array<unsigned char, 32>;

/// HMAC-SHA-256: what is stored of a secret.
Digest digest_of(std::string_view key, std::string_view secret);
/// Takes the same time whatever differs.
bool equal(const Digest& a, const Digest& b);
/// As 64 hexadecimal digits, and back; nothing for what is not that.
std::string hex(const Digest& digest);
std::optional<Digest> parse_hex(std::string_view text);
/// Bytes of the operating system's random source. Throws Error (internal) when it has none.
std::string random_bytes(std::size_t count);

} // namespace colophon::auth
