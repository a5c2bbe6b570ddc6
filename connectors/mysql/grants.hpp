// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/permissions.hpp>
#include <string>
#include <string_view>

namespace colophon::mysql {

/// permissions.yaml as it is, put into the library by CMake.
extern const std::string_view permissions_yaml;

/// The same, read.
const Permissions& permissions();

/// Statements for the client `mysql` or `mariadb`, to be run as an administrator, as often as one likes. The
/// account may come with its host, as in `reader@10.0.%`; it may log in from anywhere else.
std::string grants(const GrantRequest& request);

/// Whether the body of a procedure of catalog_meta, as the server keeps it, is the one that `grants` makes.
bool is_helper_body(std::string_view procedure, std::string_view body, bool mariadb);

} // namespace colophon::mysql
