// SPDX-License-Identifier: Apache-2.0
#include "api/v1/metrics.hpp"

namespace colophon::api {

void Metrics::backup_finished(const LastBackup& backup)
{
    good_backups_.add();
    std::function<void(const LastBackup&)> keep;
    {
        const std::lock_guard lock(mutex_);
        last_backup_ = backup;
        keep = keep_;
    }
    if (keep)
        keep(backup);
}

std::optional<LastBackup> Metrics::last_backup() const
{
    const std::lock_guard lock(mutex_);
    return last_backup_;
}

void Metrics::follow_backups(std::optional<LastBackup> last, std::function<void(const LastBackup&)> keep)
{
    const std::lock_guard lock(mutex_);
    last_backup_ = last;
    keep_ = std::move(keep);
}

} // namespace colophon::api
