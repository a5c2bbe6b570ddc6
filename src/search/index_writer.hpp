// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/merge_policy.hpp"
#include "search/segment/segment_merger.hpp"
#include "search/snapshot_files.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace colophon::search {

/// Turns deltas into snapshots and keeps the number of segments small: small merges run within apply(), large
/// ones on a thread of their own, and a writer that runs far ahead of that thread waits for it.
class IndexWriter {
public:
    /// Publishes to `published`; large segments go to `files` where there are any. Both outlive the writer.
    IndexWriter(PublishedSnapshot& published, SnapshotFiles* files);
    ~IndexWriter();

    /// Begins with parts that were saved; called before anything else.
    void start_from(std::vector<Part> parts, Position position);
    void apply(IndexDelta delta);
    /// Reads on from files what was written to them.
    void replace(const WrittenSegments& written);

private:
    void make_ready(MergedSegment& merged) const;
    void prepare_loaded(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
    bool is_merging(const Part& part) const;
    void merge_small(std::vector<Part>& parts);
    void merge_in_background(const std::stop_token& stop);
    Urgency wait_for_work(std::unique_lock<std::mutex>& lock, const std::stop_token& stop, Urgency urgency);
    void publish(std::vector<Part> parts, Position position);

    PublishedSnapshot& published_;
    SnapshotFiles* files_;
    std::mutex mutex_; ///< held while a snapshot is made from the one before
    std::condition_variable_any changed_;
    ValueNumbers numbers_;
    std::uint64_t writes_ = 0;
    std::vector<std::shared_ptr<const Segment>> loaded_; ///< that the thread has not looked at yet
    std::vector<Part> merging_; ///< by the thread, at the moment
    std::jthread merger_;       ///< the last member: stops before the others go
};

} // namespace colophon::search
