// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/permissions.hpp>
#include <string>

namespace colophon::postgres {

/// permissions.yaml as it is, put into the library by CMake.
extern const std::string_view permissions_yaml;

/// The same, read.
const Permissions& permissions();

/// Statements for psql, to be run as an administrator, as often as one likes.
std::string grants(const GrantRequest& request);

} // namespace colophon::postgres
