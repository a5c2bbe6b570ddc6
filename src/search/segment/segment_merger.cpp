// SPDX-License-Identifier: Apache-2.0
#include "search/segment/segment_merger.hpp"

#include "search/segment/posting_union.hpp"
#include "search/segment/segment_writer.hpp"
#include "search/segment/sorted_union.hpp"

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
            strings_.emplace_back(part.segment->strings().size(), no_document);
            std::vector<std::uint32_t>& hashes = qualified_hashes_.emplace_back(part.segment->documents());
            const SegmentView& view = part.segment->view();
            for (std::size_t i = 0; i < view.qualified_hashes.size(); ++i)
                hashes[view.qualified_documents[i]] = view.qualified_hashes[i];
        }
    }

    MergedSegment merge(Stay stay)
    {
        make_room();
        merge_values();
        merge_documents();
        merge_terms();
        if (stop_.stop_requested())
            return {};
        return {out_.finish(stay), std::move(documents_)};
    }

private:
    void make_room()
    {
        std::vector<const SegmentView*> sources;
        for (const Part& part : parts_)
            sources.push_back(&part.segment->view());
        out_.make_room(sources);
    }

    /// Visits what several sorted lists have, in order: `visit(text, places)`. `count(segment)` tells how
    /// much a segment has and `text(source, i)` reads one of it.
    template <class Count, class Text, class Visit> void unite(Count count, Text text, Visit visit)
    {
        std::vector<std::uint32_t> counts;
        for (const Part& part : parts_)
            counts.push_back(count(*part.segment));
        SortedUnion all(counts, text);
        while (!stop_.stop_requested() && all.next())
            visit(all.text(), all.places());
    }

    void merge_values()
    {
        std::uint32_t ordinals = 0;
        unite(
            [](const Segment& segment) { return segment.values(); },
            [this](std::uint32_t source, std::uint32_t i) { return parts_[source].segment->marked_value(i); },
            [&](std::string_view value, const auto& places) {
                if (std::ranges::none_of(places,
                                         [this](const auto& at) { return value_lives(at.source, at.place); }))
                    return;
                out_.add_value(value);
                for (const auto& [source, ordinal] : places)
                    ordinals_[source][ordinal] = ordinals;
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
        std::vector<std::string> urns(parts_.size());
        unite([](const Segment& segment) { return segment.documents(); },
              [&](std::uint32_t source, std::uint32_t i) {
                  urns[source] = parts_[source].segment->urn(i);
                  return std::string_view(urns[source]);
              },
              [&](std::string_view, const auto& places) {
                  for (const auto& [source, document] : places)
                      if (parts_[source].lives(document)) {
                          documents_[source][document] = living_documents_++;
                          copy_document(source, document);
                      }
              });
    }

    void copy_document(std::size_t source, std::uint32_t document)
    {
        const Segment& segment = *parts_[source].segment;
        read_record(segment.record(document), record_);
        copy_strings(source);
        const std::vector<std::uint32_t>& strings = strings_[source];
        for (std::uint32_t& string : record_.members)
            string = strings[string];
        for (Record::Text& text : record_.texts)
            text.string = strings[text.string];
        for (std::uint32_t& value : record_.values)
            value = ordinals_[source][value];
        out_.add_document(record_, facts_of(source, document));
    }

    /// Those that the record has and no document before it had.
    void copy_strings(std::size_t source)
    {
        std::vector<std::uint32_t>& strings = strings_[source];
        new_strings_.clear();
        const auto ask_for = [&](std::uint32_t string) {
            if (strings[string] != no_document)
                return;
            strings[string] = 0; // asked for
            new_strings_.push_back(string);
        };
        std::ranges::for_each(record_.members, ask_for);
        for (const Record::Text& text : record_.texts)
            ask_for(text.string);
        texts_.resize(std::max(texts_.size(), new_strings_.size()));
        new_texts_.clear();
        for (std::size_t i = 0; i < new_strings_.size(); ++i) {
            parts_[source].segment->strings().read(new_strings_[i], texts_[i]);
            new_texts_.push_back(texts_[i]);
        }
        out_.strings(new_texts_, numbers_);
        for (std::size_t i = 0; i < new_strings_.size(); ++i)
            strings[new_strings_[i]] = numbers_[i];
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

    void merge_terms()
    {
        std::vector<TermReader> readers;
        for (const Part& part : parts_)
            readers.push_back(part.segment->read_terms());
        PostingUnion postings(living_documents_);
        unite([](const Segment& segment) { return segment.terms(); },
              [&readers](std::uint32_t source, std::uint32_t i) { return readers[source].at(i); },
              [&](std::string_view term, const auto& places) {
                  postings.clear();
                  for (const auto& [source, number] : places)
                      postings.add(*parts_[source].segment, number, documents_[source]);
                  if (const std::span<const Posting> sorted = postings.sorted(); !sorted.empty())
                      out_.add_term(term, sorted);
              });
    }

    std::span<const Part> parts_;
    const std::stop_token& stop_;
    SegmentWriter out_;
    std::vector<std::vector<std::uint32_t>> documents_, ordinals_, strings_; ///< old to new, by source
    std::vector<std::vector<std::uint32_t>> qualified_hashes_;               ///< by document, by source
    std::uint32_t living_documents_ = 0;
    Record record_;
    // Of the document at hand.
    std::vector<std::uint32_t> new_strings_, numbers_;
    std::vector<std::string> texts_; ///< kept to be written over
    std::vector<std::string_view> new_texts_;
};

} // namespace

MergedSegment merge_segments(std::span<const Part> parts, Stay stay, const std::stop_token& stop)
{
    return Merger(parts, stop).merge(stay);
}

} // namespace colophon::search
