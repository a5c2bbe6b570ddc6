// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <colophon/error.hpp>
#include <colophon/row.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace colophon::postgres {

/// libpq's keywords and their values, as in `{"host", "db.example.com"}`. A later entry wins.
using ConnectionParameters = std::vector<std::pair<std::string, std::string>>;

/// What the server answered to a statement. Its message never holds a password.
class DatabaseError : public Error {
public:
    DatabaseError(Errc code, const std::string& message, std::string sqlstate)
        : Error(code, message), sqlstate_(std::move(sqlstate))
    {
    }
    /// Five characters, or empty where the connection itself is gone.
    const std::string& sqlstate() const { return sqlstate_; }
    bool connection_lost() const { return sqlstate_.empty(); }

private:
    std::string sqlstate_;
};

/// An object's number in the catalogs; 0 for null.
inline std::uint32_t oid_of(const Row& row, int column)
{
    return static_cast<std::uint32_t>(row.integer(column));
}

/// One read-only session. Nothing it runs can change the source: the session is set so, and the account is
/// not allowed to. For one thread. The only user of libpq.
class Connection {
public:
    /// Connects and makes the session harmless: read-only, with limits on statements, locks and idle
    /// transactions, names resolved in pg_catalog only. Throws Error: unavailable (no answer), forbidden
    /// (login or CONNECT refused), invalid_argument (no such database, parameters that make no sense).
    /// `patience` is how long a whole answer may take: a little longer than the session lets the server work
    /// on one, so that it ends a connection that is dead and no statement that is slow.
    explicit Connection(const ConnectionParameters& parameters,
                        std::chrono::milliseconds patience = std::chrono::seconds(75));
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;

    int version() const; ///< as libpq has it: 150020 for 15.20
    std::string database() const;
    std::string user() const;

    /// Runs one statement and hands over its rows as they arrive, in bounded memory; `visit` must not wait
    /// for anything. Throws DatabaseError; rows that came before stay handed over.
    void query(std::string_view sql, std::span<const std::string> parameters,
               const std::function<void(const Row&)>& visit);
    void query(std::string_view sql, const std::function<void(const Row&)>& visit) { query(sql, {}, visit); }
    void execute(std::string_view sql);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Reads `postgresql://…`; a driver as in `postgresql+psycopg2` is dropped. Throws invalid_argument without
/// repeating the text, which may hold a password.
ConnectionParameters parse_uri(const std::string& uri);

/// A name as SQL writes it, quoted.
std::string quote_identifier(std::string_view name);
/// A text as SQL writes it.
std::string quote_literal(std::string_view text);
/// The text form of an array of OIDs, for `$1::oid[]`.
std::string oid_array(std::span<const std::uint32_t> oids);

} // namespace colophon::postgres
