// SPDX-License-Identifier: Apache-2.0
#include "search/checked_file.hpp"

#include "search/segment/hash.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

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

std::uint64_t checksum_of(std::span<const std::byte> bytes)
{
    std::uint64_t checksum = 0;
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(chunk_bytes, bytes.size())))
        checksum = continue_checksum(checksum, bytes.first(std::min(chunk_bytes, bytes.size())));
    return checksum;
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

Result<std::shared_ptr<const CheckedBytes>> read_checked(const std::filesystem::path& file)
{
    std::error_code problem;
    const std::uintmax_t size = std::filesystem::file_size(file, problem);
    if (problem)
        return failure(Errc::not_found, "no snapshot: " + file.string());
    const auto bytes = std::make_shared<CheckedBytes>(size);
    std::ifstream in(file, std::ios::binary);
    in.read(reinterpret_cast<char*>(bytes->all().data()), static_cast<std::streamsize>(size));
    std::uint64_t expected = 0;
    if (!in || size < sizeof expected)
        return failure(Errc::invalid_argument, "damaged snapshot, cannot be read whole: " + file.string());
    std::memcpy(&expected, bytes->all().data() + size - sizeof expected, sizeof expected);
    if (checksum_of(bytes->content()) != expected)
        return failure(Errc::invalid_argument, "damaged snapshot, checksum differs: " + file.string());
    return bytes;
}

} // namespace colophon::search
