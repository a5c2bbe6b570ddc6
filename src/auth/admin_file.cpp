// SPDX-License-Identifier: Apache-2.0
#include "auth/admin_file.hpp"

#include "core/file_error.hpp"
#include "core/log.hpp"

#include <array>
#include <cerrno>
#include <colophon/error.hpp>
#include <fcntl.h>
#include <fstream>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace colophon::auth {
namespace {

/// What tells one content of a mounted file from the next: a Secret is swapped by a symbolic link, so the
/// file behind the name changes with it.
struct Stamp {
    ino_t file = 0;
    off_t size = 0;
    timespec changed{};

    bool operator==(const Stamp& other) const
    {
        return file == other.file && size == other.size && changed.tv_sec == other.changed.tv_sec &&
               changed.tv_nsec == other.changed.tv_nsec;
    }
};

Stamp stamp_of(const std::filesystem::path& file)
{
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0)
        return {};
    return {status.st_ino, status.st_size, status.st_mtim};
}

std::string read_token(const std::filesystem::path& file)
{
    std::ifstream in(file);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in && text.empty())
        throw Error(Errc::invalid_argument,
                    "the administrator's token file cannot be read: " + file.string());
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    if (text.size() < AdminFile::min_bytes)
        throw Error(Errc::invalid_argument,
                    "the administrator's token must have at least 20 characters, make one with "
                    "`openssl rand -hex 32`: " +
                        file.string());
    return text;
}

[[noreturn]] void refuse_write(const std::filesystem::path& file)
{
    refuse_file("the token cannot be written", file, errno);
}

/// A disk that fills up takes a part and says nothing of an error.
bool write_whole(int out, std::string_view text)
{
    const auto written = ::write(out, text.data(), text.size());
    if (written >= 0 && written < static_cast<ssize_t>(text.size()))
        errno = ENOSPC;
    return written == static_cast<ssize_t>(text.size()) && ::fsync(out) == 0;
}

} // namespace

struct AdminFile::State {
    std::filesystem::path file;
    std::string key;
    std::mutex mutex;
    Stamp stamp;
    Digest digest{};

    void follow()
    {
        const auto now = stamp_of(file);
        if (now == stamp)
            return;
        stamp = now;
        try {
            digest = digest_of(key, read_token(file));
        } catch (const Error& error) {
            log::warn("the administrator's token stays as it was", {{"why", error.what()}});
        }
    }
};

AdminFile::AdminFile(std::filesystem::path file, std::string key) : state_(std::make_unique<State>())
{
    state_->file = std::move(file);
    state_->key = std::move(key);
    state_->stamp = stamp_of(state_->file);
    state_->digest = digest_of(state_->key, read_token(state_->file));
}

AdminFile::~AdminFile() = default;

bool AdminFile::matches(std::string_view text) const
{
    const auto digest = digest_of(state_->key, text);
    const std::lock_guard lock(state_->mutex);
    state_->follow();
    return equal(state_->digest, digest);
}

void write_private_file(const std::filesystem::path& file, std::string_view text)
{
    auto temporary = file;
    temporary += ".new";
    const int out = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0)
        refuse_write(temporary);
    const bool written = write_whole(out, text);
    const int error = errno;
    ::close(out);
    errno = error;
    if (!written || ::rename(temporary.c_str(), file.c_str()) != 0)
        refuse_write(file);
}

} // namespace colophon::auth
