// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment_merger.hpp"

#include "search/segment/segment_writer.hpp"

#include <algorithm>

namespace colophon::search {

namespace {

class Merger {
public:
    Merger(std::span<const Part> parts, const std::stop_token& stop) : parts_(parts), stop_(stop)
    {
        for (const Part& part : parts) {
            documents_.emplace_back(part.segment->documents(), no_document);
            ordinals_.emplace_back(part.segment->values(), no_document);
            strings_.emplace_back(part.segment->view().string_offsets.size() - 1, no_document);
            std::vector<std::uint32_t>& hashes = qualified_hashes_.emplace_back(part.segment->documents());
            const SegmentView& view = part.segment->view();
            for (std::size_t i = 0; i < view.qualified_hashes.size(); ++i)
                hashes[view.qualified_documents[i]] = view.qualified_hashes[i];
        }
    }

    MergedSegment merge()
    {
        merge_values();
        merge_documents();
        merge_terms();
        if (stop_.stop_requested())
            return {};
        return {out_.finish(), std::move(documents_)};
    }

private:
    /// Visits what several sorted lists have, in order: `visit(text, sources)` with the sources that have the
    /// text. `text(source, i)` reads element i of the `count(source)` ones.
    template <class Count, class Text, class Visit> void unite(Count count, Text text, Visit visit)
    {
        std::vector<std::uint32_t> next(parts_.size());
        std::vector<std::size_t> sources;
        while (!stop_.stop_requested()) {
            std::string_view least;
            sources.clear();
            for (std::size_t source = 0; source < parts_.size(); ++source) {
                if (next[source] == count(source))
                    continue;
                const std::string_view candidate = text(source, next[source]);
                if (sources.empty() || candidate < least) {
                    sources.clear();
                    least = candidate;
                }
                if (candidate == least)
                    sources.push_back(source);
            }
            if (sources.empty())
                return;
            visit(least, sources, next);
            for (const std::size_t source : sources)
                ++next[source];
        }
    }

    void merge_values()
    {
        std::uint32_t ordinals = 0;
        unite([this](std::size_t source) { return parts_[source].segment->values(); },
              [this](std::size_t source, std::uint32_t i) { return parts_[source].segment->marked_value(i); },
              [&](std::string_view value, const auto& sources, const auto& next) {
                  const auto lives = [&](std::size_t source) { return value_lives(source, next[source]); };
                  if (std::none_of(sources.begin(), sources.end(), lives))
                      return;
                  out_.add_value(value);
                  for (const std::size_t source : sources)
                      ordinals_[source][next[source]] = ordinals;
                  ++ordinals;
              });
    }

    bool value_lives(std::size_t source, std::uint32_t ordinal) const
    {
        const Part& part = parts_[source];
        for (DocumentCursor cursor = part.segment->documents_with_value(ordinal); cursor.next();)
            if (part.lives(cursor.document()))
                return true;
        return false;
    }

    void merge_documents()
    {
        std::uint32_t documents = 0;
        unite([this](std::size_t source) { return parts_[source].segment->documents(); },
              [this](std::size_t source, std::uint32_t i) { return parts_[source].segment->urn(i); },
              [&](std::string_view, const auto& sources, const auto& next) {
                  for (const std::size_t source : sources)
                      if (parts_[source].lives(next[source])) {
                          documents_[source][next[source]] = documents++;
                          copy_document(source, next[source]);
                      }
              });
    }

    void copy_document(std::size_t source, std::uint32_t document)
    {
        const Segment& segment = *parts_[source].segment;
        read_record(segment.record(document), record_);
        for (std::uint32_t& string : record_.members)
            string = copy_string(source, string);
        for (Record::Text& text : record_.texts)
            text.string = copy_string(source, text.string);
        for (std::uint32_t& value : record_.values)
            value = ordinals_[source][value];
        out_.add_document(record_, facts_of(source, document));
    }

    DocumentFacts facts_of(std::size_t source, std::uint32_t document) const
    {
        const Segment& segment = *parts_[source].segment;
        const SegmentView& view = segment.view();
        DocumentFacts facts;
        facts.name_key = view.name_keys[document];
        facts.updated = view.updated[document];
        facts.qualified_hash = qualified_hashes_[source][document];
        facts.usage = view.usage[document];
        facts.downstream = view.downstream[document];
        facts.columns = view.columns[document];
        facts.quality = view.qualities[document];
        facts.removed = segment.removed(document);
        facts.deprecated = segment.deprecated(document);
        return facts;
    }

    std::uint32_t copy_string(std::size_t source, std::uint32_t string)
    {
        std::uint32_t& copied = strings_[source][string];
        if (copied == no_document)
            copied = out_.string(parts_[source].segment->string(string));
        return copied;
    }

    void merge_terms()
    {
        unite([this](std::size_t source) { return parts_[source].segment->terms(); },
              [this](std::size_t source, std::uint32_t i) { return parts_[source].segment->term(i); },
              [&](std::string_view term, const auto& sources, const auto& next) {
                  postings_.clear();
                  for (const std::size_t source : sources)
                      copy_postings(source, next[source]);
                  if (!postings_.empty())
                      out_.add_term(term, postings_);
              });
    }

    /// Every source has its documents in order already: merge what is new into what is there.
    void copy_postings(std::size_t source, std::uint32_t term)
    {
        const std::vector<std::uint32_t>& documents = documents_[source];
        const auto middle = static_cast<std::ptrdiff_t>(postings_.size());
        PositionCursor positions = parts_[source].segment->positions(term);
        for (PostingCursor cursor = parts_[source].segment->postings(term); cursor.next();) {
            const CodedPositions coded = positions.next();
            if (const std::uint32_t document = documents[cursor.document()]; document != no_document)
                postings_.push_back({document, cursor.packed_payload(), coded});
        }
        const auto begin = postings_.begin();
        if (middle == 0 || begin + middle == postings_.end() ||
            begin[middle - 1].document < begin[middle].document)
            return;
        const auto earlier = [](const Posting& a, const Posting& b) { return a.document < b.document; };
        std::inplace_merge(begin, begin + middle, postings_.end(), earlier);
    }

    std::span<const Part> parts_;
    const std::stop_token& stop_;
    SegmentWriter out_;
    std::vector<std::vector<std::uint32_t>> documents_, ordinals_, strings_; ///< old to new, by source
    std::vector<std::vector<std::uint32_t>> qualified_hashes_;               ///< by document, by source
    std::vector<Posting> postings_;
    Record record_;
};

} // namespace

MergedSegment merge_segments(std::span<const Part> parts, const std::stop_token& stop)
{
    return Merger(parts, stop).merge();
}

} // namespace colophon::search
