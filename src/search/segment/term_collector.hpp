// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/segment/impact.hpp"
#include "search/segment/segment_writer.hpp"

#include <array>
#include <string>
#include <vector>

namespace colophon::search {

/// The hash by which a qualified name is compared with a query; 0 for an empty one.
std::uint32_t joined_hash(std::string_view joined);

/// Gathers the terms of documents, which are numbered in the order of add().
class TermCollector {
public:
    /// Gives what the analysis has found beside terms.
    DocumentFacts add(const SearchDocument& document);
    void write(SegmentWriter& out) const;

private:
    /// The terms that stand for the first code points of a term.
    using Beginnings = std::array<std::uint32_t, max_beginning_points>;
    struct Slot {
        std::uint32_t term = 0;
        FieldMask fields = 0;
        Occurrences occurrences{};
    };
    struct BeginningSlot {
        std::uint32_t term = 0;
        Payload payload;
    };
    struct Entry {
        std::uint32_t term = 0;
        Posting posting;
    };

    void add_text(Field field, std::string_view text);
    void count(std::string_view term, Field field, float weight);
    std::uint32_t intern(std::string_view term);
    Beginnings beginnings_of(std::string_view term);
    void begin_with(std::uint32_t beginning, const Payload& payload);
    void close_document();

    Analyzer analyzer_;
    StringPool terms_;
    std::vector<Beginnings> beginnings_; ///< by term
    // Of the document at hand. A term's slot is valid where that slot names the term.
    std::vector<std::uint32_t> slot_of_term_;
    std::vector<Slot> slots_;
    std::vector<BeginningSlot> beginning_slots_;
    std::vector<Entry> entries_;
    std::uint32_t document_ = 0;
    std::string marked_;
};

} // namespace colophon::search
