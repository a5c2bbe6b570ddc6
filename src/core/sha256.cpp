// SPDX-License-Identifier: Apache-2.0
#include "core/sha256.hpp"

#include <array>
#include <colophon/error.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <span>

namespace colophon {
namespace {

constexpr std::size_t digest_bytes = 32;

void check(bool done)
{
    if (!done)
        throw Error(Errc::internal, "SHA-256 is not available");
}

} // namespace

struct Sha256::State {
    State() : context(EVP_MD_CTX_new(), &EVP_MD_CTX_free)
    {
        check(context != nullptr);
        begin();
    }

    void begin() { check(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1); }

    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes)
{
    check(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
    check(EVP_DigestFinal_ex(state_->context.get(), bytes.data(), nullptr) == 1);
    state_->begin();
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : std::span(bytes).first(digest_bytes)) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 0xFU];
    }
    return hex;
}

std::string hmac_sha256(std::string_view key, std::string_view text)
{
    std::string code(digest_bytes, '\0');
    check(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
               reinterpret_cast<const unsigned char*>(text.data()), text.size(),
               reinterpret_cast<unsigned char*>(code.data()), nullptr) != nullptr);
    return code;
}

} // namespace colophon
