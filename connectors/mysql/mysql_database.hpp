// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connection.hpp"

#include <colophon/connector.hpp>
#include <memory>
#include <string>

namespace colophon::mysql {

extern const ConnectorSpec spec;

/// For tests: databases and an account of its own on a real server, gone with the object. What tests change
/// of the server is everybody's (PUBLIC, roles, the procedures of catalog_meta), so there is one at a time.
/// Statements that fail are test failures.
class MysqlDatabase {
public:
    struct Output {
        int status = 0;
        std::string text;
    };

    MysqlDatabase() = default;
    ~MysqlDatabase();
    MysqlDatabase(const MysqlDatabase&) = delete;
    MysqlDatabase& operator=(const MysqlDatabase&) = delete;

    /// Waits for others' end. Says why there can be none (COLOPHON_TEST_MARIADB names no server), or nothing.
    /// Every database of the test has a name that begins with the prefix.
    std::string start(const std::string& prefix = {});

    /// Runs the engine's client as the administrator (or as the account), stopping at the first error.
    Output try_sql(const std::string& sql, bool as_account = false) const;
    std::string sql(const std::string& statements) const;
    /// The fixture, in databases of this test.
    void load() const;
    /// The account as `grants` makes it, run twice because it may be.
    void make_account() const;

    /// The statement with the account in the place of each `{}` and the prefix in that of `golden_`.
    std::string for_test(std::string sql) const;

    /// Reads this test's databases with the account, unless `more` (members of source.config) says otherwise.
    std::unique_ptr<Connector> connector(const std::string& more = {}, const std::string& password = secret,
                                         const std::string& host_port = {},
                                         const ConnectorSpec& of = spec) const;
    /// A session of the administrator's beside the one under test.
    Connection second_session() const;

    const std::string& prefix() const { return prefix_; }
    const std::string& account() const { return account_; }
    std::string socket() const { return option("socket"); }
    std::string host_port() const { return "127.0.0.1:" + option("port"); }
    bool is_at_least(int version) const;

    static constexpr const char* secret = "secret-of-the-test";

private:
    std::string option(const std::string& name) const;
    void drop_databases() const;

    std::string options_; ///< path of the administrator's option file
    int lock_ = -1;
    std::string prefix_;
    std::string account_;
};

} // namespace colophon::mysql
