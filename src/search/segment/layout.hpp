// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace colophon::search {

/// The arrays that a segment consists of: as vectors while it is made, as spans once it is read, and one
/// after the other in a snapshot, in the order of each(). Offsets have one element more than there are
/// things: the end of the last.
template <template <class> class Column> struct Layout {
    Column<std::uint32_t> string_count; ///< one number
    Column<std::uint32_t> string_block_offsets;
    Column<std::uint8_t> string_blocks; ///< see Strings
    Column<std::uint64_t> symbol_bytes; ///< see Symbols
    Column<std::uint8_t> symbol_lengths;

    // Documents, in the order of their URNs.
    Column<std::uint32_t> record_offsets;
    Column<std::uint8_t> records;
    Column<std::uint32_t> urn_table; ///< see UrnTable
    Column<std::uint64_t> name_keys; ///< the first bytes of the folded name, to order by
    Column<std::int64_t> updated;
    Column<std::uint32_t> qualified_hashes; ///< of joined qualified names, ascending; of those that have one
    Column<std::uint32_t> qualified_documents; ///< in the order of qualified_hashes
    Column<std::uint8_t> qualities;            ///< see quality_of()
    Column<std::uint64_t> removed;             ///< a bit each: soft-deleted
    Column<std::uint64_t> deprecated;          ///< likewise
    Column<std::uint32_t> usage;
    Column<std::uint32_t> downstream;
    Column<std::uint32_t> columns; ///< how many

    // Terms, in the order of their bytes.
    Column<std::uint32_t> term_count; ///< one number
    Column<std::uint32_t> term_block_offsets;
    Column<std::uint8_t> term_blocks; ///< see Dictionary
    Column<std::uint8_t> postings;
    Column<std::uint8_t> positions;
    Column<std::uint32_t> payloads;

    // Values of facets, a byte for the facet first, in the order of their bytes. Ordinals are their places.
    Column<std::uint32_t> value_offsets;
    Column<char> value_bytes;
    Column<std::uint32_t> value_list_offsets;
    Column<std::uint8_t> value_lists;
    Column<std::uint8_t> document_sets; ///< group by group of facets, the set of each document: see GroupSets
    Column<std::uint32_t> set_begins;   ///< of each group, and the end
    Column<std::uint32_t> set_offsets;
    Column<std::uint32_t> set_values; ///< ordinals, ascending

    // Counts of facets that are known beforehand, see known_counts.hpp: first those of all documents, then
    // those of known_terms, then those of known_values.
    Column<std::uint32_t> known_terms;  ///< ascending
    Column<std::uint32_t> known_values; ///< ordinals, ascending
    Column<std::uint32_t> known_offsets;
    Column<std::uint8_t> known_counts;

    template <class Self, class Visit> static void each(Self& self, Visit&& visit)
    {
        visit(self.string_count);
        visit(self.string_block_offsets);
        visit(self.string_blocks);
        visit(self.symbol_bytes);
        visit(self.symbol_lengths);
        visit(self.record_offsets);
        visit(self.records);
        visit(self.urn_table);
        visit(self.name_keys);
        visit(self.updated);
        visit(self.qualified_hashes);
        visit(self.qualified_documents);
        visit(self.qualities);
        visit(self.removed);
        visit(self.deprecated);
        visit(self.usage);
        visit(self.downstream);
        visit(self.columns);
        visit(self.term_count);
        visit(self.term_block_offsets);
        visit(self.term_blocks);
        visit(self.postings);
        visit(self.positions);
        visit(self.payloads);
        visit(self.value_offsets);
        visit(self.value_bytes);
        visit(self.value_list_offsets);
        visit(self.value_lists);
        visit(self.document_sets);
        visit(self.set_begins);
        visit(self.set_offsets);
        visit(self.set_values);
        visit(self.known_terms);
        visit(self.known_values);
        visit(self.known_offsets);
        visit(self.known_counts);
    }
};

template <class T> using OwnedColumn = std::vector<T>;
template <class T> using ViewedColumn = std::span<const T>;
using SegmentArrays = Layout<OwnedColumn>;
using SegmentView = Layout<ViewedColumn>;

/// The arrays as they are at the moment.
SegmentView view_of(const SegmentArrays& arrays);

} // namespace colophon::search
