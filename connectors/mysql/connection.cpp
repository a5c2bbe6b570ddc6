// SPDX-License-Identifier: Apache-2.0
#include "connection.hpp"

#include "server_errors.hpp"

#include <algorithm>
#include <charconv>
#include <colophon/relational.hpp>
#include <errmsg.h>
#include <mutex>
#include <mysql.h>
#include <vector>

namespace colophon::mysql {
namespace {

/// What a server may ask to log in with. Others send the password as it is, which only a server that proved
/// who it is may have.
constexpr const char* hashed_logins =
    "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password,parsec,auth_gssapi_client";
constexpr const char* all_logins =
    "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password,parsec,"
    "auth_gssapi_client,mysql_clear_password,dialog";

/// A row of a server that means harm; those of the catalogs are shorter.
constexpr unsigned long most_bytes = 64UL << 20;

struct Close {
    void operator()(MYSQL* connection) const { mysql_close(connection); }
};
using Handle = std::unique_ptr<MYSQL, Close>;

struct FreeResult {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};
using Answer = std::unique_ptr<MYSQL_RES, FreeResult>;

void set_text(MYSQL* connection, mysql_option option, const std::string& text)
{
    if (!text.empty())
        mysql_optionsv(connection, option, text.c_str());
}

void set_flag(MYSQL* connection, mysql_option option, bool on)
{
    const my_bool flag = on ? 1 : 0;
    mysql_optionsv(connection, option, &flag);
}

void set_tls(MYSQL* connection, const ConnectionParameters& parameters, bool encrypted)
{
    set_flag(connection, MYSQL_OPT_SSL_ENFORCE, encrypted);
    set_flag(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT,
             encrypted && parameters.tls == TlsMode::verify_full);
    if (!encrypted)
        return;
    set_text(connection, MYSQL_OPT_SSL_CA, parameters.ca_file);
    set_text(connection, MYSQL_OPT_SSL_CAPATH, parameters.ca_directory);
    set_text(connection, MYSQL_OPT_SSL_CERT, parameters.certificate);
    set_text(connection, MYSQL_OPT_SSL_KEY, parameters.key);
    set_text(connection, MYSQL_OPT_SSL_CIPHER, parameters.ciphers);
    set_text(connection, MARIADB_OPT_TLS_PASSPHRASE, parameters.key_passphrase);
}

bool is_socket(const ConnectionParameters& parameters)
{
    return parameters.host.starts_with('/');
}

Handle prepare(const ConnectionParameters& parameters, bool encrypted)
{
    static std::once_flag initialised;
    std::call_once(initialised, [] { mysql_server_init(0, nullptr, nullptr); });
    Handle handle(mysql_init(nullptr));
    if (!handle)
        throw Error(Errc::internal, "no memory for a connection");
    MYSQL* connection = handle.get();
    mysql_optionsv(connection, MYSQL_OPT_CONNECT_TIMEOUT, &parameters.connect_timeout_s);
    mysql_optionsv(connection, MYSQL_OPT_READ_TIMEOUT, &parameters.read_timeout_s);
    mysql_optionsv(connection, MYSQL_OPT_WRITE_TIMEOUT, &parameters.read_timeout_s);
    mysql_optionsv(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_optionsv(connection, MYSQL_OPT_MAX_ALLOWED_PACKET, &most_bytes);
    mysql_optionsv(connection, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "colophon/" COLOPHON_VERSION);
    // A server may ask for files of this machine in answer to any statement.
    const unsigned no_files = 0;
    mysql_optionsv(connection, MYSQL_OPT_LOCAL_INFILE, &no_files);
    set_flag(connection, MYSQL_OPT_RECONNECT, false);
    mysql_optionsv(connection, MARIADB_OPT_RESTRICTED_AUTH,
                   encrypted && parameters.tls == TlsMode::verify_full ? all_logins : hashed_logins);
    // By itself the library takes `localhost` for a socket; here a socket is named by its path.
    const unsigned protocol = is_socket(parameters) ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
    mysql_optionsv(connection, MYSQL_OPT_PROTOCOL, &protocol);
    set_tls(connection, parameters, encrypted);
    return handle;
}

[[noreturn]] void throw_error(MYSQL* connection)
{
    throw error_of(mysql_errno(connection), mysql_error(connection));
}

/// The library goes on without TLS where the server has none and no certificate is to be checked.
void expect_tls(MYSQL* connection, const ConnectionParameters& parameters)
{
    const bool must = parameters.tls == TlsMode::require || parameters.tls == TlsMode::verify_full;
    if (must && mysql_get_ssl_cipher(connection) == nullptr)
        throw error_of(CR_SSL_CONNECTION_ERROR, "the server has no TLS");
}

/// An empty handle where TLS fails and need not be.
Handle try_connect(const ConnectionParameters& parameters, bool encrypted)
{
    Handle handle = prepare(parameters, encrypted);
    const bool socket = is_socket(parameters);
    if (mysql_real_connect(handle.get(), socket ? "localhost" : parameters.host.c_str(),
                           parameters.user.c_str(), parameters.password.c_str(), nullptr,
                           socket ? 0 : parameters.port, socket ? parameters.host.c_str() : nullptr,
                           CLIENT_MULTI_RESULTS) != nullptr)
        return handle;
    if (encrypted && parameters.tls == TlsMode::prefer &&
        mysql_errno(handle.get()) == CR_SSL_CONNECTION_ERROR)
        return nullptr;
    throw_error(handle.get());
}

Handle connect(const ConnectionParameters& parameters)
{
    if (parameters.tls == TlsMode::disable || is_socket(parameters))
        return try_connect(parameters, false);
    Handle handle = try_connect(parameters, true);
    if (!handle)
        return try_connect(parameters, false);
    expect_tls(handle.get(), parameters);
    return handle;
}

/// The session's limits. Each is a limit on harm: a change, a table that another session holds, a statement
/// without end. It may be idle for long, because it waits for the catalog.
std::string session_settings(const ServerVersion& version)
{
    return std::string("SET SESSION lock_wait_timeout = 1, wait_timeout = 28800, sql_mode = '', "
                       "sql_quote_show_create = 1, ") +
           (version.mariadb ? "max_statement_time = 60" : "max_execution_time = 60000");
}

class ResultRow : public Row {
public:
    ResultRow(MYSQL_ROW row, const unsigned long* lengths) : row_(row), lengths_(lengths) {}
    bool null(int column) const override { return row_[column] == nullptr; }
    std::string_view raw(int column) const override
    {
        return row_[column] == nullptr ? std::string_view()
                                       : std::string_view(row_[column], lengths_[column]);
    }

private:
    MYSQL_ROW row_;
    const unsigned long* lengths_;
};

/// Hands over the rows of one answer. It is read to its end even after a failure of `visit`: a session with
/// rows left takes no statement.
void visit_rows(MYSQL* connection, MYSQL_RES* answer, const Connection::Visit& visit)
{
    std::exception_ptr failure;
    while (const MYSQL_ROW row = mysql_fetch_row(answer)) {
        if (failure)
            continue;
        try {
            visit(ResultRow(row, mysql_fetch_lengths(answer)));
        } catch (...) {
            failure = std::current_exception();
        }
    }
    if (failure)
        std::rethrow_exception(failure);
    if (mysql_errno(connection) != 0)
        throw_error(connection);
}

} // namespace

bool DatabaseError::connection_lost() const
{
    return ends_session(number_);
}

struct Connection::State {
    Handle handle;
    ServerVersion version;
};

Connection::Connection(const ConnectionParameters& parameters)
    : state_(std::make_unique<State>(State{connect(parameters), {}}))
{
    state_->version = parse_version(mysql_get_server_info(state_->handle.get()));
    execute("SET SESSION TRANSACTION READ ONLY");
    execute(session_settings(state_->version));
}

Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

const ServerVersion& Connection::version() const
{
    return state_->version;
}

void Connection::query(std::string_view sql, const Visit& visit)
{
    MYSQL* connection = state_->handle.get();
    if (mysql_real_query(connection, sql.data(), static_cast<unsigned long>(sql.size())) != 0)
        throw_error(connection);
    // A procedure answers with its rows and then with its own end.
    for (int more = 0; more == 0; more = mysql_next_result(connection)) {
        const Answer answer(mysql_use_result(connection));
        if (answer)
            visit_rows(connection, answer.get(), visit);
    }
    if (mysql_errno(connection) != 0)
        throw_error(connection);
}

void Connection::execute(std::string_view sql)
{
    query(sql, [](const Row&) {});
}

ServerVersion parse_version(std::string_view text)
{
    ServerVersion version;
    version.text = well_formed_utf8(text);
    version.mariadb = text.find("MariaDB") != std::string_view::npos;
    constexpr std::string_view replication_prefix = "5.5.5-";
    if (version.mariadb && text.starts_with(replication_prefix))
        text.remove_prefix(replication_prefix.size());
    for (int part = 0; part < 3; ++part) {
        int number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        version.number = version.number * 100 + std::clamp(number, 0, 99);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.starts_with('.'))
            text.remove_prefix(1);
    }
    return version;
}

} // namespace colophon::mysql
