// SPDX-License-Identifier: Apache-2.0
#include "store/faulty_disk.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <map>
#include <string_view>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace colophon::store::test::faulty_disk {

namespace {

struct Fault {
    std::atomic<int> calls_left = 0; ///< until it strikes; 0: never
    std::atomic<int> error = 0;
};

std::array<Fault, 2> faults;
std::atomic<long> max_bytes = 0;
std::atomic<int> failed = 0;

/// The file's path where it is the store's, else empty.
std::string store_file(int descriptor)
{
    std::array<char, 4096> path = {};
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t size = ::readlink(link.c_str(), path.data(), path.size());
    const std::string name(path.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    return name.find("/catalog.db") == std::string::npos ? std::string() : name;
}

bool strikes(Call call, int descriptor)
{
    Fault& fault = faults[static_cast<std::size_t>(call)];
    if (fault.calls_left == 0 || store_file(descriptor).empty())
        return false;
    if (fault.calls_left > 1) {
        --fault.calls_left;
        return false;
    }
    ++failed;
    errno = fault.error;
    return true;
}

long size_of(const std::string& path)
{
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

/// How many more bytes the store's files may take together.
long room(const std::string& path)
{
    const std::string stem = path.substr(0, path.find("/catalog.db")) + "/catalog.db";
    return max_bytes - size_of(stem) - size_of(stem + "-wal") - size_of(stem + "-shm");
}

/// As a full disk does it: less than asked where a part fits, ENOSPC where nothing does.
ssize_t write_what_fits(int descriptor, const void* bytes, std::size_t count, off_t at)
{
    const std::string path = max_bytes == 0 ? std::string() : store_file(descriptor);
    long fits = static_cast<long>(count);
    if (!path.empty()) {
        const long inside = std::max(0L, size_of(path) - at);
        fits = std::min(fits, inside + std::max(0L, room(path)));
        if (fits == 0) {
            ++failed;
            errno = ENOSPC;
            return -1;
        }
    }
    return ::syscall(SYS_pwrite64, descriptor, bytes, static_cast<std::size_t>(fits), at);
}

} // namespace

void fail(Call call, int nth, int error)
{
    Fault& fault = faults[static_cast<std::size_t>(call)];
    fault.error = error;
    fault.calls_left = nth;
}

void limit(long bytes)
{
    max_bytes = bytes;
}

void reset()
{
    for (Fault& fault : faults)
        fault.calls_left = 0;
    max_bytes = 0;
    failed = 0;
}

int failures()
{
    return failed;
}

} // namespace colophon::store::test::faulty_disk

// SQLite looks these up in the program before it looks in the C library.
namespace faulty = colophon::store::test::faulty_disk;

extern "C" ssize_t pwrite64(int descriptor, const void* bytes, std::size_t count, off64_t at)
{
    return faulty::strikes(faulty::Call::write, descriptor)
               ? -1
               : faulty::write_what_fits(descriptor, bytes, count, at);
}

extern "C" int fdatasync(int descriptor)
{
    return faulty::strikes(faulty::Call::sync, descriptor)
               ? -1
               : static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

extern "C" int fsync(int descriptor)
{
    return faulty::strikes(faulty::Call::sync, descriptor)
               ? -1
               : static_cast<int>(::syscall(SYS_fsync, descriptor));
}
