// SPDX-License-Identifier: Apache-2.0
#include "backup/source.hpp"

#include "backup/archive.hpp"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace colophon::backup {
namespace {

constexpr std::size_t piece_bytes = 256u << 10;

class FileSource final : public Source {
public:
    explicit FileSource(const std::string& path)
        : path_(path), file_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC))
    {
        if (file_ < 0)
            refuse(errno == ENOENT   ? Errc::invalid_argument
                   : errno == EACCES ? Errc::forbidden
                                     : Errc::internal);
    }
    ~FileSource() override
    {
        if (file_ != STDIN_FILENO)
            ::close(file_);
    }
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    bool read(std::string& out) override
    {
        const std::size_t before = out.size();
        out.resize(before + piece_bytes);
        ssize_t count = -1;
        do
            count = ::read(file_, out.data() + before, piece_bytes);
        while (count < 0 && errno == EINTR);
        if (count < 0)
            refuse(errno == EISDIR ? Errc::invalid_argument : Errc::internal);
        out.resize(before + static_cast<std::size_t>(count));
        return count > 0;
    }

private:
    [[noreturn]] void refuse(Errc code) const
    {
        throw Error(code, "the backup cannot be read: " + path_ + ": " +
                              std::error_code(errno, std::generic_category()).message());
    }

    std::string path_;
    int file_;
};

} // namespace

std::unique_ptr<Source> file_source(const std::string& path)
{
    return std::make_unique<FileSource>(path);
}

std::optional<Manifest> peek_manifest(Source& source)
{
    std::optional<Manifest> found;
    ArchiveReader reader({.manifest = [&](const Manifest& manifest) { found = manifest; }});
    try {
        for (std::string piece; !found && source.read(piece); piece.clear())
            reader.add(piece);
    } catch (const Error&) {
        // What comes behind the manifest may be damaged: that is for others to find.
        return found;
    }
    return found;
}

} // namespace colophon::backup
