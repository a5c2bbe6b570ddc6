// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace colophon::ingest {

std::int64_t epoch_ms(std::chrono::system_clock::time_point time);

/// `2026-07-03T10:00:00.123Z`
std::string utc_text(std::int64_t epoch_ms);

/// `<source>-2026_07_03-10_00_00-x7k2m9`, as DataHub names runs, but in UTC: six random characters keep apart
/// what begins in one second.
std::string make_run_id(const std::string& source, std::int64_t epoch_ms);

} // namespace colophon::ingest
