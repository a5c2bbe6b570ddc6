// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "grant_line.hpp"

#include <colophon/connector.hpp>
#include <optional>
#include <string>
#include <vector>

/// What an account could do, and whether it should be able to. Pure: no server needed.
namespace colophon::mysql {

/// What the account could do after SET ROLE.
struct RoleRights {
    Grantee role;
    Grantee holder;               ///< the account, or everybody
    std::vector<GrantLine> lines; ///< those that it has without the role may be among them
};

struct AccountRights {
    std::string account;        ///< as in `reader@10.%`
    std::vector<GrantLine> own; ///< with those of PUBLIC and of the anonymous account, which are everybody's
    std::vector<GrantLine> at_login; ///< what counts without a further statement: default roles too
    std::vector<RoleRights> roles;
    bool sees_everybody = true; ///< whether `own` holds all that is everybody's
    bool complete = true;       ///< no line was beyond us
    std::vector<std::string> altered_helpers;
    std::optional<std::string> unlocked_owner; ///< of the procedures of catalog_meta
};

/// Findings and verdict; "cannot tell" where nothing critical is known but not all is known.
AuditReport judge(const AccountRights& rights);

/// One line for each right that shows tables or their texts, as AuditReport::scope has it. What is lost when
/// a right that the account should not have is taken away does not count where REFERENCES shows the same.
std::vector<std::string> scope_of(const std::vector<GrantLine>& at_login);

} // namespace colophon::mysql
