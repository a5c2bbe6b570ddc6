// SPDX-License-Identifier: Apache-2.0
#include "auth/principal.hpp"

#include <array>

namespace colophon::auth {
namespace {

struct ScopeName {
    std::string_view name;
    Scope scope;
};
constexpr std::array scope_names{ScopeName{"read", Scope::read}, ScopeName{"ingest", Scope::ingest},
                                 ScopeName{"admin", Scope::admin}};

const ScopeName* find_scope(std::string_view word)
{
    for (const auto& row : scope_names)
        if (row.name == word)
            return &row;
    return nullptr;
}

Scope scope_for(Permission permission)
{
    switch (permission) {
    case Permission::read:
        return Scope::read;
    case Permission::ingest:
        return Scope::ingest;
    case Permission::anyone:
    case Permission::admin:
        break;
    }
    return Scope::admin;
}

} // namespace

Result<Scopes> Scopes::parse(std::string_view text)
{
    Scopes scopes;
    while (!text.empty()) {
        const auto comma = text.find(',');
        const auto word = text.substr(0, comma);
        const auto* row = find_scope(word);
        if (row == nullptr)
            return failure(Errc::invalid_argument,
                           "unknown scope, use read, ingest or admin: \"" + std::string(word) + "\"");
        scopes.add(row->scope);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    if (scopes.bits_ == 0)
        return failure(Errc::invalid_argument, "a token needs at least one scope of read, ingest, admin");
    return scopes;
}

std::string Scopes::str() const
{
    std::string text;
    for (const auto& row : scope_names)
        if ((bits_ & static_cast<std::uint8_t>(row.scope)) != 0)
            text.append(text.empty() ? "" : ",").append(row.name);
    return text;
}

bool may(const Principal& principal, Permission permission)
{
    return permission == Permission::anyone || principal.scopes.has(scope_for(permission));
}

void authorize(const Principal& principal, Permission permission)
{
    if (may(principal, permission))
        return;
    const auto scope = scope_for(permission);
    for (const auto& row : scope_names)
        if (row.scope == scope)
            throw Error(Errc::forbidden, "the token lacks a scope: " + std::string(row.name));
}

} // namespace colophon::auth
