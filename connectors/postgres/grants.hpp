// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/connector.hpp>
#include <string>

namespace colophon::postgres {

/// Statements for psql that make the account, to be run by an administrator as often as one likes.
std::string grants(const GrantRequest& request);

} // namespace colophon::postgres
