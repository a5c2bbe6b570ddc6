// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"
#include "rows.hpp"

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace colophon::mysql {

/// What the whole server says of itself.
struct ServerFacts {
    bool mariadb = true;
    std::string version;
    std::string account;               ///< as in `reader@10.%`
    std::int64_t lower_case_names = 0; ///< `lower_case_table_names`: 0 as given, 1 made small, 2 compared so
    std::set<std::string> helpers;     ///< procedures of catalog_meta that the account may call
};

ServerFacts read_server(Connection& connection);

/// Every database that the account sees, without the server's own, by name.
std::vector<SchemaEntry> read_schemata(Connection& connection, const ServerFacts& server);

/// Reads databases a few hundred tables at a time: no statement opens more than those, its answer is small,
/// and the second statement about them finds them open. No transaction, no lock that outlasts a statement.
class Reader {
public:
    using Warn = std::function<void(std::string_view subject, std::string_view message)>;

    Reader(Connection& connection, const ServerFacts& server, Warn warn);

    /// Sorted by bytes.
    std::vector<std::string> read_names(const std::string& schema);

    /// As many of these tables, from the first on, as have no more than some ten thousand columns together;
    /// at least one. `taken` becomes their number. What was dropped meanwhile is not among them.
    Tables read_tables(const std::string& schema, std::span<const std::string> names, std::size_t& taken);

    /// Of `type` PROCEDURE or FUNCTION, the next few hundred behind a name, by name.
    std::vector<Routine> read_routines(const std::string& schema, const std::string& type,
                                       const std::string& after);

private:
    void read_columns(const std::string& schema, std::span<const std::string> names, Tables& tables,
                      std::size_t& taken);
    void read_storage(const std::string& schema, std::span<const std::string> names, Tables& tables);
    void read_keys(const std::string& schema, std::span<const std::string> names, Tables& tables);
    void read_partitions(const std::string& schema, Tables& tables);
    void read_json_checks(const std::string& schema, Tables& tables);
    void read_views(const std::string& schema, Tables& tables);
    void read_triggers(const std::string& schema, std::span<const std::string> names, Tables& tables);

    /// Through the procedure where there is one, else as far as the account's own rights go.
    void query_texts(const char* helper, const std::string& through_helper, const std::string& directly,
                     const Connection::Visit& visit);

    Connection& connection_;
    const ServerFacts& server_;
    Warn warn_;
    std::set<std::string> broken_helpers_;
};

} // namespace colophon::mysql
