// SPDX-License-Identifier: Apache-2.0
#include "search/checked_file.hpp"

#include "search/segment/hash.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace colophon::search {

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 20U; // what the checksum takes at a time

[[noreturn]] void fail(const std::string& what, const std::filesystem::path& file)
{
    const int reason = errno;
    const Errc code = reason == ENOSPC || reason == EDQUOT ? Errc::storage_full : Errc::internal;
    throw Error(code, what + ": " + file.string() + ": " + std::strerror(reason));
}

std::uint64_t continue_checksum(std::uint64_t checksum, std::span<const std::byte> chunk)
{
    return stable_hash({reinterpret_cast<const char*>(chunk.data()), chunk.size()}, checksum);
}

/// Closes a descriptor at the end of a scope.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }
    int get() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

/// As much as there is, at most the chunk; what is missing was cut off.
std::size_t read_at(int descriptor, std::span<std::byte> chunk, std::uint64_t offset)
{
    std::size_t taken = 0;
    while (taken < chunk.size()) {
        const ssize_t got = ::pread(descriptor, chunk.data() + taken, chunk.size() - taken,
                                    static_cast<off_t>(offset + taken));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        taken += static_cast<std::size_t>(got);
    }
    return taken;
}

/// Reads the file beside its mapping, so that what is checked is not all counted as used. False where the
/// checksum at the end is not that of what stands before.
bool is_intact(int descriptor, std::uint64_t size)
{
    std::vector<std::byte> buffer(chunk_bytes);
    std::uint64_t checksum = 0;
    const std::uint64_t end = size - sizeof checksum;
    for (std::uint64_t at = 0; at < end;) {
        const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_bytes, end - at));
        if (read_at(descriptor, std::span(buffer).first(length), at) != length)
            return false;
        checksum = continue_checksum(checksum, std::span(buffer).first(length));
        at += length;
    }
    std::uint64_t expected = 0;
    return read_at(descriptor, std::as_writable_bytes(std::span(&expected, 1)), end) == sizeof expected &&
           checksum == expected;
}

void sync_folder(const std::filesystem::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        fail("cannot open the folder", folder);
    ::fsync(descriptor);
    ::close(descriptor);
}

} // namespace

CheckedWriter::CheckedWriter(std::filesystem::path file)
    : file_(std::move(file)), temporary_(file_.string() + ".new"),
      descriptor_(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR))
{
    if (descriptor_ < 0)
        fail("cannot create the file", temporary_);
    buffer_.reserve(chunk_bytes);
}

CheckedWriter::~CheckedWriter()
{
    if (descriptor_ < 0)
        return;
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
}

void CheckedWriter::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const std::size_t taken = std::min(bytes.size(), chunk_bytes - buffer_.size());
        buffer_.insert(buffer_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
        bytes = bytes.subspan(taken);
        if (buffer_.size() == chunk_bytes)
            flush();
    }
}

void CheckedWriter::flush()
{
    checksum_ = continue_checksum(checksum_, buffer_);
    write_out(buffer_);
    buffer_.clear();
}

void CheckedWriter::write_out(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            fail("cannot write the file", temporary_);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void CheckedWriter::commit()
{
    if (!buffer_.empty())
        flush();
    write_out(std::as_bytes(std::span(&checksum_, 1)));
    if (::fsync(descriptor_) != 0)
        fail("cannot make the file durable", temporary_);
    if (::rename(temporary_.c_str(), file_.c_str()) != 0)
        fail("cannot rename the file", temporary_);
    ::close(descriptor_);
    descriptor_ = -1;
    sync_folder(file_.parent_path());
}

MappedFile::MappedFile(int descriptor, std::size_t size) : size_(size)
{
    void* const bytes = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    if (bytes != MAP_FAILED)
        bytes_ = static_cast<const std::byte*>(bytes);
    ::close(descriptor);
}

MappedFile::~MappedFile()
{
    if (bytes_ != nullptr)
        ::munmap(const_cast<std::byte*>(bytes_), size_);
}

Result<std::shared_ptr<const MappedFile>> map_checked(const std::filesystem::path& file)
{
    Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (descriptor.get() < 0)
        return failure(Errc::not_found, "no snapshot: " + file.string());
    struct stat facts {};
    if (::fstat(descriptor.get(), &facts) != 0 || facts.st_size < 16)
        return failure(Errc::invalid_argument, "damaged snapshot, cannot be read whole: " + file.string());
    const auto size = static_cast<std::size_t>(facts.st_size);
    if (!is_intact(descriptor.get(), size))
        return failure(Errc::invalid_argument, "damaged snapshot, checksum differs: " + file.string());
    const auto mapped = std::make_shared<const MappedFile>(descriptor.release(), size);
    if (!mapped->is_open())
        return failure(Errc::invalid_argument, "snapshot cannot be mapped: " + file.string());
    return mapped;
}

} // namespace colophon::search
