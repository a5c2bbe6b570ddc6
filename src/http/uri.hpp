// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <colophon/error.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace colophon::http {

/// Percent-encodes all but unreserved characters.
std::string percent_encode(std::string_view text);
/// Decodes once; nothing for bad escapes.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
/// Decodes once and refuses (invalid_argument) what no name may hold: bad escapes, NUL, bytes that are not
/// UTF-8.
Result<std::string> decode_text(std::string_view encoded, bool plus_is_space = false);

/// `a=1&b=%EA%B0%80&b=2` as decoded names and values, in order, repeats kept; `+` is a space.
Result<Fields> parse_query(std::string_view query);

/// Host and port as in `Host` headers and URLs; an IPv6 host comes without its brackets.
struct Authority {
    std::string host;
    std::optional<std::uint16_t> port;
};
/// Nothing for user information, an empty host, characters that no host has, a port beyond 65535.
std::optional<Authority> parse_authority(std::string_view text);

/// An absolute `http` or `https` URL without query and fragment.
struct Url {
    std::string scheme;
    std::string user; ///< decoded `name:password`; empty: none
    std::string host;
    std::uint16_t port = 0; ///< the scheme's own where the URL names none
    std::string path;       ///< without a slash at its end

    bool tls() const { return scheme == "https"; }
    std::string authority() const; ///< for a Host header: the port only where it is not the scheme's own
    std::string host_port() const; ///< both, always
};
Result<Url> parse_url(std::string_view text);

} // namespace colophon::http
