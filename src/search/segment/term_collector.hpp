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
    /// Gives what the analysis has found beside terms. `record` is the document's: texts that were read
    /// before are known by their numbers.
    DocumentFacts add(const SearchDocument& document, const Record& record);
    void write(SegmentWriter& out) const;
    /// Makes room for so many documents, if they are as those that came already.
    void expect(std::size_t documents);

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
    /// What decides which tokens of a text are terms.
    enum class TextKind : std::uint8_t { none, identifier, qualified_name, other };
    struct Piece {
        std::uint32_t term = 0;
        std::uint32_t position = 0;
        bool is_pair = false;
        bool is_whole = false;
    };
    /// A text as terms.
    struct Analysed {
        std::uint32_t begin = 0, end = 0; ///< in pieces_
        std::uint32_t tokens = 0;         ///< positions that the text has; 0 for one that says nothing
        std::uint32_t whole = 0; ///< the term of the whole name, of identifiers that are not too long
        TextKind kind = TextKind::none;
        bool has_whole = false;
    };

    static TextKind kind_of(Field field);
    void add_text(Field field, std::string_view text);
    /// The same for a text that may come again: of columns, most do.
    void add_shared_text(Field field, std::string_view text, std::uint32_t string);
    void count(Field field, const Analysed& text);
    /// Appends to pieces_.
    Analysed analyse(TextKind kind, std::string_view text);
    /// The slot of the term, which now knows of one occurrence more.
    std::uint32_t count(std::uint32_t term, Field field, float weight, Level level);
    /// Finds the beginnings of terms that are new.
    void begin_new_terms();
    Beginnings beginnings_of(std::uint32_t term);
    void begin_with(std::uint32_t beginning, const Payload& payload);
    void close_document(const DocumentFacts& facts);
    /// All postings, term by term as `begins` says.
    std::vector<Posting> postings(const std::vector<std::uint32_t>& begins) const;

    Analyzer analyzer_;
    StringPool terms_;
    std::vector<Beginnings> beginnings_; ///< by term
    std::vector<Piece> pieces_;
    std::vector<std::string_view> texts_; ///< of the terms of the text at hand
    std::vector<std::uint32_t> numbers_;  ///< likewise
    std::vector<Analysed> analysed_;      ///< by string
    // Of the document at hand. A term's slot is valid where that slot names the term.
    std::vector<std::uint32_t> slot_of_term_;
    std::vector<Slot> slots_;
    std::vector<BeginningSlot> beginning_slots_;
    OccurrenceList occurrences_;
    std::uint32_t next_position_ = 1; ///< of the document's next text
    std::vector<Entry> entries_;
    std::vector<std::uint8_t> positions_; ///< coded, of all entries
    std::uint32_t document_ = 0;
    std::string marked_, beginning_;
};

} // namespace colophon::search
