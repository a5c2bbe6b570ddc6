// SPDX-License-Identifier: Apache-2.0
#include "http/certificate.hpp"

#include <cstdio>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace colophon::http::testing {

namespace {

template <auto release> struct Release {
    template <class T> void operator()(T* object) const { release(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using File = std::unique_ptr<std::FILE, Release<std::fclose>>;

Certificate sign(EVP_PKEY* key, const std::string& host)
{
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set_int64(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("시험"), -1,
                               -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    bool address = host.find_first_not_of("0123456789.") == std::string::npos;
    std::string alternative = (address ? "IP:" : "DNS:") + host;
    X509_EXTENSION* extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str());
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate.get(), key, EVP_sha256());
    return certificate;
}

} // namespace

void write_certificate(const std::filesystem::path& certificate, const std::filesystem::path& key,
                       const std::string& host)
{
    Key pair(EVP_EC_gen("P-256"));
    Certificate signed_one = sign(pair.get(), host);
    std::filesystem::path part = key.string() + ".part";
    PEM_write_PrivateKey(File(std::fopen(part.c_str(), "w")).get(), pair.get(), nullptr, nullptr, 0, nullptr,
                         nullptr);
    std::filesystem::rename(part, key);
    PEM_write_X509(File(std::fopen(part.c_str(), "w")).get(), signed_one.get());
    std::filesystem::rename(part, certificate);
}

} // namespace colophon::http::testing
