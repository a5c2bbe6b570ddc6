// SPDX-License-Identifier: Apache-2.0
#include "api/v1/process_figures.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace colophon::api {
namespace {

/// Since the machine started, in ticks: the 22nd word of the line. The second, the name of the program, may
/// hold blanks and ends with the last bracket.
double start_ticks()
{
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos)
        return 0;
    std::istringstream words(line.substr(name_end + 1));
    std::string word;
    for (int i = 3; i < 22; ++i)
        words >> word;
    double ticks = 0;
    words >> ticks;
    return ticks;
}

double boot_time()
{
    std::ifstream file("/proc/stat");
    std::string word;
    for (double value = 0; file >> word;)
        if (word == "btime" && file >> value)
            return value;
    return 0;
}

double seconds(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::uint64_t open_files()
{
    std::error_code none;
    std::uint64_t count = 0;
    for (std::filesystem::directory_iterator each("/proc/self/fd", none), end; !none && each != end;
         each.increment(none))
        ++count;
    return count == 0 ? 0 : count - 1; // reading the folder opens one
}

} // namespace

ProcessFigures process_figures()
{
    ProcessFigures figures;
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        figures.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    std::ifstream("/proc/self/statm") >> figures.virtual_bytes >> figures.resident_bytes;
    figures.virtual_bytes *= page;
    figures.resident_bytes *= page;
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0)
        figures.max_files = files.rlim_cur;
    figures.open_files = open_files();
    static const double started_at = boot_time() + start_ticks() / static_cast<double>(sysconf(_SC_CLK_TCK));
    figures.started_at = started_at;
    return figures;
}

} // namespace colophon::api
