// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite.hpp"

#include <cerrno>
#include <sqlite3.h>

namespace colophon::store::sqlite {

namespace {

/// A log that a reader pinned while it grew is cut back to this when it begins anew.
constexpr const char* kept_wal_bytes = "PRAGMA journal_size_limit = 33554432";

bool is_out_of_space(int code, int system_error)
{
    // A shared-memory file beside the log that cannot grow lacks space too, and SQLite keeps no errno for it.
    if ((code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE)
        return true;
    // After a failed fsync nobody knows what reached the disk, whatever the reason was.
    if ((code & 0xff) != SQLITE_IOERR || code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
        return false;
    return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

[[noreturn]] void raise(sqlite3* handle, int code, std::string_view doing)
{
    const int system_error = handle ? sqlite3_system_errno(handle) : 0;
    const std::string detail = std::string(doing) + ": " +
                               (handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code)) + " (" +
                               std::to_string(code) + ")";
    if (is_out_of_space(code, system_error))
        throw Error(Errc::storage_full, "no space left for the store, free some and write again: " + detail);
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw Error(Errc::unavailable, "the store is busy, try again: " + detail);
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_READONLY:
        throw DiskFailure("the store's disk failed or its file is damaged: " + detail);
    default:
        throw Error(Errc::internal, "the store failed: " + detail);
    }
}

void check(sqlite3* handle, int code, std::string_view doing)
{
    if (code != SQLITE_OK)
        raise(handle, code, doing);
}

int keep_wal_pages(void* pages, sqlite3*, const char*, int count)
{
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

void close_doors(sqlite3* handle)
{
    constexpr struct {
        int option;
        int value;
    } settings[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                    {SQLITE_DBCONFIG_DQS_DDL, 0},
                    {SQLITE_DBCONFIG_DQS_DML, 0}};
    for (const auto& [option, value] : settings)
        check(handle, sqlite3_db_config(handle, option, value, nullptr), "configure");
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
}

} // namespace

void Database::Close::operator()(sqlite3* handle) const noexcept
{
    sqlite3_close_v2(handle);
}

Database::Database(const std::filesystem::path& file, Access access)
{
    const int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (access == Access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    check(handle, code, "open " + file.string());
    close_doors(handle);
    sqlite3_busy_timeout(handle, 5000);
    execute("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST");
    if (access == Access::read_write) {
        execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
        execute(kept_wal_bytes);
        sqlite3_wal_hook(handle, keep_wal_pages, &wal_pages_);
    }
}

Database::~Database() = default;

void Database::execute(const char* sql)
{
    check(handle(), sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr), sql);
}

std::int64_t Database::integer(const char* sql)
{
    Statement statement(*this, sql);
    Rows rows = statement.query();
    return rows.next() ? rows.integer(0) : 0;
}

std::string Database::text(const char* sql)
{
    Statement statement(*this, sql);
    Rows rows = statement.query();
    return rows.next() ? rows.string(0) : std::string();
}

bool Database::in_transaction() const
{
    return sqlite3_get_autocommit(handle()) == 0;
}

int Database::changed_rows() const
{
    return sqlite3_changes(handle());
}

std::int64_t Database::last_row() const
{
    return sqlite3_last_insert_rowid(handle());
}

bool Database::checkpoint(int patience_ms)
{
    sqlite3_busy_timeout(handle(), patience_ms);
    const int code =
        sqlite3_wal_checkpoint_v2(handle(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
    sqlite3_busy_timeout(handle(), 5000);
    if ((code & 0xff) == SQLITE_BUSY)
        return false;
    check(handle(), code, "checkpoint");
    wal_pages_ = 0;
    return true;
}

Rows::~Rows()
{
    sqlite3_reset(statement_);
}

bool Rows::next()
{
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        raise(sqlite3_db_handle(statement_), code, sqlite3_sql(statement_));
    return false;
}

bool Rows::is_null(int column) const
{
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Rows::integer(int column) const
{
    return sqlite3_column_int64(statement_, column);
}

std::string_view Rows::text(int column) const
{
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
                 : std::string_view();
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept
{
    sqlite3_finalize(statement);
}

void Statement::prepare()
{
    if (statement_)
        return;
    sqlite3_stmt* statement = nullptr;
    check(database_.handle(),
          sqlite3_prepare_v3(database_.handle(), sql_.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement,
                             nullptr),
          sql_);
    statement_.reset(statement);
}

void Statement::bind(int index, std::int64_t value)
{
    check(database_.handle(), sqlite3_bind_int64(statement_.get(), index, value), sql_);
}

void Statement::bind(int index, std::string_view value)
{
    // A null pointer would bind null: an empty text is a text.
    const char* bytes = value.data() ? value.data() : "";
    check(database_.handle(),
          sqlite3_bind_text64(statement_.get(), index, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8),
          sql_);
}

void Statement::bind(int index, std::nullopt_t)
{
    check(database_.handle(), sqlite3_bind_null(statement_.get(), index), sql_);
}

Transaction::Transaction(Database& database, Kind kind) : database_(database)
{
    database_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction()
{
    // Some failures have rolled back already; nothing can be done about a rollback that fails.
    if (database_.in_transaction())
        sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit()
{
    database_.execute("COMMIT");
}

Savepoint::Savepoint(Database& database) : database_(database)
{
    database_.execute("SAVEPOINT part");
}

Savepoint::~Savepoint()
{
    if (open_ && database_.in_transaction())
        sqlite3_exec(database_.handle(), "ROLLBACK TO part; RELEASE part", nullptr, nullptr, nullptr);
}

void Savepoint::keep()
{
    database_.execute("RELEASE part");
    open_ = false;
}

} // namespace colophon::store::sqlite
