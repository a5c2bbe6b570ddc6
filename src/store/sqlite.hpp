// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <colophon/error.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

/// A thin layer over SQLite's C interface. Result codes become Error: storage_full (no space, or over a
/// quota), unavailable (busy), internal (everything else; DiskFailure where the file or the disk is at
/// fault). Nothing here may be used from two threads at once.
namespace colophon::store::sqlite {

/// The disk or the file on it cannot be trusted any more: whoever writes must stop.
class DiskFailure : public Error {
public:
    explicit DiskFailure(const std::string& message) : Error(Errc::internal, message) {}
};

enum class Access { read_write, read_only };

class Database {
public:
    /// Opens or, for `read_write`, makes the file, and closes every door that hostile content could use:
    /// no extensions, no triggers, no views, no attached files.
    Database(const std::filesystem::path& file, Access access);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// Runs statements that take no parameters; rows are passed over.
    void execute(const char* sql);
    /// The first column of the first row of a statement that takes no parameters.
    std::int64_t integer(const char* sql);
    std::string text(const char* sql);

    bool in_transaction() const;
    int changed_rows() const;
    std::int64_t last_row() const; ///< the key of the row inserted last

    /// Pages in the write-ahead log after the last commit of this connection.
    int wal_pages() const { return wal_pages_; }
    /// Moves the log into the database and lets it begin anew; waits at most `patience_ms` for readers.
    /// False where a reader kept it from that.
    bool checkpoint(int patience_ms);

    sqlite3* handle() const { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept;
    };
    std::unique_ptr<sqlite3, Close> handle_;
    int wal_pages_ = 0;
};

/// The rows of a running statement. Resets it when destroyed; views into a row hold until next().
class Rows {
public:
    explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    ~Rows();

    bool next();
    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    std::string_view text(int column) const; ///< empty for null
    std::string string(int column) const { return std::string(text(column)); }

private:
    sqlite3_stmt* statement_;
};

/// A statement, prepared when it is first used and then kept. The database outlives it.
class Statement {
public:
    Statement(Database& database, std::string sql) : database_(database), sql_(std::move(sql)) {}

    /// Binds the parameters in order. Texts are not copied: they outlive the rows.
    template <class... Values> Rows query(const Values&... values)
    {
        prepare();
        int index = 0;
        (bind(++index, values), ...);
        return Rows(statement_.get());
    }
    /// Runs to the end; for statements without rows.
    template <class... Values> void run(const Values&... values)
    {
        Rows rows = query(values...);
        while (rows.next()) {
        }
    }

private:
    void prepare();
    void bind(int index, std::int64_t value);
    void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, std::string_view value);
    void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
    void bind(int index, std::nullopt_t);
    template <class Value> void bind(int index, const std::optional<Value>& value)
    {
        value ? bind(index, *value) : bind(index, std::nullopt);
    }

    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    Database& database_;
    std::string sql_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Undone when it is destroyed without commit().
class Transaction {
public:
    enum class Kind { read, write };
    Transaction(Database& database, Kind kind);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    void commit();

private:
    Database& database_;
};

/// A part of a write transaction; undone when it is destroyed without keep().
class Savepoint {
public:
    explicit Savepoint(Database& database);
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    ~Savepoint();
    void keep();

private:
    Database& database_;
    bool open_ = true;
};

} // namespace colophon::store::sqlite
