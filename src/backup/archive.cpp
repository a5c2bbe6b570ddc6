// SPDX-License-Identifier: Apache-2.0
#include "backup/archive.hpp"

#include "backup/tar.hpp"

#include <algorithm>

namespace colophon::backup {
namespace {

constexpr std::string_view manifest_name = "manifest.json";
constexpr std::string_view sums_name = "SHA256SUMS";
constexpr std::size_t largest_manifest = 64u << 10;
constexpr std::size_t digest_digits = 64;

/// A line as `sha256sum` writes it for a file that is read as bytes.
std::string sum_line(std::string digest, std::string_view name)
{
    return std::move(digest) + " *" + std::string(name) + "\n";
}

std::string file(std::string_view name, std::string_view text, std::int64_t modified)
{
    return tar_head(name, text.size(), modified) + std::string(text) + tar_padding(text.size());
}

std::int64_t time_of(const Manifest& manifest)
{
    return utc_seconds(manifest.created).value_or(0);
}

std::string head_of(const Manifest& manifest, std::size_t member)
{
    const auto& [name, size] = manifest.members[member];
    return tar_head(name, size, time_of(manifest));
}

std::string digest_of(std::string_view text)
{
    Sha256 digest;
    digest.add(text);
    return digest.finish();
}

std::uint64_t size_of(const Manifest& manifest)
{
    std::uint64_t sums = digest_digits + 3 + manifest_name.size();
    std::uint64_t size = 2 * tar_block + tar_padded(manifest.json().size()) + 2 * tar_block;
    for (const auto& member : manifest.members) {
        size += tar_block + tar_padded(member.size);
        sums += digest_digits + 3 + member.name.size();
    }
    return size + tar_padded(sums);
}

[[noreturn]] void refuse(const std::string& what)
{
    throw Error(Errc::invalid_argument, what);
}

[[noreturn]] void refuse_damaged(std::uint64_t at)
{
    refuse("the backup is damaged, use another one: byte " + std::to_string(at) + " is not what was written");
}

[[noreturn]] void refuse_foreign()
{
    refuse("not a backup of Colophon, or one whose beginning is damaged");
}

} // namespace

ArchiveWriter::ArchiveWriter(Manifest manifest) : manifest_(std::move(manifest)) {}

std::uint64_t ArchiveWriter::size() const
{
    return size_of(manifest_);
}

std::string ArchiveWriter::begin()
{
    const std::string text = manifest_.json();
    sums_ = sum_line(digest_of(text), manifest_name);
    return file(manifest_name, text, time_of(manifest_)) + head_of(manifest_, 0);
}

void ArchiveWriter::add(std::string_view bytes)
{
    digest_.add(bytes);
}

std::string ArchiveWriter::next()
{
    const auto& member = manifest_.members[at_++];
    sums_ += sum_line(digest_.finish(), member.name);
    std::string text = tar_padding(member.size);
    if (at_ < manifest_.members.size())
        return text + head_of(manifest_, at_);
    return text + file(sums_name, sums_, time_of(manifest_)) + tar_end();
}

ArchiveReader::ArchiveReader(Visitor visitor) : visitor_(std::move(visitor)), wanted_(tar_block) {}

void ArchiveReader::add(std::string_view bytes)
{
    while (!bytes.empty()) {
        std::size_t used = 0;
        if (stage_ == Stage::over)
            refuse("the backup goes on after its end, use another one");
        if (stage_ == Stage::data) {
            used = take_data(bytes);
        } else if (stage_ == Stage::exact) {
            used = take_exact(bytes);
        } else {
            used = std::min(bytes.size(), wanted_ - pending_.size());
            pending_.append(bytes.substr(0, used));
        }
        bytes_ += used;
        bytes.remove_prefix(used);
        if (pending_.size() == wanted_ && stage_ == Stage::manifest_head)
            take_manifest_head();
        else if (pending_.size() == wanted_ && stage_ == Stage::manifest)
            take_manifest();
    }
}

/// Its size and time are all that may differ from one backup to the next.
void ArchiveReader::take_manifest_head()
{
    const auto numbers = tar_numbers(pending_);
    if (!numbers || numbers->size == 0 || numbers->size > largest_manifest ||
        pending_ != tar_head(manifest_name, numbers->size, numbers->modified))
        refuse_foreign();
    wanted_ = tar_block + static_cast<std::size_t>(numbers->size);
    stage_ = Stage::manifest;
}

void ArchiveReader::take_manifest()
{
    const auto text = std::string_view(pending_).substr(tar_block);
    manifest_ = value_or_throw(Manifest::parse(text));
    if (tar_head(manifest_name, text.size(), time_of(manifest_)) !=
        std::string_view(pending_).substr(0, tar_block))
        refuse_foreign();
    size_ = size_of(manifest_);
    sums_ = sum_line(digest_of(text), manifest_name);
    expect(tar_padding(text.size()) + head_of(manifest_, 0), Stage::data);
    left_ = manifest_.members[0].size;
    if (visitor_.manifest)
        visitor_.manifest(manifest_);
}

void ArchiveReader::expect(std::string text, Stage then)
{
    exact_ = std::move(text);
    matched_ = 0;
    then_ = then;
    stage_ = Stage::exact;
}

std::size_t ArchiveReader::take_exact(std::string_view bytes)
{
    const std::size_t count = std::min(bytes.size(), exact_.size() - matched_);
    const auto expected = std::string_view(exact_).substr(matched_, count);
    const auto differs = std::mismatch(expected.begin(), expected.end(), bytes.begin()).first;
    if (differs != expected.end())
        refuse_damaged(bytes_ + static_cast<std::uint64_t>(differs - expected.begin()));
    matched_ += count;
    if (matched_ == exact_.size()) {
        stage_ = then_;
        if (stage_ == Stage::data && left_ == 0)
            end_member();
    }
    return count;
}

std::size_t ArchiveReader::take_data(std::string_view bytes)
{
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    const auto data = bytes.substr(0, count);
    digest_.add(data);
    if (visitor_.data)
        visitor_.data(manifest_.members[at_], data);
    left_ -= count;
    if (left_ == 0)
        end_member();
    return count;
}

void ArchiveReader::end_member()
{
    const auto& member = manifest_.members[at_++];
    sums_ += sum_line(digest_.finish(), member.name);
    if (visitor_.member_end)
        visitor_.member_end(member);
    if (at_ < manifest_.members.size()) {
        left_ = manifest_.members[at_].size;
        return expect(tar_padding(member.size) + head_of(manifest_, at_), Stage::data);
    }
    expect(tar_padding(member.size) + file(sums_name, sums_, time_of(manifest_)) + tar_end(), Stage::over);
}

void ArchiveReader::finish() const
{
    if (stage_ == Stage::over)
        return;
    if (bytes_ == 0)
        refuse("the backup is empty");
    if (!knows_manifest())
        refuse_foreign();
    refuse("the backup is cut off, use another one: it has " + std::to_string(bytes_) + " of " +
           std::to_string(size_) + " bytes");
}

} // namespace colophon::backup
