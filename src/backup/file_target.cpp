// SPDX-License-Identifier: Apache-2.0
#include "backup/archive.hpp"
#include "backup/source.hpp"
#include "backup/target.hpp"

#include <cerrno>
#include <colophon/error.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace colophon::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view part_suffix = ".part";

[[noreturn]] void refuse(const std::string& problem, const fs::path& path, int error)
{
    const std::string text =
        problem + ": " + path.string() + ": " + std::error_code(error, std::generic_category()).message();
    if (error == EACCES || error == EPERM || error == EROFS)
        throw Error(Errc::forbidden, text);
    if (error == ENOENT || error == ENOTDIR || error == EISDIR || error == ELOOP)
        throw Error(Errc::invalid_argument, text);
    throw Error(Errc::internal, text);
}

void write_all(int file, std::string_view bytes, const fs::path& path)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            refuse("the backup cannot be written", path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void sync_directory(const fs::path& directory)
{
    const int handle = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        refuse("the directory cannot be opened", directory, errno);
    const bool synced = ::fsync(handle) == 0;
    const int error = errno;
    ::close(handle);
    if (!synced)
        refuse("the directory cannot be written", directory, error);
}

/// A file under another name until it is whole. Whoever lives holds its lock, so that what the dead left
/// behind can be told from what is being written.
class PartFile {
public:
    explicit PartFile(const fs::path& whole) : whole_(whole), path_(whole.string() + std::string(part_suffix))
    {
        file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (file_ < 0)
            refuse("the backup cannot be written", path_, errno);
        if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
            ::close(file_);
            throw Error(Errc::conflict, "another backup is being written there: " + path_.string());
        }
        if (::ftruncate(file_, 0) != 0)
            refuse("the backup cannot be written", path_, errno);
    }
    ~PartFile()
    {
        if (!path_.empty())
            ::unlink(path_.c_str());
        ::close(file_);
    }
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    void write(std::string_view bytes) { write_all(file_, bytes, path_); }

    void commit()
    {
        if (::fsync(file_) != 0)
            refuse("the backup cannot be written", path_, errno);
        if (::rename(path_.c_str(), whole_.c_str()) != 0)
            refuse("the backup cannot be named", whole_, errno);
        path_.clear();
        sync_directory(whole_.has_parent_path() ? whole_.parent_path() : fs::path("."));
    }

private:
    fs::path whole_;
    fs::path path_; ///< empty once it has its name
    int file_;
};

void remove_if_dead(const fs::path& part)
{
    const int file = ::open(part.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0)
        return;
    if (::flock(file, LOCK_EX | LOCK_NB) == 0)
        ::unlink(part.c_str());
    ::close(file);
}

class FileTarget final : public Target {
public:
    FileTarget(const fs::path& path, bool force) : path_(path), force_(force)
    {
        std::error_code ignored;
        directory_ = fs::is_directory(path_, ignored);
        if (!directory_ && path_.filename().empty())
            refuse("there is no such directory, make it", path_, ENOENT);
        if (!directory_)
            check_free(path_);
    }

    void open(const Manifest& manifest, std::uint64_t) override
    {
        if (directory_)
            for (const auto& entry : fs::directory_iterator(path_))
                if (entry.path().extension() == part_suffix && created_in(entry.path().stem().string()))
                    remove_if_dead(entry.path());
        whole_ = directory_ ? path_ / manifest.file_name() : path_;
        check_free(whole_);
        part_ = std::make_unique<PartFile>(whole_);
    }

    void write(std::string_view bytes) override { part_->write(bytes); }

    std::string commit() override
    {
        check_free(whole_);
        part_->commit();
        part_.reset();
        return whole_.string();
    }

    bool takes_many() const override { return directory_; }

    std::vector<std::string> names() const override
    {
        std::vector<std::string> found;
        if (directory_)
            for (const auto& entry : fs::directory_iterator(path_))
                if (entry.is_regular_file() && !entry.is_symlink())
                    found.push_back(entry.path().filename().string());
        return found;
    }

    std::optional<Manifest> manifest_of(const std::string& name) const override
    {
        return peek_manifest(*file_source((path_ / name).string()));
    }

    void remove(const std::string& name) override
    {
        if (::unlink((path_ / name).c_str()) != 0)
            refuse("an old backup cannot be removed", path_ / name, errno);
    }

private:
    void check_free(const fs::path& path) const
    {
        std::error_code ignored;
        if (!force_ && fs::exists(fs::symlink_status(path, ignored)))
            throw Error(Errc::invalid_argument,
                        "there is something of that name, choose another or overwrite it with --force: " +
                            path.string());
    }

    fs::path path_;
    bool force_;
    bool directory_ = false;
    fs::path whole_;
    std::unique_ptr<PartFile> part_;
};

/// For pipes: what they end in must do without the promises of a file.
class StandardOutput final : public Target {
public:
    void open(const Manifest&, std::uint64_t) override {}
    void write(std::string_view bytes) override { write_all(STDOUT_FILENO, bytes, "standard output"); }
    std::string commit() override { return "-"; }
    bool takes_many() const override { return false; }
    std::vector<std::string> names() const override { return {}; }
    std::optional<Manifest> manifest_of(const std::string&) const override { return std::nullopt; }
    void remove(const std::string&) override {}
};

} // namespace

std::unique_ptr<Target> file_target(const std::string& path, bool force)
{
    if (path == "-")
        return std::make_unique<StandardOutput>();
    return std::make_unique<FileTarget>(path, force);
}

} // namespace colophon::backup
