// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace colophon::api {

/// What the kernel says of this process.
struct ProcessFigures {
    double cpu_seconds = 0;
    std::uint64_t resident_bytes = 0;
    std::uint64_t virtual_bytes = 0;
    std::uint64_t open_files = 0;
    std::uint64_t max_files = 0;
    double started_at = 0; ///< epoch seconds
};

ProcessFigures process_figures();

} // namespace colophon::api
