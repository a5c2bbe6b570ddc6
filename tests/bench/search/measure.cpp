// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"

#include <algorithm>
#include <fstream>
#include <malloc.h>

namespace colophon::search::bench {

namespace {

double now(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

} // namespace

Stopwatch::Stopwatch(clockid_t clock) : clock_(clock), start_(now(clock)) {}

double Stopwatch::seconds() const
{
    return now(clock_) - start_;
}

Memory memory()
{
    Memory found;
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        for (const auto& [key, value] :
             {std::pair{"VmRSS:", &found.resident}, {"RssAnon:", &found.anonymous}, {"VmHWM:", &found.peak}})
            if (line.starts_with(key))
                *value = std::stod(line.substr(line.find(':') + 1)) / 1024;
    return found;
}

void reset_peak()
{
    std::ofstream("/proc/self/clear_refs") << "5";
}

void trim_heap()
{
    ::malloc_trim(0);
}

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
    return values[std::min(at, values.size() - 1)];
}

} // namespace colophon::search::bench
