// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace colophon {

/// The SHA-256 of bytes that come piece by piece.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    void add(std::string_view bytes);
    /// 64 hexadecimal digits in lower case; begins anew.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// HMAC-SHA-256: 32 bytes as they are, not as digits.
std::string hmac_sha256(std::string_view key, std::string_view text);

} // namespace colophon
