// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

struct ssl_ctx_st; ///< OpenSSL's SSL_CTX
struct ssl_st;     ///< OpenSSL's SSL

namespace colophon::http {

using TlsContext = std::shared_ptr<ssl_ctx_st>;

/// The server's certificate, read again when its files change. Not thread-safe.
class ServerCertificate {
public:
    /// Throws Error (invalid_argument) when the pair cannot be read or does not belong together.
    ServerCertificate(std::filesystem::path certificate, std::filesystem::path key);

    /// The newest good pair. Looks at the files at most once a second; a pair that is no good is logged once
    /// and the one before stays in use.
    const TlsContext& current();
    /// When the certificate of the pair that was current last ends, epoch seconds.
    std::int64_t expires() const { return expires_; }

private:
    /// What tells one writing of the two files from the next.
    struct Stamp {
        std::filesystem::file_time_type certificate_time, key_time;
        std::uintmax_t certificate_size = 0, key_size = 0;
        bool operator==(const Stamp&) const = default;
    };
    Stamp stamp() const;

    std::filesystem::path certificate_;
    std::filesystem::path key_;
    Stamp seen_;
    std::chrono::steady_clock::time_point looked_;
    TlsContext context_;
    std::int64_t expires_;
};

/// What a client trusts: the authorities in `ca_file`, or the system's when it is empty. Throws Error
/// (invalid_argument) when the file cannot be read.
TlsContext client_context(const std::filesystem::path& ca_file);

/// Makes a client's session ask for `host` by name and accept only a certificate for it.
void expect_host(ssl_st* session, const std::string& host);
/// Why the peer's certificate was refused, with what to do about it; empty when it was not.
std::string certificate_trouble(ssl_st* session);

} // namespace colophon::http
