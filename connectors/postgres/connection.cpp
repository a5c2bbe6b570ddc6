// SPDX-License-Identifier: Apache-2.0
#include "connection.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <colophon/relational.hpp>
#include <libpq-fe.h>
#include <poll.h>

namespace colophon::postgres {
namespace {

using Clock = std::chrono::steady_clock;

/// `what` by the first letters of an SQLSTATE, the longest first.
struct Meaning {
    std::string_view sqlstate;
    Errc code;
    std::string_view advice;
};
constexpr std::array<Meaning, 8> meanings{{
    {"28P01", Errc::forbidden, "PostgreSQL refuses the login, check username and password"},
    {"28", Errc::forbidden, "PostgreSQL refuses the login, check username and the server's pg_hba.conf"},
    {"42501", Errc::forbidden, "the account lacks a privilege, run what 'colophon grants postgres' prints"},
    {"3D000", Errc::invalid_argument, "no such database, check 'database' or 'initial_database'"},
    {"57014", Errc::unavailable,
     "PostgreSQL ended a statement that took over 60 s, try again when it is idle"},
    {"53300", Errc::unavailable, "PostgreSQL has no connection left for this account, try again later"},
    {"57P03", Errc::unavailable, "PostgreSQL is starting or stopping, try again later"},
    {"57P01", Errc::unavailable, "PostgreSQL was shut down meanwhile, try again later"},
}};

const Meaning* meaning_of(std::string_view sqlstate)
{
    const auto* found = std::find_if(meanings.begin(), meanings.end(), [&](const Meaning& meaning) {
        return sqlstate.starts_with(meaning.sqlstate);
    });
    return found == meanings.end() ? nullptr : found;
}

/// libpq's text as one line.
std::string one_line(std::string_view text)
{
    std::string line = well_formed_utf8(text.substr(0, text.find_last_not_of(" \n\r") + 1));
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
    return line;
}

/// The session's limits. Each is a limit on harm: a locked table, a forgotten transaction, a name resolved to
/// something that another user planted.
std::string session_settings(PGconn* connection)
{
    std::string sql = "SELECT set_config('default_transaction_read_only', 'on', false),"
                      " set_config('statement_timeout', '60s', false),"
                      " set_config('lock_timeout', '500ms', false),"
                      " set_config('idle_in_transaction_session_timeout', '30s', false),"
                      " set_config('search_path', 'pg_catalog', false),"
                      " set_config('DateStyle', 'ISO', false)";
    if (PQserverVersion(connection) >= 110000)
        sql += ", set_config('jit', 'off', false)";
    // Such a database holds whatever bytes it was given, and refuses to hand over those that are no UTF-8.
    const char* encoding = PQparameterStatus(connection, "server_encoding");
    if (encoding != nullptr && std::string_view(encoding) == "SQL_ASCII")
        sql += ", set_config('client_encoding', 'SQL_ASCII', false)";
    return sql;
}

class ResultRow : public Row {
public:
    explicit ResultRow(const PGresult* result) : result_(result) {}
    bool null(int column) const override { return PQgetisnull(result_, 0, column) != 0; }
    std::string_view raw(int column) const override
    {
        return {PQgetvalue(result_, 0, column), static_cast<std::size_t>(PQgetlength(result_, 0, column))};
    }

private:
    const PGresult* result_;
};

struct FreeResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Result_ = std::unique_ptr<PGresult, FreeResult>;

struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Handle = std::unique_ptr<PGconn, Finish>;

/// A failed login has no result to ask, but in verbose mode libpq writes `FATAL:  28P01: …` whatever the
/// server's language.
[[noreturn]] void throw_connect_error(PGconn* connection)
{
    const std::string text = one_line(PQerrorMessage(connection));
    for (std::size_t at = text.find(":  "); at != std::string::npos; at = text.find(":  ", at + 1)) {
        const std::string sqlstate = text.substr(at + 3, 5);
        if (const Meaning* meaning = meaning_of(sqlstate);
            meaning != nullptr && text.substr(at + 8, 1) == ":") {
            std::string told = text.substr(at + 10);
            told.resize(std::min(told.find(" LOCATION: "), told.size()));
            throw DatabaseError(meaning->code, std::string(meaning->advice) + ": " + told, sqlstate);
        }
    }
    throw DatabaseError(Errc::unavailable,
                        "cannot reach PostgreSQL, check host_port, TLS and that the server runs: " + text,
                        {});
}

/// Waits until libpq can go on, at most until the deadline.
bool wait_for(PGconn* connection, PostgresPollingStatusType direction, Clock::time_point deadline)
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd watched{PQsocket(connection), direction == PGRES_POLLING_READING ? short{POLLIN} : short{POLLOUT},
                   0};
    return left > 0 && poll(&watched, 1, static_cast<int>(left)) > 0;
}

/// libpq obeys connect_timeout only where it blocks.
std::chrono::seconds connect_limit(const ConnectionParameters& parameters)
{
    long seconds = 10;
    for (const auto& [name, value] : parameters)
        if (name == "connect_timeout")
            std::from_chars(value.data(), value.data() + value.size(), seconds);
    return std::chrono::seconds(std::clamp(seconds, 1L, 600L));
}

Handle connect(const ConnectionParameters& parameters)
{
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : parameters) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    Handle handle(PQconnectStartParams(names.data(), values.data(), 0));
    if (!handle)
        throw Error(Errc::internal, "no memory for a connection");
    PQsetErrorVerbosity(handle.get(), PQERRORS_VERBOSE);
    const auto deadline = Clock::now() + connect_limit(parameters);
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (PQstatus(handle.get()) != CONNECTION_BAD && status != PGRES_POLLING_OK &&
           status != PGRES_POLLING_FAILED) {
        if (!wait_for(handle.get(), status, deadline))
            throw DatabaseError(Errc::unavailable,
                                "PostgreSQL does not answer in time, check host_port and firewalls", {});
        status = PQconnectPoll(handle.get());
    }
    if (status != PGRES_POLLING_OK || PQstatus(handle.get()) != CONNECTION_OK)
        throw_connect_error(handle.get());
    PQsetErrorVerbosity(handle.get(), PQERRORS_DEFAULT);
    PQsetnonblocking(handle.get(), 1);
    PQsetNoticeProcessor(
        handle.get(), [](void*, const char*) {}, nullptr);
    return handle;
}

[[noreturn]] void throw_statement_error(PGconn* connection, const PGresult* result)
{
    const char* sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    if (sqlstate == nullptr || message == nullptr)
        throw DatabaseError(Errc::unavailable,
                            "the connection to PostgreSQL broke, try again later: " +
                                one_line(PQerrorMessage(connection)),
                            {});
    const Meaning* meaning = meaning_of(sqlstate);
    const std::string lost = std::string_view(sqlstate).starts_with("57P0") ? std::string() : sqlstate;
    throw DatabaseError(
        meaning != nullptr ? meaning->code : Errc::internal,
        (meaning != nullptr ? std::string(meaning->advice) : "PostgreSQL refuses a statement") + ": " +
            one_line(message) + " (" + sqlstate + ")",
        lost);
}

/// Lets libpq read and write until `done`. Throws where the server says nothing more until the deadline.
template <class Done> void exchange(PGconn* connection, Clock::time_point deadline, const Done& done)
{
    while (!done()) {
        const bool sending = PQflush(connection) == 1;
        const auto direction = sending ? PGRES_POLLING_WRITING : PGRES_POLLING_READING;
        if (!wait_for(connection, direction, deadline))
            throw DatabaseError(Errc::unavailable,
                                "PostgreSQL does not answer any more, check the network and the server", {});
        if (PQconsumeInput(connection) == 0)
            throw_statement_error(connection, nullptr);
    }
}

} // namespace

struct Connection::State {
    Handle handle;
    std::chrono::milliseconds patience;
};

Connection::Connection(const ConnectionParameters& parameters, std::chrono::milliseconds patience)
    : state_(std::make_unique<State>(State{connect(parameters), patience}))
{
    execute(session_settings(state_->handle.get()));
}

Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;

int Connection::version() const
{
    return PQserverVersion(state_->handle.get());
}

std::string Connection::database() const
{
    return well_formed_utf8(PQdb(state_->handle.get()));
}

std::string Connection::user() const
{
    return well_formed_utf8(PQuser(state_->handle.get()));
}

void Connection::query(std::string_view sql, std::span<const std::string> parameters,
                       const std::function<void(const Row&)>& visit)
{
    PGconn* connection = state_->handle.get();
    std::vector<const char*> values;
    for (const std::string& parameter : parameters)
        values.push_back(parameter.c_str());
    if (PQsendQueryParams(connection, std::string(sql).c_str(), static_cast<int>(values.size()), nullptr,
                          values.data(), nullptr, nullptr, 0) == 0)
        throw_statement_error(connection, nullptr);
    PQsetSingleRowMode(connection);
    const auto deadline = Clock::now() + state_->patience;
    const auto next = [&] {
        exchange(connection, deadline, [&] { return PQflush(connection) == 0 && PQisBusy(connection) == 0; });
        return Result_{PQgetResult(connection)};
    };
    // The answer is read to its end even after a failure: a connection with rows left takes no statement.
    std::exception_ptr failure;
    while (const Result_ result = next()) {
        if (failure)
            continue;
        try {
            const ExecStatusType status = PQresultStatus(result.get());
            if (status == PGRES_SINGLE_TUPLE)
                visit(ResultRow(result.get()));
            else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
                throw_statement_error(connection, result.get());
        } catch (...) {
            failure = std::current_exception();
        }
    }
    if (failure)
        std::rethrow_exception(failure);
}

void Connection::execute(std::string_view sql)
{
    query(sql, {}, [](const Row&) {});
}

ConnectionParameters parse_uri(const std::string& uri)
{
    const std::size_t scheme = uri.find("://");
    const std::size_t driver = std::min(uri.find('+'), scheme);
    const std::string plain = scheme == std::string::npos ? uri : uri.substr(0, driver) + uri.substr(scheme);
    if (!plain.starts_with("postgresql://") && !plain.starts_with("postgres://"))
        throw Error(Errc::invalid_argument, "sqlalchemy_uri must begin with postgresql://", "sqlalchemy_uri");
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse(plain.c_str(), nullptr), &PQconninfoFree);
    if (!options)
        throw Error(Errc::invalid_argument,
                    "sqlalchemy_uri cannot be read, percent-encode what is not a letter or digit in it",
                    "sqlalchemy_uri");
    ConnectionParameters parameters;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option)
        if (option->val != nullptr)
            parameters.emplace_back(option->keyword, option->val);
    return parameters;
}

namespace {

std::string quote(std::string_view text, char mark)
{
    std::string quoted(1, mark);
    for (const char c : text)
        quoted.append(c == mark ? 2 : 1, c);
    quoted += mark;
    return quoted;
}

} // namespace

std::string quote_identifier(std::string_view name)
{
    return quote(name, '"');
}

std::string quote_literal(std::string_view text)
{
    if (text.find('\\') == std::string_view::npos)
        return quote(text, '\'');
    // Read alike whatever standard_conforming_strings says.
    std::string escaped;
    for (const char c : text)
        escaped.append(c == '\\' ? 2 : 1, c);
    return 'E' + quote(escaped, '\'');
}

std::string oid_array(std::span<const std::uint32_t> oids)
{
    std::string text = "{";
    for (const std::uint32_t oid : oids) {
        if (text.size() > 1)
            text += ',';
        text += std::to_string(oid);
    }
    text += '}';
    return text;
}

} // namespace colophon::postgres
