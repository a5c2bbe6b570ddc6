// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"
#include "mapping.hpp"

#include <colophon/settings.hpp>

namespace colophon::mysql {

/// What a recipe asks for, checked.
struct Request {
    ConnectionParameters connection;
    std::string database; ///< the only one to read; empty for all that are allowed
    PatternSet databases;
    PatternSet tables;
    PatternSet views;
    PatternSet procedures;
    bool include_tables = true;
    bool include_views = true;
    bool include_routines = true;
    RelationalSource source;
    MappingOptions mapping;
};

/// `platform` is the name of the source, `mysql` or `mariadb`. Throws Error (invalid_argument) where settings
/// contradict each other or the source.
Request read_request(const Settings& settings, std::string platform);

} // namespace colophon::mysql
