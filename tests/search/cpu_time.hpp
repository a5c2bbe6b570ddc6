// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>

namespace colophon::search {

/// What this process has computed, in seconds. Other programs on the machine do not add to it.
inline double cpu_seconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

template <class Work> double cpu_seconds_of(Work work)
{
    const double before = cpu_seconds();
    work();
    return cpu_seconds() - before;
}

/// Far above what any answer may take, sanitizers included, and far below what one that grows without bound
/// takes.
inline constexpr double bounded_cpu_seconds = 8;

} // namespace colophon::search
