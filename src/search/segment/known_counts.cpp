// SPDX-License-Identifier: Apache-2.0
#include "search/segment/known_counts.hpp"

#include "search/segment/dictionary.hpp"
#include "search/segment/postings.hpp"

namespace colophon::search {

namespace {

/// Appends the counts of one set of documents after the other.
class KnownCounts {
public:
    KnownCounts(SegmentArrays& arrays, const SegmentView& view, Stay stay)
        : arrays_(arrays), view_(view), counter_(view),
          documents_(static_cast<std::uint32_t>(view.updated.size())),
          fewest_(stay == Stay::lasting ? fewest_known_documents : fewest_known_passing)
    {
        wanted_.fill(true);
        arrays_.known_offsets.push_back(0);
    }

    std::uint32_t documents() const { return documents_; }
    bool is_frequent(std::uint32_t count) const
    {
        return documents_ >= fewest_ && count >= documents_ / known_share && count > longest_short_list;
    }

    void add_everything()
    {
        set_.fill(documents_);
        add();
    }

    void add_list(const DocumentList& list)
    {
        set_.reset(documents_);
        list.unite_into(set_.words());
        add();
    }

private:
    void add()
    {
        set_.subtract(view_.removed);
        counts_.assign(view_.value_offsets.size() - 1, 0);
        counter_.count(set_.list(), wanted_, plus, counts_);
        append_counts(arrays_.known_counts, counts_);
        arrays_.known_offsets.push_back(static_cast<std::uint32_t>(arrays_.known_counts.size()));
    }

    SegmentArrays& arrays_;
    const SegmentView& view_;
    ValueCounter counter_;
    std::uint32_t documents_;
    std::uint32_t fewest_; ///< documents of a segment that has known counts of terms
    WantedGroups wanted_{};
    DocumentSet set_;
    ValueCounts counts_;
};

} // namespace

void append_counts(std::vector<std::uint8_t>& out, const ValueCounts& counts)
{
    std::uint32_t expected = 0;
    for (std::uint32_t ordinal = 0; ordinal < counts.size(); ++ordinal) {
        if (counts[ordinal] == 0)
            continue;
        append_varint(out, ordinal - expected);
        append_varint(out, counts[ordinal]);
        expected = ordinal + 1;
    }
}

void add_counts(std::span<const std::uint8_t> stored, ValueCounts& counts)
{
    const std::uint8_t* at = stored.data();
    const std::uint8_t* const end = at + stored.size();
    for (std::uint32_t ordinal = 0; at < end; ++ordinal) {
        ordinal += read_varint(at);
        counts[ordinal] += read_varint(at);
    }
}

void add_known_counts(SegmentArrays& arrays, const SegmentView& view, Stay stay)
{
    KnownCounts known(arrays, view, stay);
    known.add_everything();
    const Dictionary dictionary(view);
    for (std::uint32_t term = 0; term < dictionary.size(); ++term)
        if (const DocumentList list(view.postings.data() + dictionary.postings(term));
            known.is_frequent(list.count())) {
            arrays.known_terms.push_back(term);
            known.add_list(list);
        }
    for (std::uint32_t ordinal = 0; ordinal + 1 < view.value_list_offsets.size(); ++ordinal)
        if (const DocumentList list(view.value_lists.data() + view.value_list_offsets[ordinal]);
            known.is_frequent(list.count())) {
            arrays.known_values.push_back(ordinal);
            known.add_list(list);
        }
}

} // namespace colophon::search
