// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/figures.hpp"
#include "http/traffic.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

namespace colophon::api {

/// Why a request was not allowed.
enum class AuthFailure {
    no_token,
    malformed, ///< not a bearer token
    rejected,  ///< unknown, revoked or expired: which of them is told to nobody
    forbidden  ///< a good token without the scope
};
inline constexpr std::array<std::string_view, 4> auth_failure_names{"no_token", "malformed", "rejected",
                                                                    "forbidden"};

/// A copy of the store that somebody has.
struct LastBackup {
    std::int64_t ended_ms = 0; ///< epoch milliseconds
    std::uint64_t bytes = 0;
    double seconds = 0; ///< that it took
    std::uint64_t position = 0;
};

/// What the server itself counts; what store, search and service count is kept there. Safe to use from many
/// threads.
class Metrics {
public:
    const std::shared_ptr<http::Traffic>& traffic() const { return traffic_; }

    Counter& auth_failures(AuthFailure reason) { return auth_failures_[static_cast<std::size_t>(reason)]; }

    /// A backup ended well, and was handed over whole. `keep` is told too, where it is set.
    void backup_finished(const LastBackup& backup);
    /// A backup was begun and broke off.
    void backup_failed() { failed_backups_.add(); }
    std::optional<LastBackup> last_backup() const;
    /// Before the server runs: the last backup of an earlier process, and who remembers the next.
    void follow_backups(std::optional<LastBackup> last, std::function<void(const LastBackup&)> keep);
    const Counter& good_backups() const { return good_backups_; }
    const Counter& failed_backups() const { return failed_backups_; }

    std::chrono::system_clock::time_point started_at() const { return started_at_; }
    std::chrono::duration<double> uptime() const { return std::chrono::steady_clock::now() - started_; }

private:
    std::shared_ptr<http::Traffic> traffic_ = std::make_shared<http::Traffic>();
    std::array<Counter, auth_failure_names.size()> auth_failures_;
    std::chrono::system_clock::time_point started_at_ = std::chrono::system_clock::now();
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();

    mutable std::mutex mutex_;
    std::optional<LastBackup> last_backup_;
    std::function<void(const LastBackup&)> keep_;
    Counter good_backups_;
    Counter failed_backups_;
};

struct Context;

/// Everything that `/metrics` says.
std::string metrics_text(const Context& context);

} // namespace colophon::api
