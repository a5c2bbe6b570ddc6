// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backup/manifest.hpp"
#include "http/message.hpp"
#include "store/snapshot.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace colophon::backup {

/// How a backup ended, seen from the server: whether the reader keeps it, only the reader knows.
struct BackupRecord {
    std::int64_t ended_ms = 0; ///< epoch
    bool whole = false;        ///< all of it was handed over
    std::uint64_t position = 0;
    std::uint64_t bytes = 0; ///< handed over
    double seconds = 0;
};

struct BackupsOptions {
    std::filesystem::path directory;   ///< the server's data
    std::string program;               ///< the version that is running
    store::Snapshot::Alone alone = {}; ///< runs a task while nobody writes to the store
    std::function<std::int64_t()> now_ms = {};
    /// Bytes to which the log may grow before the backup is given up, so that a slow reader cannot fill the
    /// disk; 0: what is free now decides, see backups.cpp.
    std::uint64_t largest_log = 0;
    /// Bytes a second handed over while others write: sums and copies of more would take the processors from
    /// them.
    double polite_rate = 64 << 20;
    std::chrono::milliseconds watch_every{250};           ///< how long it takes to see that others write
    std::function<void(const BackupRecord&)> on_end = {}; ///< from the thread on which it ends
};

/// The backups of one running server: of the embedded store, and one at a time. Safe to use from many
/// threads; outlives what it began.
class Backups {
public:
    explicit Backups(BackupsOptions options);
    ~Backups();

    struct Begun {
        Manifest manifest;
        std::shared_ptr<http::BodySource> source;
    };
    /// Takes a snapshot; its bytes are the source's. `who` and `request` are for the log. Throws Error:
    /// conflict (another one is being taken), unavailable, storage_full, internal.
    Begun begin(const std::string& who, const std::string& request);

    bool running() const;

private:
    struct State;
    class Stream;
    std::shared_ptr<State> state_;
};

} // namespace colophon::backup
