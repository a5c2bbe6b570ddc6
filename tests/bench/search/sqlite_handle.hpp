// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <sqlite3.h>
#include <string>

namespace colophon::search::bench {

/// A connection, for one thread at a time. Throws std::runtime_error with what SQLite says.
class Sqlite {
public:
    explicit Sqlite(const std::filesystem::path& file);
    void run(const std::string& sql);

    /// A statement with one row after the other; bound from place 1 on.
    class Statement {
    public:
        Statement(Sqlite& database, const std::string& sql);
        void bind(int place, const std::string& text);
        void bind(int place, std::int64_t number);
        bool step();
        void reset();
        std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
        double real(int column) const { return sqlite3_column_double(handle_.get(), column); }

    private:
        Sqlite& database_;
        std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> handle_;
    };

private:
    void check(int code) const;

    std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
};

} // namespace colophon::search::bench
