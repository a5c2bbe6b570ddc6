// SPDX-License-Identifier: Apache-2.0
#include "store/data_directory.hpp"

#include "core/file_error.hpp"
#include "core/log.hpp"
#include "store/replacement.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <colophon/error.hpp>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <system_error>
#include <unistd.h>

namespace colophon::store {

namespace {

struct NetworkFileSystem {
    std::uint32_t type;
    std::string_view name;
};

/// From statfs(2) and the kernel's magic.h. FUSE is among them: what serves it may be anywhere.
constexpr NetworkFileSystem network_file_systems[] = {
    {0x00006969, "NFS"},
    {0x0000517b, "SMB"},
    {0xff534d42, "CIFS"},
    {0xfe534d42, "SMB2"},
    {0x65735546, "FUSE"},
    {0x01021997, "9p"},
    {0x00c36400, "Ceph"},
    {0x5346414f, "AFS"},
    {0x6b414653, "AFS"},
    {0x73757245, "Coda"},
    {0x0000564c, "NCP"},
    {0x0bd00bd0, "Lustre"},
    {0x47504653, "GPFS"},
    {0x01161970, "GFS2"},
    {0x7461636f, "OCFS2"},
    {0xaad7aaea, "PanFS"},
    {0x20030528, "OrangeFS"},
    {0x19830326, "BeeGFS"},
    {0x786f4256, "VirtualBox shared folder"},
    {0xbacbacbc, "VMware shared folder"},
};

void make_directory(const std::filesystem::path& path)
{
    std::error_code error;
    if (path.has_parent_path())
        std::filesystem::create_directories(path.parent_path(), error);
    if (error)
        refuse_file("the data directory cannot be made", path, error.value());
    if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        refuse_file("the data directory cannot be made", path, errno);
}

void check_file_system(const std::filesystem::path& path, FileSystems allowed)
{
    struct statfs status = {};
    if (::statfs(path.c_str(), &status) != 0)
        refuse_file("the data directory cannot be used", path, errno);
    const auto name = network_file_system(status.f_type);
    if (!name)
        return;
    if (allowed == FileSystems::local)
        throw Error(Errc::invalid_argument, "the data directory is on a network file system, choose a local "
                                            "disk (or, where a sandbox shows one "
                                            "so, --allow-network-filesystem): " +
                                                path.string() + " is on " + std::string(*name));
    log::warn("the data directory looks like a network file system: two servers on it, or locks that do not "
              "hold, destroy the catalog",
              {{"data", path.string()}, {"file_system", std::string(*name)}});
}

std::string holder(int lock)
{
    std::array<char, 32> text = {};
    const ssize_t size = ::pread(lock, text.data(), text.size(), 0);
    std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    pid.erase(pid.find_last_not_of("\n ") + 1);
    return pid.empty() ? "unknown" : pid;
}

int take_lock(const std::filesystem::path& path)
{
    const auto file = path / "lock";
    const int lock = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (lock < 0)
        refuse_file("the data directory cannot be used", file, errno);
    if (::flock(lock, LOCK_EX | LOCK_NB) == 0)
        return lock;
    const int error = errno;
    const std::string pid = holder(lock);
    ::close(lock);
    if (error != EWOULDBLOCK)
        refuse_file("the data directory cannot be locked", file, error);
    throw Error(Errc::conflict, "another process has the data directory, stop it or choose another: " +
                                    path.string() + ", process " + pid);
}

} // namespace

std::optional<std::string_view> network_file_system(std::int64_t type)
{
    // Some platforms sign-extend the field: the number has 32 bits.
    for (const auto& [number, name] : network_file_systems)
        if (number == static_cast<std::uint32_t>(type))
            return name;
    return std::nullopt;
}

DataDirectory::DataDirectory(const std::filesystem::path& path, FileSystems allowed) : path_(path)
{
    make_directory(path);
    check_file_system(path, allowed);
    lock_ = take_lock(path);
    const std::string pid = std::to_string(::getpid()) + "\n";
    // Who comes later reads it for its message only: a full disk is no reason to stay down.
    if (::ftruncate(lock_, 0) == 0) [[maybe_unused]]
        const auto written = ::pwrite(lock_, pid.data(), pid.size(), 0);
    finish_replacement(path);
}

DataDirectory::~DataDirectory()
{
    ::close(lock_);
}

std::filesystem::path DataDirectory::reserve(const std::filesystem::path& name) const
{
    auto file = path_ / name;
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        refuse_file("the data directory cannot be used", file, errno);
    ::close(descriptor);
    return file;
}

} // namespace colophon::store
