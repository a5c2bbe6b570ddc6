// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/uri.hpp"

#include <optional>
#include <string>

namespace colophon::http {

/// What the environment says about proxies.
struct ProxySettings {
    std::string http;     ///< for http:// targets: a URL, `http://` may be missing
    std::string https;    ///< for https:// targets
    std::string no_proxy; ///< hosts, domains, addresses, IPv4 networks, `*`; with or without a port
};

/// `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`; the lower-case names win, as with curl.
ProxySettings proxy_settings_from_environment();

/// The proxy for `target`, nothing where it is reached directly. This machine itself never needs one.
/// Refuses (invalid_argument) a proxy URL that cannot be read, and proxies that themselves want TLS.
Result<std::optional<Url>> choose_proxy(const Url& target, const ProxySettings& settings);

/// The value of `Proxy-Authorization` for `name:password`.
std::string basic_credentials(std::string_view user);

} // namespace colophon::http
