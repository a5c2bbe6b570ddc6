// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"

#include <colophon/connector.hpp>
#include <memory>
#include <string>

namespace colophon::postgres {

extern const ConnectorSpec spec;

/// For tests: a database and a role of its own on a real server, gone with the object. Statements that fail
/// are test failures.
class PostgresDatabase {
public:
    struct Output {
        int status = 0;
        std::string text;
    };

    PostgresDatabase() = default;
    ~PostgresDatabase();
    PostgresDatabase(const PostgresDatabase&) = delete;
    PostgresDatabase& operator=(const PostgresDatabase&) = delete;

    /// Makes the database, whose name is difficult unless it is given. Says why that cannot be (no server is
    /// named by COLOPHON_TEST_POSTGRES, or it is too old for the fixture), or nothing.
    std::string start(const std::string& database = {});

    /// Runs psql as the administrator (or as `user`), stopping at the first error.
    Output try_psql(const std::string& sql, const std::string& database, const std::string& user = {}) const;
    std::string psql(const std::string& sql, const std::string& database = {}) const;
    void load(const std::string& file) const;
    /// The account as `grants` makes it, run twice because it may be.
    void make_account() const;

    /// The statement with the account's name in the place of each `@`.
    std::string for_account(std::string sql) const;

    /// Reads the database with the account, unless `more` (members of source.config) says otherwise.
    std::unique_ptr<Connector> connector(const std::string& more = {}, const std::string& password = secret,
                                         const std::string& host_port = {}) const;
    /// A session of the administrator's beside the one under test.
    Connection second_session() const;

    const std::string& name() const { return database_; }
    const std::string& role() const { return role_; }
    int version() const { return std::stoi(psql("SHOW server_version_num", "postgres")); }
    std::string host() const { return psql("\\echo :HOST", "postgres"); }
    std::string port() const { return psql("\\echo :PORT", "postgres"); }

    static constexpr const char* secret = "secret-of-the-test";

private:
    std::string administrator_; ///< a connection string
    std::string database_;
    std::string role_;
};

} // namespace colophon::postgres
