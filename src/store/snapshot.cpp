// SPDX-License-Identifier: Apache-2.0
#include "store/snapshot.hpp"

#include <algorithm>
#include <cerrno>
#include <sqlite3.h>
#include <thread>

namespace colophon::store {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds short_pause{5};
constexpr std::chrono::milliseconds long_pause{100};
/// How long writers are kept waiting at a time for readers who came before.
constexpr std::chrono::milliseconds hold{200};

[[noreturn]] void refuse(sqlite3* handle, int code)
{
    const int system_error = sqlite3_system_errno(handle);
    const std::string detail = std::string(sqlite3_errmsg(handle)) + " (" + std::to_string(code) + ")";
    if ((code & 0xff) == SQLITE_FULL || system_error == ENOSPC || system_error == EDQUOT)
        throw Error(Errc::storage_full, "no space left to move the store's log into its file, which comes "
                                        "before a backup; free some and try again: " +
                                            detail);
    throw Error(Errc::internal, "the store's log cannot be moved into its file: " + detail);
}

/// All that is in the log stands in the file too.
bool is_emptied(sqlite3* handle)
{
    int in_log = 0;
    int moved = 0;
    const int code = sqlite3_wal_checkpoint_v2(handle, "main", SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
        refuse(handle, code);
    return code == SQLITE_OK && in_log == moved;
}

} // namespace

Snapshot::Snapshot(const std::filesystem::path& file, const Alone& alone, std::chrono::milliseconds patience)
    : database_(file, sqlite::Access::read_write)
{
    take(file, alone, patience);
    size_ = static_cast<std::uint64_t>(integer("PRAGMA page_count")) *
            static_cast<std::uint64_t>(integer("PRAGMA page_size"));
}

Snapshot::~Snapshot() = default;

void Snapshot::take(const std::filesystem::path& file, const Alone& alone, std::chrono::milliseconds patience)
{
    sqlite::Database gate(file, sqlite::Access::read_write);
    const auto deadline = Clock::now() + patience;
    static_cast<void>(is_emptied(database_.handle())); // most of it, while writers still write
    for (bool taken = false; !taken;) {
        const auto try_it = [&] { taken = take_now(gate); };
        alone ? alone(try_it) : try_it();
        if (!taken && Clock::now() >= deadline)
            throw Error(Errc::unavailable,
                        "a long read (as `verify`) or write keeps the store busy, try again when it is over");
        if (!taken)
            std::this_thread::sleep_for(long_pause);
    }
}

/// With the writers' lock in one connection, the other can see an empty log and pin what it sees.
bool Snapshot::take_now(sqlite::Database& gate)
{
    try {
        const sqlite::Transaction nobody_writes(gate, sqlite::Transaction::Kind::write);
        for (const auto end = Clock::now() + hold; !is_emptied(database_.handle());) {
            if (Clock::now() >= end)
                return false;
            std::this_thread::sleep_for(short_pause);
        }
        pin_ = std::make_unique<sqlite::Transaction>(database_, sqlite::Transaction::Kind::read);
        static_cast<void>(
            database_.integer("SELECT count(*) FROM sqlite_schema")); // BEGIN alone reads nothing
        return true;
    } catch (const Error& error) {
        if (error.code() == Errc::unavailable)
            return false;
        throw;
    }
}

std::int64_t Snapshot::integer(const char* sql)
{
    const std::lock_guard lock(mutex_);
    if (pin_ == nullptr)
        throw Error(Errc::unavailable, why_);
    return database_.integer(sql);
}

std::size_t Snapshot::read(std::string& out, std::size_t most)
{
    const std::lock_guard lock(mutex_);
    if (pin_ == nullptr)
        throw Error(Errc::unavailable, why_);
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(most, size_ - next_));
    const std::size_t before = out.size();
    out.resize(before + count);
    // Through the descriptor that SQLite has open: to open and close another would drop all its locks.
    sqlite3_file* file = nullptr;
    int code = sqlite3_file_control(database_.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (code == SQLITE_OK && count > 0)
        code = file->pMethods->xRead(file, out.data() + before, static_cast<int>(count),
                                     static_cast<sqlite3_int64>(next_));
    if (code != SQLITE_OK)
        throw sqlite::DiskFailure("the store's file cannot be read: " + std::to_string(code));
    next_ += count;
    return count;
}

void Snapshot::give_up(const std::string& why)
{
    const std::lock_guard lock(mutex_);
    if (pin_ == nullptr)
        return;
    why_ = why;
    pin_.reset();
}

} // namespace colophon::store
