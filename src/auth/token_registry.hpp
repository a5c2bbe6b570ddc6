// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/principal.hpp"
#include "auth/token.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace colophon::auth {

/// What is known of a token; never its secret.
struct TokenRecord {
    std::string id;
    std::string name;  ///< what people call it, as in `airflow`
    std::string actor; ///< URN of whom it stands for
    Scopes scopes;
    std::int64_t created_ms = 0;
    std::int64_t expires_ms = 0; ///< 0: never, which only the administrator's first token may
};

struct NewToken {
    std::string name;
    std::string user; ///< becomes `urn:li:corpuser:<user>`
    Scopes scopes;
    std::chrono::seconds lifetime{};
};

struct RegistryOptions {
    std::filesystem::path directory; ///< holds `tokens.db`; made where needed
    std::filesystem::path
        admin_token_file; ///< an operator's own administrator token, followed when it changes; or empty
    std::function<std::int64_t()> now_ms; ///< empty: the system's clock
};

/// The tokens of one server. Secrets are kept as HMACs under a key of this directory; finding a token costs
/// the same however many there are. Safe to use from many threads.
class TokenRegistry {
public:
    static constexpr std::chrono::hours max_lifetime{24 * 365};

    /// Opens or makes the registry. Throws Error (internal, storage_full; invalid_argument for an unusable
    /// admin file).
    explicit TokenRegistry(RegistryOptions options);
    ~TokenRegistry();
    TokenRegistry(const TokenRegistry&) = delete;
    TokenRegistry& operator=(const TokenRegistry&) = delete;

    /// Who the bearer of this text is. Refuses (unauthenticated) what is unknown, revoked or expired, alike
    /// in words and in time as far as a caller could learn from it.
    Result<Principal> authenticate(std::string_view text) const;

    struct Made {
        TokenRecord record;
        std::string text; ///< shown once
    };
    /// Refuses (invalid_argument) no name, no user, a lifetime under a minute or over max_lifetime.
    Result<Made> create(const NewToken& token);
    std::vector<TokenRecord> list() const; ///< by creation
    struct Count {
        std::size_t valid = 0; ///< an operator's own administrator token not among them
        std::size_t expired = 0;
    };
    Count count() const;
    /// False where there is none of that id.
    bool revoke(std::string_view id);

    /// Replaces the administrator's token and writes the text to `admin.token` (0600) beside the registry.
    std::string reset_admin();
    /// Whether there is an administrator's token already.
    bool has_admin() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace colophon::auth
