// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/segment/impact.hpp"
#include "search/segment/occurrence_list.hpp"
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
        Level level = Level::text;
        Occurrences occurrences{};
    };
    struct BeginningSlot {
        std::uint32_t term = 0;
        Payload payload;
    };
    struct Entry {
        std::uint32_t term = 0;
        std::uint32_t document = 0;
        std::uint32_t payload = 0;
        std::uint32_t positions = 0; ///< where they begin in positions_
        std::uint32_t position_bytes = 0;
    };

    void add_text(Field field, std::string_view text);
    /// The slot of the term, which now knows of one occurrence more.
    std::uint32_t count(std::string_view term, Field field, float weight, Level level);
    std::uint32_t intern(std::string_view term);
    Beginnings beginnings_of(std::string_view term);
    void begin_with(std::uint32_t beginning, const Payload& payload);
    void close_document(const DocumentFacts& facts);

    Analyzer analyzer_;
    StringPool terms_;
    std::vector<Beginnings> beginnings_; ///< by term
    // Of the document at hand. A term's slot is valid where that slot names the term.
    std::vector<std::uint32_t> slot_of_term_;
    std::vector<Slot> slots_;
    std::vector<BeginningSlot> beginning_slots_;
    OccurrenceList occurrences_;
    std::uint32_t next_position_ = 1; ///< of the document's next text
    std::vector<Entry> entries_;
    std::vector<std::uint8_t> positions_; ///< coded, of all entries
    std::uint32_t document_ = 0;
    std::string marked_;
};

} // namespace colophon::search
