// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/segment/impact.hpp"
#include "search/segment/segment_writer.hpp"

#include <string>
#include <vector>

namespace colophon::search {

/// The hash by which a qualified name is compared with a query.
std::uint32_t joined_hash(std::string_view joined);

/// Gathers the terms of documents, which are numbered in the order of add().
class TermCollector {
public:
    /// Gives the joined_hash() of the qualified name, 0 for none.
    std::uint32_t add(const SearchDocument& document);
    void write(SegmentWriter& out) const;

private:
    /// What is known of a term in the document at hand.
    struct Slot {
        std::uint32_t term = 0;
        FieldMask fields = 0;
        Occurrences occurrences{};
    };
    struct Entry {
        std::uint32_t term = 0;
        Posting posting;
    };

    void add_text(Field field, std::string_view text);
    void count(std::string_view term, Field field, float weight);
    void close_document();

    Analyzer analyzer_;
    StringPool terms_;
    std::vector<std::uint32_t> slot_of_term_; ///< into slots_, valid where the slot names the term
    std::vector<Slot> slots_;
    std::vector<Entry> entries_;
    std::uint32_t document_ = 0;
    std::string whole_name_;
};

} // namespace colophon::search
