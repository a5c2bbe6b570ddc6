// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace colophon::http::testing {

/// Writes a fresh self-signed certificate for `host` (a DNS name, or an IP address) and its key, both PEM.
/// The two files come whole into place, the key first.
void write_certificate(const std::filesystem::path& certificate, const std::filesystem::path& key,
                       const std::string& host);

} // namespace colophon::http::testing
