// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"
#include "rights.hpp"

namespace colophon::mysql {

/// Asks the server what the account of the session could do, PUBLIC and every role that it could take on
/// included; nothing is tried. The session has another role afterwards.
AccountRights read_rights(Connection& connection);

/// What the session sees now, as AuditReport::scope has it: rights may be taken away while it reads.
std::vector<std::string> read_scope(Connection& connection);

} // namespace colophon::mysql
