// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"
#include "mapping.hpp"

#include <colophon/settings.hpp>
#include <span>

namespace colophon::postgres {

/// Every key of DataHub's own `postgres` source, and ours.
std::span<const Option> options();

/// What a recipe asks for, checked.
struct Request {
    ConnectionParameters connection; ///< without the database
    std::string database;            ///< the only one to read; empty for all that are allowed
    std::string initial_database;    ///< where the list of databases is asked for
    PatternSet databases;
    PatternSet schemas;
    PatternSet tables;
    PatternSet views;
    bool include_tables = true;
    bool include_views = true;
    RelationalSource source;
    MappingOptions mapping;
};

/// Throws Error (invalid_argument) where settings contradict each other or the source.
Request read_request(const Settings& settings);

} // namespace colophon::postgres
