// SPDX-License-Identifier: Apache-2.0
#include "search/index_writer.hpp"

#include "core/log.hpp"
#include "search/merge_policy.hpp"
#include "search/parallel.hpp"
#include "search/segment/segment_aids.hpp"
#include "search/segment/segment_builder.hpp"
#include "search/segment/segment_merger.hpp"

#include <algorithm>
#include <chrono>
#include <malloc.h>
#include <numeric>
#include <utility>

namespace colophon::search {

namespace {

constexpr std::uint32_t most_merged_at_once = 8192; // documents: about 50 ms
constexpr std::size_t most_parts = 96;
// What is built at once for each processor: what that takes in memory is some ten times the texts.
constexpr std::uint32_t segment_documents = merge_width * merge_width * merge_width * merge_width;
constexpr std::size_t segment_text_bytes = std::size_t{16} << 20U;

/// Marks documents dead in parts, copying the marks of a part once.
class Undertaker {
public:
    explicit Undertaker(std::vector<Part>& parts) : parts_(parts), marks_(parts.size()) {}

    void bury(std::string_view text)
    {
        const HashedUrn urn(text);
        for (std::size_t i = 0; i < parts_.size(); ++i)
            if (const auto document = parts_[i].segment->find(urn); document && parts_[i].lives(*document)) {
                mark(i, *document);
                return; // lives in one part only
            }
    }

    void mark(std::size_t part, std::uint32_t document)
    {
        if (!marks_[part]) {
            marks_[part] = std::make_shared<DeadDocuments>(*parts_[part].dead);
            parts_[part].dead = marks_[part];
        }
        (*marks_[part])[document / 64] |= std::uint64_t{1} << (document % 64);
        --parts_[part].living;
    }

private:
    std::vector<Part>& parts_;
    std::vector<std::shared_ptr<DeadDocuments>> marks_;
};

/// The last document of each URN, in the order of URNs.
std::vector<const SearchDocument*> last_of_each(const std::vector<SearchDocument>& documents)
{
    std::vector<const SearchDocument*> order;
    for (auto i = documents.rbegin(); i != documents.rend(); ++i)
        order.push_back(&*i);
    std::stable_sort(order.begin(), order.end(),
                     [](const SearchDocument* a, const SearchDocument* b) { return a->urn < b->urn; });
    const auto same = [](const SearchDocument* a, const SearchDocument* b) { return a->urn == b->urn; };
    order.erase(std::unique(order.begin(), order.end(), same), order.end());
    return order;
}

std::size_t text_bytes(const SearchDocument& document)
{
    std::size_t sum = document.description.size();
    for (const SearchDocument::Text& text : document.texts)
        sum += text.text.size();
    return sum;
}

/// How many of the documents make one segment: at least one.
std::size_t segment_length(std::span<const SearchDocument* const> documents)
{
    std::size_t bytes = 0;
    std::size_t count = 0;
    while (count < documents.size() && count < segment_documents && bytes < segment_text_bytes)
        bytes += text_bytes(*documents[count++]);
    return count;
}

/// Where the documents are cut does not depend on the number of processors.
std::vector<std::shared_ptr<const Segment>> build_segments(std::span<const SearchDocument* const> documents)
{
    std::vector<std::span<const SearchDocument* const>> pieces;
    while (!documents.empty()) {
        pieces.push_back(documents.first(segment_length(documents)));
        documents = documents.subspan(pieces.back().size());
    }
    std::vector<std::shared_ptr<const Segment>> segments(pieces.size());
    run_parallel(pieces.size(), [&](std::size_t i) { segments[i] = build_segment(pieces[i]); });
    return segments;
}

void add_documents(std::vector<Part>& parts, const std::vector<SearchDocument>& documents,
                   ValueNumbers& numbers)
{
    const std::vector<const SearchDocument*> order = last_of_each(documents);
    Undertaker undertaker(parts);
    for (const SearchDocument* document : order)
        undertaker.bury(document->urn);
    for (std::shared_ptr<const Segment>& segment : build_segments(order))
        parts.push_back(new_part(std::move(segment), numbers));
}

std::uint32_t living(std::span<const Part> parts)
{
    return std::accumulate(parts.begin(), parts.end(), std::uint32_t{0},
                           [](std::uint32_t sum, const Part& part) { return sum + part.living; });
}

/// Puts the merged segment in the place of its sources. What died in them since is dead in it.
void install(std::vector<Part>& parts, std::span<const Part> sources, const MergedSegment& merged,
             ValueNumbers& numbers)
{
    std::vector<Part> result = {new_part(merged.segment, numbers)};
    Undertaker undertaker(result);
    const auto carry_over = [&](const Part& part, const std::vector<std::uint32_t>& documents) {
        for (std::uint32_t document = 0; document < documents.size(); ++document)
            if (documents[document] != no_document && !part.lives(document))
                undertaker.mark(0, documents[document]);
    };
    std::vector<Part> kept;
    for (const Part& part : parts) {
        const auto source = std::find_if(sources.begin(), sources.end(),
                                         [&part](const Part& s) { return s.segment == part.segment; });
        if (source == sources.end())
            kept.push_back(part);
        else
            carry_over(part, merged.documents[static_cast<std::size_t>(source - sources.begin())]);
    }
    if (result.front().living > 0)
        kept.push_back(result.front());
    parts = std::move(kept);
}

std::vector<std::shared_ptr<const Segment>> segments_of(std::span<const Part> parts)
{
    std::vector<std::shared_ptr<const Segment>> segments;
    for (const Part& part : parts)
        segments.push_back(part.segment);
    return segments;
}

void drop_dead(std::vector<Part>& parts, std::span<const Part> merging)
{
    const auto is_dead = [&merging](const Part& part) {
        return part.living == 0 && std::none_of(merging.begin(), merging.end(), [&part](const Part& source) {
                   return source.segment == part.segment;
               });
    };
    parts.erase(std::remove_if(parts.begin(), parts.end(), is_dead), parts.end());
}

} // namespace

IndexWriter::IndexWriter(PublishedSnapshot& published, SnapshotFiles* files)
    : published_(published), files_(files),
      merger_([this](const std::stop_token& stop) { merge_in_background(stop); })
{
}

void IndexWriter::start_from(std::vector<Part> parts, Position position)
{
    const std::lock_guard lock(mutex_);
    for (Part& part : parts)
        part.value_numbers = numbers_.number(*part.segment);
    loaded_ = segments_of(parts);
    publish(std::move(parts), position);
    changed_.notify_all();
}

IndexWriter::~IndexWriter() = default;

void IndexWriter::apply(IndexDelta delta)
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return published_.load()->parts.size() < most_parts || merging_.empty(); });
    std::vector<Part> parts = published_.load()->parts;
    {
        Undertaker undertaker(parts);
        for (const std::string& urn : delta.removals)
            undertaker.bury(urn);
    }
    add_documents(parts, delta.upserts, numbers_);
    drop_dead(parts, merging_);
    merge_small(parts);
    publish(std::move(parts), delta.position);
    ++writes_;
    changed_.notify_all();
}

void IndexWriter::replace(const WrittenSegments& written)
{
    const std::lock_guard lock(mutex_);
    const std::shared_ptr<const Snapshot> current = published_.load();
    std::vector<Part> parts = current->parts;
    for (Part& part : parts) {
        const auto found = written.find(part.segment.get());
        if (found != written.end() && !is_merging(part))
            part.segment = found->second;
    }
    publish(std::move(parts), current->position);
}

bool IndexWriter::is_merging(const Part& part) const
{
    return std::any_of(merging_.begin(), merging_.end(),
                       [&part](const Part& source) { return source.segment == part.segment; });
}

/// Puts a merged segment where it will be read, with all that helps to read it.
void IndexWriter::make_ready(MergedSegment& merged) const
{
    if (merged.segment == nullptr || merged.segment->documents() == 0)
        return;
    try {
        if (files_ != nullptr)
            merged.segment = files_->keep(*merged.segment);
    } catch (const Error& error) {
        log::warn("a part of the search index stays in memory", {{"why", error.what()}});
    }
    merged.segment->aids().prepare(*merged.segment);
}

/// What helps to read loaded segments is not in their files. Nobody shall wait for it who mistypes a word
/// first after a start.
void IndexWriter::prepare_loaded(std::unique_lock<std::mutex>& lock, const std::stop_token& stop)
{
    const std::vector<std::shared_ptr<const Segment>> loaded = std::exchange(loaded_, {});
    lock.unlock();
    for (const std::shared_ptr<const Segment>& segment : loaded)
        if (!stop.stop_requested())
            segment->aids().prepare(*segment);
    lock.lock();
}

void IndexWriter::merge_small(std::vector<Part>& parts)
{
    const std::stop_token never;
    while (true) {
        const std::vector<Part> sources = choose_merge(parts, segments_of(merging_), Urgency::busy);
        if (sources.empty() || living(sources) > most_merged_at_once)
            return;
        install(parts, sources, merge_segments(sources, Stay::passing, never), numbers_);
    }
}

void IndexWriter::merge_in_background(const std::stop_token& stop)
{
    std::unique_lock lock(mutex_);
    Urgency urgency = Urgency::busy;
    while (!stop.stop_requested()) {
        if (!loaded_.empty())
            prepare_loaded(lock, stop);
        merging_ = choose_merge(published_.load()->parts, {}, urgency);
        if (merging_.empty()) {
            urgency = wait_for_work(lock, stop, urgency);
            continue;
        }
        lock.unlock();
        // Others only read merging_.
        MergedSegment merged =
            merge_segments(merging_, urgency == Urgency::idle ? Stay::lasting : Stay::passing, stop);
        make_ready(merged);
        lock.lock();
        if (merged.segment != nullptr) {
            const std::shared_ptr<const Snapshot> current = published_.load();
            std::vector<Part> parts = current->parts;
            install(parts, merging_, merged, numbers_);
            publish(std::move(parts), current->position);
        }
        merging_.clear();
        changed_.notify_all();
        lock.unlock();
        ::malloc_trim(0); // a large merge leaves as much again behind
        lock.lock();
    }
}

/// Nothing is to be merged with this urgency: waits for a write, or for the quiet in which more may be
/// merged.
Urgency IndexWriter::wait_for_work(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
                                   Urgency urgency)
{
    constexpr std::chrono::seconds quiet(2);
    const auto is_written = [this, seen = writes_] { return writes_ != seen || !loaded_.empty(); };
    if (urgency == Urgency::idle) {
        changed_.wait(lock, stop, is_written);
        return Urgency::busy;
    }
    return changed_.wait_for(lock, stop, quiet, is_written) ? Urgency::busy : Urgency::idle;
}

void IndexWriter::publish(std::vector<Part> parts, Position position)
{
    published_.store(std::make_shared<const Snapshot>(Snapshot{std::move(parts), position, numbers_.size()}));
}

} // namespace colophon::search
