// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/v1/metrics.hpp"

#include <filesystem>
#include <optional>

/// The last backup, beside the store: a server that was restarted still knows how old it is.
namespace colophon::app {

/// Nothing where there is no note, or none that can be read.
std::optional<api::LastBackup> read_backup_note(const std::filesystem::path& data);

/// Never throws: a backup does not fail for its note. Says in the log what went wrong.
void write_backup_note(const std::filesystem::path& data, const api::LastBackup& backup) noexcept;

} // namespace colophon::app
