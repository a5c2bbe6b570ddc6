// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/dictionary_writer.hpp"
#include "search/segment/known_counts.hpp"
#include "search/segment/segment.hpp"
#include "search/segment/string_pool.hpp"
#include "search/segment/value_sets.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace colophon::search {

/// What a document has beside its record.
struct DocumentFacts {
    std::uint64_t name_key = 0;
    std::int64_t updated = 0;
    std::uint32_t qualified_hash = 0;
    std::uint32_t usage = 0;
    std::uint32_t downstream = 0;
    std::uint32_t columns = 0;
    std::uint8_t quality = 0;
    bool removed = false;
    bool deprecated = false;
};

/// Lays out a segment. Call add_value() for all values, then add_document() for all documents, then
/// add_term() for all terms, each in their order; finish() once.
class SegmentWriter {
public:
    /// For as much as these have together: what grows step by step is copied as often.
    void make_room(std::span<const SegmentView* const> sources);

    /// The numbers of strings, for a record.
    void strings(std::span<const std::string_view> texts, std::vector<std::uint32_t>& numbers)
    {
        strings_.intern(texts, numbers);
    }

    /// `marked`: as mark_value() makes it.
    void add_value(std::string_view marked);
    void add_document(const Record& record, const DocumentFacts& facts);
    void add_term(std::string_view term, std::span<const Posting> postings);

    std::shared_ptr<const Segment> finish(Stay stay = Stay::lasting);

private:
    void fill_urn_table();
    void sort_qualified_names();
    void fill_value_lists();

    SegmentArrays arrays_;
    StringPool strings_;
    DictionaryWriter dictionary_;
    PostingWriter postings_;
    std::vector<std::uint32_t> urns_;                                      ///< strings
    std::vector<std::pair<std::uint32_t, std::uint32_t>> qualified_names_; ///< hashes and documents
    std::vector<std::uint32_t> ordinals_;
    ValueSets sets_;
    std::array<std::vector<std::uint32_t>, set_groups> sets_of_group_; ///< of each document
};

} // namespace colophon::search
