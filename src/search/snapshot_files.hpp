// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/snapshot.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace colophon::search {

/// Segments that were written to disk, by the segment in memory that each of them is.
using WrittenSegments = std::unordered_map<const Segment*, std::shared_ptr<const Segment>>;

/// The index on disk: each segment is a file that is never changed, and `search.snapshot` says which of them
/// make up the index at which position, and which of their documents are dead. A save writes the segments
/// that have no file yet and then renames a new `search.snapshot` into place, so that whatever happens
/// meanwhile there is a whole index. One object has a directory. load() and save() are called by one thread
/// at a time, keep() by any.
class SnapshotFiles {
public:
    explicit SnapshotFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

    /// The segments stay in their files, which are mapped. Refuses what is missing (not_found), damaged, or
    /// of another format or version of Unicode (invalid_argument).
    Result<Snapshot> load();

    /// Throws Error (storage_full, internal). Gives the segments that it has written, mapped.
    WrittenSegments save(const Snapshot& snapshot);

    /// Writes a segment before it becomes part of a snapshot, and gives it as it lies in its file. Throws as
    /// save() does.
    std::shared_ptr<const Segment> keep(const Segment& segment);

    /// Of all files that make up the snapshot; 0 where there is none.
    std::uint64_t bytes() const;

private:
    Result<Part> load_part(std::uint64_t file, std::span<const std::uint64_t> dead,
                           std::uint32_t living) const;
    std::filesystem::path segment_file(std::uint64_t number) const;
    std::filesystem::path list_file() const { return directory_ / "search.snapshot"; }
    void write_list(const Snapshot& snapshot, const WrittenSegments& written) const;
    void remove_other_segments(const Snapshot& snapshot, const WrittenSegments& written);
    bool is_unlisted(std::uint64_t number);

    std::filesystem::path directory_;
    mutable std::mutex mutex_;
    std::uint64_t next_file_ = 1;
    /// What keep() has written, or is writing (null), and no list names yet. Nothing else knows that these
    /// files are in use.
    std::map<std::uint64_t, std::optional<std::weak_ptr<const Segment>>> unlisted_;
};

} // namespace colophon::search
