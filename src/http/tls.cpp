// SPDX-License-Identifier: Apache-2.0
#include "http/tls.hpp"

#include "core/log.hpp"

#include <array>
#include <colophon/error.hpp>
#include <ctime>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace colophon::http {

namespace {

std::string last_openssl_error()
{
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    return text.data();
}

/// A key with a pass phrase must fail, not ask on a terminal that nobody watches.
int no_pass_phrase(char*, int, int, void*)
{
    return -1;
}

TlsContext make_context(const SSL_METHOD* method)
{
    TlsContext context(SSL_CTX_new(method), SSL_CTX_free);
    if (!context)
        throw Error(Errc::internal, "cannot set up TLS: " + last_openssl_error());
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    // Idle connections give their buffers back; writes are retried from wherever the bytes are then.
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_default_passwd_cb(context.get(), no_pass_phrase);
    return context;
}

TlsContext load_pair(const std::filesystem::path& certificate, const std::filesystem::path& key)
{
    TlsContext context = make_context(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1)
        throw Error(Errc::invalid_argument, "cannot read the TLS certificate (PEM): " + certificate.string() +
                                                ": " + last_openssl_error());
    if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
        throw Error(Errc::invalid_argument, "cannot read the TLS key (PEM, no pass phrase, made for the "
                                            "certificate): " +
                                                key.string() + ": " + last_openssl_error());
    return context;
}

std::int64_t expiry_of(const TlsContext& context)
{
    std::tm end{};
    const X509* certificate = SSL_CTX_get0_certificate(context.get());
    if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1)
        return 0;
    return timegm(&end);
}

} // namespace

ServerCertificate::ServerCertificate(std::filesystem::path certificate, std::filesystem::path key)
    : certificate_(std::move(certificate)), key_(std::move(key)), seen_(stamp()),
      looked_(std::chrono::steady_clock::now()), context_(load_pair(certificate_, key_)),
      expires_(expiry_of(context_))
{
}

ServerCertificate::Stamp ServerCertificate::stamp() const
{
    std::error_code ignored; // a file that is gone has a stamp of its own
    return {std::filesystem::last_write_time(certificate_, ignored),
            std::filesystem::last_write_time(key_, ignored),
            std::filesystem::file_size(certificate_, ignored), std::filesystem::file_size(key_, ignored)};
}

const TlsContext& ServerCertificate::current()
{
    auto now = std::chrono::steady_clock::now();
    if (now - looked_ < std::chrono::seconds(1))
        return context_;
    looked_ = now;
    Stamp found = stamp();
    if (found == seen_)
        return context_;
    seen_ = found;
    try {
        context_ = load_pair(certificate_, key_);
        expires_ = expiry_of(context_);
        log::info("TLS certificate reloaded", {{"file", certificate_.string()}});
    } catch (const Error& error) {
        log::error("new TLS certificate refused, the one before stays in use", {{"reason", error.what()}});
    }
    return context_;
}

TlsContext client_context(const std::filesystem::path& ca_file)
{
    TlsContext context = make_context(TLS_client_method());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    if (ca_file.empty())
        SSL_CTX_set_default_verify_paths(context.get());
    else if (SSL_CTX_load_verify_file(context.get(), ca_file.c_str()) != 1)
        throw Error(Errc::invalid_argument, "cannot read the authorities' certificates (PEM): " +
                                                ca_file.string() + ": " + last_openssl_error());
    return context;
}

void expect_host(SSL* session, const std::string& host)
{
    X509_VERIFY_PARAM* expected = SSL_get0_param(session);
    if (X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1)
        return;
    ERR_clear_error();
    SSL_set_tlsext_host_name(session, host.c_str());
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(expected, host.data(), host.size());
}

std::string certificate_trouble(SSL* session)
{
    long verdict = SSL_get_verify_result(session);
    if (verdict == X509_V_OK)
        return {};
    std::string reason = X509_verify_cert_error_string(verdict);
    if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH)
        return "the server's certificate is for another host, use a name that it holds: " + reason;
    if (verdict == X509_V_ERR_CERT_HAS_EXPIRED || verdict == X509_V_ERR_CERT_NOT_YET_VALID)
        return "the server's certificate is not valid today, renew it: " + reason;
    return "the server's certificate is not trusted, name its authority with --ca-file: " + reason;
}

} // namespace colophon::http
