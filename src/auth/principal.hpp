// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace colophon::auth {

/// What a token may be used for. A token carries a set of them; `admin` includes the others.
enum class Scope : std::uint8_t { read = 1, ingest = 2, admin = 4 };

class Scopes {
public:
    Scopes() = default;
    /// Reads `read,ingest`; refuses (invalid_argument) an unknown word or none at all.
    static Result<Scopes> parse(std::string_view text);
    static Scopes all() { return Scopes(7); }

    Scopes& add(Scope scope)
    {
        bits_ = static_cast<std::uint8_t>(bits_ | static_cast<std::uint8_t>(scope));
        return *this;
    }
    bool has(Scope scope) const
    {
        return (bits_ & static_cast<std::uint8_t>(Scope::admin)) != 0 ||
               (bits_ & static_cast<std::uint8_t>(scope)) != 0;
    }
    std::string str() const;

private:
    explicit Scopes(std::uint8_t bits) : bits_(bits) {}
    std::uint8_t bits_ = 0;
};

/// Who is asking.
struct Principal {
    std::string actor;    ///< URN, stands beside every version this principal writes
    std::string token_id; ///< empty where authentication is off
    Scopes scopes;
};

/// What a route needs. There is no default: a route without one does not compile.
enum class Permission { anyone, read, ingest, admin };

/// The one decision: throws Error (forbidden, naming the scope that is missing).
void authorize(const Principal& principal, Permission permission);
bool may(const Principal& principal, Permission permission);

} // namespace colophon::auth
