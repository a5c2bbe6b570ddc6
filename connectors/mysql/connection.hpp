// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <colophon/row.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace colophon::mysql {

/// How much TLS protects: `prefer` takes it where the server has it, `require` refuses without it,
/// `verify_full` also checks the certificate and the name in it.
enum class TlsMode { prefer, disable, require, verify_full };

struct ConnectionParameters {
    std::string host = "localhost"; ///< a path is the server's socket
    unsigned port = 3306;
    std::string user;
    std::string password;
    unsigned connect_timeout_s = 10;
    /// Longer than a statement may take: what lasts longer is a server that does not answer.
    unsigned read_timeout_s = 90;
    TlsMode tls = TlsMode::prefer;
    std::string ca_file;
    std::string ca_directory;
    std::string certificate;
    std::string key;
    std::string key_passphrase;
    std::string ciphers;
};

/// What the server answered to a statement. Its message never holds a password.
class DatabaseError : public Error {
public:
    DatabaseError(Errc code, const std::string& message, unsigned number)
        : Error(code, message), number_(number)
    {
    }
    /// The server's number of the error, or the client library's (2000 to 2999).
    unsigned number() const { return number_; }
    /// Whether it is no use to send another statement: the session is gone, or somebody ended it.
    bool connection_lost() const;

private:
    unsigned number_;
};

struct ServerVersion {
    bool mariadb = true;
    int number = 0;   ///< 101119 for 10.11.19, 80036 for 8.0.36
    std::string text; ///< the server's own words
};

/// One read-only session. Nothing it runs can change the source: the session is set so, and the account is
/// not allowed to. For one thread. The only user of libmariadb.
class Connection {
public:
    using Visit = std::function<void(const Row&)>;

    /// Connects and makes the session harmless: read-only, with limits on statements and locks. Throws
    /// Error: unavailable (no answer), forbidden (login refused), invalid_argument (parameters that make no
    /// sense).
    explicit Connection(const ConnectionParameters& parameters);
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;

    const ServerVersion& version() const;

    /// Runs one statement, or calls one procedure, and hands over its rows as they arrive, in bounded memory.
    /// Throws DatabaseError; rows that came before stay handed over.
    void query(std::string_view sql, const Visit& visit);
    void execute(std::string_view sql);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// `10.11.19-MariaDB-…` or `8.0.36`; a proxy's `5.5.5-` before MariaDB's is not part of it.
ServerVersion parse_version(std::string_view text);

} // namespace colophon::mysql
