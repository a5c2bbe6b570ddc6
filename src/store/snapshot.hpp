// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/sqlite.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace colophon::store {

/// A database file as of one moment, while others go on writing to it: the bytes that a copy would have.
///
/// For the moment of its making no one writes, and all that the log holds is moved into the file. From then
/// on a read transaction keeps everyone from touching the file: what is written meanwhile gathers in the log
/// beside it. So nothing is copied on this side, and the cost of a snapshot is the growth of the log for as
/// long as it lives.
class Snapshot {
public:
    /// Runs a task while nobody in this process writes. SQLite's own lock knows no queue: who writes without
    /// a rest never lets anyone else have it.
    using Alone = std::function<void(const std::function<void()>& task)>;

    /// Waits until the log can be moved into the file, at most `patience`; writers are kept waiting for 0.2 s
    /// of it at a time. Throws Error: unavailable (someone else reads or writes for longer than that),
    /// storage_full, internal.
    explicit Snapshot(const std::filesystem::path& file, const Alone& alone = {},
                      std::chrono::milliseconds patience = std::chrono::seconds(30));
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    std::uint64_t size() const { return size_; } ///< bytes
    /// One number of the snapshot, as `PRAGMA user_version`; for the thread that reads.
    std::int64_t integer(const char* sql);

    /// Appends at most `most` of the next bytes to `out`; how many, 0 at the end. Throws Error: unavailable
    /// (the snapshot was given up), internal (the disk failed). For one thread at a time.
    std::size_t read(std::string& out, std::size_t most);

    /// Lets everyone touch the file again; read() says `why` from then on. Safe from any thread.
    void give_up(const std::string& why);

private:
    void take(const std::filesystem::path& file, const Alone& alone, std::chrono::milliseconds patience);
    bool take_now(sqlite::Database& gate);

    std::mutex mutex_;
    sqlite::Database database_;
    std::unique_ptr<sqlite::Transaction> pin_;
    std::uint64_t size_ = 0;
    std::uint64_t next_ = 0;
    std::string why_; ///< it was given up
};

} // namespace colophon::store
