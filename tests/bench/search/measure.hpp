// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>
#include <string>
#include <vector>

namespace colophon::search::bench {

/// Seconds of processor time: others' work on the machine does not count.
class Stopwatch {
public:
    explicit Stopwatch(clockid_t clock);
    double seconds() const;

private:
    clockid_t clock_;
    double start_;
};

inline Stopwatch thread_time()
{
    return Stopwatch(CLOCK_THREAD_CPUTIME_ID);
}

/// Of all threads: merges in the background included.
inline Stopwatch process_time()
{
    return Stopwatch(CLOCK_PROCESS_CPUTIME_ID);
}

inline Stopwatch wall_time()
{
    return Stopwatch(CLOCK_MONOTONIC);
}

/// Of this process, in MB as `/proc` counts them.
struct Memory {
    double resident = 0;
    double anonymous = 0; ///< of it: not backed by a file
    double peak = 0;      ///< resident, since the process began or reset_peak()
};
Memory memory();
void reset_peak();

/// Gives back what the allocator keeps, so that what is measured is what is in use.
void trim_heap();

double percentile(std::vector<double> values, double share);

} // namespace colophon::search::bench
