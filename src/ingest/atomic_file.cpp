// SPDX-License-Identifier: Apache-2.0
#include "ingest/atomic_file.hpp"

#include <cerrno>
#include <colophon/error.hpp>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace colophon::ingest {
namespace {

constexpr std::size_t buffer_bytes = 256u << 10;

[[noreturn]] void refuse(const std::string& what, int code, const std::filesystem::path& place)
{
    const Errc kind = code == ENOSPC || code == EDQUOT ? Errc::storage_full
                      : code == EIO                    ? Errc::internal
                                                       : Errc::invalid_argument;
    throw Error(kind, what + ", " + std::strerror(code) + ": " + place.string());
}

/// A name that no other process and no other object of this one takes.
std::filesystem::path temporary_name(const std::filesystem::path& place, const void* owner)
{
    return place.parent_path() / ('.' + place.filename().string() + '.' + std::to_string(::getpid()) + '-' +
                                  std::to_string(reinterpret_cast<std::uintptr_t>(owner)) + ".tmp");
}

} // namespace

AtomicFile::AtomicFile(const std::filesystem::path& place) : place_(place)
{
    std::error_code error;
    if (std::filesystem::is_symlink(place, error)) {
        const auto target = std::filesystem::weakly_canonical(place, error);
        if (!error)
            place_ = target;
    }
    const auto status = std::filesystem::status(place_, error);
    if (std::filesystem::is_directory(status))
        refuse("file cannot be written", EISDIR, place_);
    const bool direct = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
    written_ = direct ? place_ : temporary_name(place_, this);
    const int flags = direct ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    descriptor_ = ::open(written_.c_str(), flags, 0666);
    if (descriptor_ < 0)
        refuse("file cannot be written", errno, place_);
}

AtomicFile::~AtomicFile()
{
    if (descriptor_ < 0)
        return;
    ::close(descriptor_);
    if (written_ != place_)
        ::unlink(written_.c_str());
}

void AtomicFile::write(std::string_view text)
{
    buffer_ += text;
    if (buffer_.size() >= buffer_bytes)
        flush();
}

void AtomicFile::flush()
{
    for (std::size_t done = 0; done < buffer_.size();) {
        const ssize_t size = ::write(descriptor_, buffer_.data() + done, buffer_.size() - done);
        if (size < 0 && errno != EINTR)
            refuse("file cannot be written", errno, place_);
        done += size > 0 ? static_cast<std::size_t>(size) : 0;
    }
    buffer_.clear();
}

void AtomicFile::commit()
{
    flush();
    if (written_ != place_) {
        if (::fsync(descriptor_) != 0)
            refuse("file cannot be written", errno, place_);
        if (::rename(written_.c_str(), place_.c_str()) != 0)
            refuse("file cannot be put into its place", errno, place_);
    }
    ::close(descriptor_);
    descriptor_ = -1;
}

} // namespace colophon::ingest
