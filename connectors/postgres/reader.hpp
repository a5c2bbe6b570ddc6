// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"
#include "rows.hpp"

#include <functional>
#include <span>
#include <unordered_set>

namespace colophon::postgres {

struct DatabaseEntry {
    std::string name;
    bool may_connect = false;       ///< the account has CONNECT
    bool takes_connections = false; ///< the database allows any
    bool is_template = false;
};

/// Every database of the server, by name, templates included.
std::vector<DatabaseEntry> read_databases(Connection& connection);

/// Reads one database in two passes. The first takes no lock that a change of a table could meet: raw
/// catalogs in short REPEATABLE READ transactions, a listing of everything first and then the details of a
/// few thousand relations at a time, so that memory is bounded and no transaction is open while a sink is
/// waited for. The second, for texts that the server must put together again and locks relations for, runs
/// outside transactions, in small batches, and gives up on what is locked.
class Reader {
public:
    using Warn = std::function<void(std::string_view subject, std::string_view message)>;

    explicit Reader(Connection& connection) : connection_(connection) {}

    /// The listing. One REPEATABLE READ transaction.
    Catalog read_catalog();
    /// The details of some relations, without texts. What was dropped since the listing is not among them.
    /// One REPEATABLE READ transaction.
    std::unordered_map<Oid, Details> read_details(const std::vector<Oid>& relations);
    /// Fills in view definitions and the expressions of generated columns. What stays unset is warned about.
    void read_texts(const Catalog& catalog, std::unordered_map<Oid, Details>& details, const Warn& warn);

private:
    using GiveUp = std::function<void(Oid)>;

    /// Those that neither are locked by another session nor read something that is.
    static std::vector<Oid> without_locked(const Catalog& catalog, const std::vector<Oid>& relations,
                                           const std::unordered_set<Oid>& locked, const GiveUp& give_up);
    /// Runs `statement` on batches of relations, halving a batch that fails. `each` sees the rows.
    void in_batches(std::string_view statement, std::span<const Oid> relations,
                    const std::function<void(const Row&)>& each, const GiveUp& give_up);

    Connection& connection_;
};

} // namespace colophon::postgres
