// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace colophon::mysql {

struct Uri {
    std::string user;
    std::string password;
    std::string host_port; ///< empty takes `localhost:3306`
    std::string database;  ///< empty: all
};

/// Reads `mysql://user:password@host:port/database`, with a driver as in `mysql+pymysql`. Throws Error
/// (invalid_argument) without repeating the text, which may hold a password.
Uri parse_uri(const std::string& text);

} // namespace colophon::mysql
