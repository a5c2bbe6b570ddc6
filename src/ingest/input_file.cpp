// SPDX-License-Identifier: Apache-2.0
#include "ingest/input_file.hpp"

#include <algorithm>
#include <cerrno>
#include <colophon/error.hpp>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace colophon::ingest {
namespace {

Errc kind_of(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return Errc::not_found;
    case EACCES:
    case EPERM:
        return Errc::forbidden;
    case ELOOP:
    case ENAMETOOLONG:
        return Errc::invalid_argument;
    default:
        return Errc::internal;
    }
}

[[noreturn]] void refuse(int code, const std::string& name)
{
    throw Error(kind_of(code), std::string("file cannot be read, ") + std::strerror(code) + ": " + name);
}

} // namespace

InputFile::InputFile(const std::filesystem::path& place) : name_(place.string())
{
    // Opening a pipe would wait for somebody to write into it.
    descriptor_ = ::open(place.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor_ < 0)
        refuse(errno, name_);
    struct stat status = {};
    const int failed = ::fstat(descriptor_, &status) != 0 ? errno : 0;
    if (failed == 0 && S_ISREG(status.st_mode)) {
        size_ = static_cast<std::uint64_t>(status.st_size);
        return;
    }
    ::close(descriptor_);
    if (failed != 0)
        refuse(failed, name_);
    throw Error(Errc::invalid_argument, "file cannot be read, it is not a plain file: " + name_);
}

InputFile::~InputFile()
{
    ::close(descriptor_);
}

std::size_t InputFile::read(std::span<char> into)
{
    for (;;) {
        const ssize_t size = ::read(descriptor_, into.data(), into.size());
        if (size >= 0)
            return static_cast<std::size_t>(size);
        if (errno != EINTR)
            refuse(errno, name_);
    }
}

void InputFile::rewind()
{
    if (::lseek(descriptor_, 0, SEEK_SET) != 0)
        refuse(errno, name_);
}

std::string InputFile::tail(std::size_t bytes) const
{
    std::string text(std::min<std::uint64_t>(bytes, size_), '\0');
    const ssize_t size =
        ::pread(descriptor_, text.data(), text.size(), static_cast<off_t>(size_ - text.size()));
    if (size < 0)
        refuse(errno, name_);
    text.resize(static_cast<std::size_t>(size));
    return text;
}

} // namespace colophon::ingest
