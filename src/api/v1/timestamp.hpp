// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace colophon::api {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// `2026-01-31T09:00:00[.123](Z|+09:00)`; nothing for anything else.
std::optional<Instant> parse_rfc3339(std::string_view text);

/// In UTC with milliseconds; empty for 0, which stands for "not known".
std::string rfc3339(std::int64_t epoch_ms);

} // namespace colophon::api
