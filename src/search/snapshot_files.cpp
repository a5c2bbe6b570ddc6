// SPDX-License-Identifier: Apache-2.0
#include "search/snapshot_files.hpp"

#include "search/array_file.hpp"
#include "search/parallel.hpp"
#include "search/segment/segment_file.hpp"

#include <charconv>
#include <optional>
#include <set>

namespace colophon::search {

namespace {

constexpr std::string_view segment_suffix = ".segment";

/// What `search.snapshot` says of a part.
struct ListedPart {
    std::uint64_t file = 0;
    std::uint64_t living = 0;
    std::span<const std::uint64_t> dead;
};

struct List {
    Position position = 0;
    std::uint64_t next_file = 0;
    std::vector<ListedPart> parts;
};

std::optional<List> read_list(ArrayReader in)
{
    List list;
    list.position = in.number();
    list.next_file = in.number();
    const std::uint64_t parts = in.number();
    for (std::uint64_t i = 0; i < parts && !in.failed(); ++i) {
        ListedPart part;
        part.file = in.number();
        part.living = in.number();
        part.dead = in.read<std::uint64_t>();
        list.parts.push_back(part);
    }
    return in.failed() || !in.at_end() ? std::nullopt : std::optional(std::move(list));
}

/// The number of a segment's file; nothing for other files.
std::optional<std::uint64_t> number_of(const std::filesystem::path& file)
{
    const std::string name = file.filename().string();
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (problem != std::errc() || std::string_view(end) != segment_suffix)
        return std::nullopt;
    return number;
}

std::uint64_t file_of(const Part& part, const WrittenSegments& written)
{
    const auto found = written.find(part.segment.get());
    return found == written.end() ? part.segment->file() : found->second->file();
}

} // namespace

std::filesystem::path SnapshotFiles::segment_file(std::uint64_t number) const
{
    return directory_ / (std::to_string(number) + std::string(segment_suffix));
}

Result<Snapshot> SnapshotFiles::load()
{
    const Result<std::shared_ptr<const MappedFile>> file = map_checked(list_file());
    if (!file)
        return tl::unexpected<Error>(file.error());
    ArrayReader in((*file)->content());
    if (in.number() != format_mark())
        return failure(Errc::invalid_argument, "snapshot of another format: " + list_file().string());
    const std::optional<List> list = read_list(in);
    if (!list)
        return failure(Errc::invalid_argument, "damaged snapshot: " + list_file().string());
    std::vector<Result<Part>> parts(list->parts.size());
    run_parallel(parts.size(), [&](std::size_t i) {
        const ListedPart& part = list->parts[i];
        parts[i] = load_part(part.file, part.dead, static_cast<std::uint32_t>(part.living));
    });
    Snapshot snapshot;
    snapshot.position = list->position;
    for (Result<Part>& part : parts) {
        if (!part)
            return tl::unexpected<Error>(std::move(part).error());
        snapshot.parts.push_back(std::move(*part));
    }
    const std::lock_guard lock(mutex_);
    next_file_ = list->next_file;
    return snapshot;
}

Result<Part> SnapshotFiles::load_part(std::uint64_t file, std::span<const std::uint64_t> dead,
                                      std::uint32_t living) const
{
    Result<std::shared_ptr<const Segment>> segment = map_segment(segment_file(file), file);
    if (!segment)
        return tl::unexpected<Error>(std::move(segment).error());
    if (dead.size() != (*segment)->view().removed.size() || living > (*segment)->documents())
        return failure(Errc::invalid_argument, "damaged snapshot: " + list_file().string());
    return Part{std::move(*segment), std::make_shared<const DeadDocuments>(dead.begin(), dead.end()), living,
                nullptr};
}

WrittenSegments SnapshotFiles::save(const Snapshot& snapshot)
{
    std::filesystem::create_directories(directory_);
    WrittenSegments written;
    for (const Part& part : snapshot.parts) {
        if (part.segment->file() != 0)
            continue;
        written[part.segment.get()] = keep(*part.segment);
    }
    write_list(snapshot, written);
    remove_other_segments(snapshot, written);
    return written;
}

std::shared_ptr<const Segment> SnapshotFiles::keep(const Segment& segment)
{
    std::uint64_t number = 0;
    {
        const std::lock_guard lock(mutex_);
        std::filesystem::create_directories(directory_);
        number = next_file_++;
        unlisted_[number] = std::nullopt;
    }
    std::shared_ptr<const Segment> kept;
    try {
        write_segment(segment, segment_file(number));
        kept = value_or_throw(map_segment(segment_file(number), number));
    } catch (...) {
        const std::lock_guard lock(mutex_);
        unlisted_.erase(number);
        throw;
    }
    const std::lock_guard lock(mutex_);
    unlisted_[number] = kept;
    return kept;
}

bool SnapshotFiles::is_unlisted(std::uint64_t number)
{
    const std::lock_guard lock(mutex_);
    const auto found = unlisted_.find(number);
    if (found == unlisted_.end())
        return false;
    if (found->second && found->second->expired()) {
        unlisted_.erase(found);
        return false;
    }
    return true;
}

void SnapshotFiles::write_list(const Snapshot& snapshot, const WrittenSegments& written) const
{
    CheckedWriter out(list_file());
    write_number(out, format_mark());
    write_number(out, snapshot.position);
    {
        const std::lock_guard lock(mutex_);
        write_number(out, next_file_);
    }
    write_number(out, snapshot.parts.size());
    for (const Part& part : snapshot.parts) {
        write_number(out, file_of(part, written));
        write_number(out, part.living);
        write_array(out, std::span<const std::uint64_t>(*part.dead));
    }
    out.commit();
}

/// Those of snapshots before, and those that a save which failed has left.
void SnapshotFiles::remove_other_segments(const Snapshot& snapshot, const WrittenSegments& written)
{
    std::set<std::uint64_t> kept;
    for (const Part& part : snapshot.parts) {
        kept.insert(file_of(part, written));
        const std::lock_guard lock(mutex_);
        unlisted_.erase(file_of(part, written));
    }
    std::error_code ignored; // the next save tries again
    for (const auto& entry : std::filesystem::directory_iterator(directory_, ignored)) {
        const bool unfinished = entry.path().extension() == ".new";
        const auto number = number_of(unfinished ? entry.path().stem() : entry.path());
        if (number && (unfinished || !kept.contains(*number)) && !is_unlisted(*number))
            std::filesystem::remove(entry.path(), ignored);
    }
}

std::uint64_t SnapshotFiles::bytes() const
{
    std::uint64_t sum = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(directory_, ignored))
        if (const std::uintmax_t size = entry.file_size(ignored); !ignored)
            sum += size;
    return sum;
}

} // namespace colophon::search
