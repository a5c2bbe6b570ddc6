// SPDX-License-Identifier: Apache-2.0
#include "sqlite_handle.hpp"

#include <stdexcept>

namespace colophon::search::bench {

Sqlite::Sqlite(const std::filesystem::path& file) : handle_(nullptr, sqlite3_close)
{
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(
        file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(opened);
    check(code);
}

void Sqlite::check(int code) const
{
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        throw std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(handle_.get()));
}

void Sqlite::run(const std::string& sql)
{
    check(sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

Sqlite::Statement::Statement(Sqlite& database, const std::string& sql)
    : database_(database), handle_(nullptr, sqlite3_finalize)
{
    sqlite3_stmt* prepared = nullptr;
    database.check(sqlite3_prepare_v3(database.handle_.get(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                                      &prepared, nullptr));
    handle_.reset(prepared);
}

void Sqlite::Statement::bind(int place, const std::string& text)
{
    database_.check(sqlite3_bind_text(handle_.get(), place, text.data(), static_cast<int>(text.size()),
                                      SQLITE_TRANSIENT));
}

void Sqlite::Statement::bind(int place, std::int64_t number)
{
    database_.check(sqlite3_bind_int64(handle_.get(), place, number));
}

bool Sqlite::Statement::step()
{
    const int code = sqlite3_step(handle_.get());
    database_.check(code);
    return code == SQLITE_ROW;
}

void Sqlite::Statement::reset()
{
    sqlite3_reset(handle_.get());
}

} // namespace colophon::search::bench
