// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"

namespace colophon::mysql {

/// What the number of an error means for the run, and the server's words behind the advice.
DatabaseError error_of(unsigned number, std::string_view message);

/// See DatabaseError::connection_lost().
bool ends_session(unsigned number);

} // namespace colophon::mysql
