// SPDX-License-Identifier: Apache-2.0
#include "backup/restore.hpp"

#include "backup/archive.hpp"
#include "core/file_error.hpp"
#include "core/printable.hpp"
#include "store/copy_check.hpp"
#include "store/data_directory.hpp"
#include "store/replacement.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace colophon::backup {
namespace {

namespace fs = std::filesystem;

/// What may be in a directory that counts as empty: the lock, what a file system has at its top, and what an
/// interrupted restore left.
constexpr std::array<std::string_view, 4> not_content{"lock", "lost+found", "restore.new", "restore.ready"};
constexpr std::array<std::string_view, 2> token_tables{"secret", "token"};
/// What opening and checking takes beside the files themselves.
constexpr std::uint64_t spare_bytes = 16u << 20;

void refuse_newer(const Manifest& manifest)
{
    if (manifest.schema > store::schema_version)
        throw Error(Errc::invalid_argument, "a newer Colophon made this backup, restore it with that one: " +
                                                printable(manifest.program) + ", schema version " +
                                                std::to_string(manifest.schema) + ", this one knows " +
                                                std::to_string(store::schema_version));
}

void refuse_content(const fs::path& directory)
{
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error))
        if (const auto name = entry.path().filename().string();
            std::find(not_content.begin(), not_content.end(), name) == not_content.end())
            throw Error(Errc::invalid_argument, "the directory is not empty, choose another or replace what "
                                                "is there with --force: " +
                                                    directory.string() + " has " + name);
}

/// Of the directory, or of the nearest one above it that is there.
void refuse_without_room(const fs::path& directory, const Manifest& manifest)
{
    std::uint64_t needed = spare_bytes;
    for (const auto& member : manifest.members)
        needed += member.size;
    fs::path there = fs::absolute(directory);
    while (!fs::exists(there) && there.has_relative_path())
        there = there.parent_path();
    std::error_code error;
    const auto space = fs::space(there, error);
    if (!error && space.available < needed)
        throw Error(Errc::storage_full, "not enough space to restore, free some or use a larger volume: " +
                                            std::to_string((needed >> 20) + 1) + " MiB are needed, " +
                                            std::to_string(space.available >> 20) + " MiB are free in " +
                                            there.string());
}

/// A file of the owner's alone, written from front to end.
class NewFile {
public:
    explicit NewFile(fs::path path)
        : path_(std::move(path)), file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600))
    {
        if (file_ < 0)
            refuse();
    }
    ~NewFile() { ::close(file_); }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    void write(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const ssize_t count = ::write(file_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                refuse();
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }

private:
    [[noreturn]] void refuse() const { refuse_file("the backup cannot be unpacked", path_, errno); }

    fs::path path_;
    int file_;
};

/// Reads as far as the manifest, and keeps what else came with it.
class Reading {
public:
    Reading(Source& source, const Progress& progress, ArchiveReader::Visitor visitor)
        : source_(source), progress_(progress), reader_(std::move(visitor))
    {
    }

    void to_the_end()
    {
        for (std::string piece; source_.read(piece); piece.clear()) {
            reader_.add(piece);
            if (progress_)
                progress_(reader_.bytes(), reader_.size());
        }
        reader_.finish();
    }

private:
    Source& source_;
    const Progress& progress_;
    ArchiveReader reader_;
};

/// The directory during a restore. It is touched only once the manifest was found good, and left as it was
/// found where the restore fails.
class Destination {
public:
    explicit Destination(const RestoreOptions& options) : options_(options) {}
    ~Destination()
    {
        staging_.reset();
        lock_.reset();
        std::error_code ignored;
        if (!made_)
            return;
        fs::remove(options_.directory / "lock", ignored);
        fs::remove(options_.directory, ignored); // of an empty one only
    }
    Destination(const Destination&) = delete;
    Destination& operator=(const Destination&) = delete;

    void open(const Manifest& manifest)
    {
        refuse_newer(manifest);
        const auto& directory = options_.directory;
        if (!options_.force)
            refuse_content(directory);
        refuse_without_room(directory, manifest);
        made_ = !fs::exists(directory);
        lock_ = std::make_unique<store::DataDirectory>(directory, store::FileSystems::any);
        if (!options_.force)
            refuse_content(directory);
        staging_ = std::make_unique<store::Replacement>(directory);
    }

    void write(const Manifest::Member& member, std::string_view bytes)
    {
        if (!file_)
            file_.emplace(staging_->path() / member.name);
        file_->write(bytes);
    }

    void end(const Manifest::Member& member)
    {
        write(member, {});
        file_.reset();
    }

    void check(const Manifest& manifest)
    {
        const auto facts = store::check_catalog_copy(staging_->path() / "catalog.db");
        if (facts.position != manifest.position || facts.entities != manifest.entities ||
            facts.schema != manifest.schema)
            throw Error(Errc::invalid_argument,
                        "the backup's catalog.db is not what its manifest says, use another one");
        if (fs::exists(staging_->path() / "tokens.db"))
            store::check_copy(staging_->path() / "tokens.db", token_tables);
        if (options_.judge)
            options_.judge(staging_->path());
    }

    /// Where the former content went.
    fs::path commit()
    {
        const std::string former = "replaced-" + utc_text(std::time(nullptr));
        made_ = false;
        staging_->commit(former);
        const auto path = options_.directory / former;
        return fs::exists(path) ? path : fs::path();
    }

private:
    const RestoreOptions& options_;
    bool made_ = false;
    std::unique_ptr<store::DataDirectory> lock_;
    std::unique_ptr<store::Replacement> staging_;
    std::optional<NewFile> file_;
};

} // namespace

Manifest verify(Source& source, const Progress& progress)
{
    Manifest found;
    Reading reading(source, progress, {.manifest = [&](const Manifest& manifest) {
                        refuse_newer(manifest);
                        found = manifest;
                    }});
    reading.to_the_end();
    return found;
}

Restored restore(Source& source, const RestoreOptions& options)
{
    Restored restored;
    Destination destination(options);
    Reading reading(source, options.progress,
                    {.manifest =
                         [&](const Manifest& manifest) {
                             destination.open(manifest);
                             restored.manifest = manifest;
                         },
                     .data = [&](const auto& member, auto bytes) { destination.write(member, bytes); },
                     .member_end = [&](const auto& member) { destination.end(member); }});
    reading.to_the_end();
    destination.check(restored.manifest);
    restored.former = destination.commit();
    return restored;
}

} // namespace colophon::backup
