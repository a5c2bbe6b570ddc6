// SPDX-License-Identifier: Apache-2.0
#include "search/segment/bounds.hpp"

#include "search/search_index.hpp"
#include "search/segment/urn_table.hpp"

#include <algorithm>
#include <functional>

namespace colophon::search {

namespace {

using Numbers = std::span<const std::uint32_t>;

/// Whether they lead from the begin of an array to its end.
bool are_offsets(Numbers offsets, std::size_t end)
{
    return !offsets.empty() && std::ranges::is_sorted(offsets) && offsets.back() == end;
}

/// Offsets of things none of which is empty.
bool are_offsets_of_some(Numbers offsets, std::size_t end)
{
    return are_offsets(offsets, end) &&
           std::ranges::adjacent_find(offsets, std::greater_equal<>()) == offsets.end();
}

bool are_below(Numbers numbers, std::size_t limit)
{
    return std::ranges::all_of(numbers, [limit](std::uint32_t number) { return number < limit; });
}

bool are_values(const SegmentView& view)
{
    return are_offsets_of_some(view.value_offsets, view.value_bytes.size()) &&
           std::all_of(view.value_offsets.begin(), view.value_offsets.end() - 1, [&view](std::uint32_t at) {
               return static_cast<unsigned char>(view.value_bytes[at]) < facet_count;
           });
}

} // namespace

bool stays_within(const SegmentView& view)
{
    const auto documents = static_cast<std::uint32_t>(view.updated.size());
    return are_offsets_of_some(view.record_offsets, view.records.size()) &&
           UrnTable(view.urn_table, documents).is_consistent(documents) &&
           are_below(view.qualified_documents, documents) && are_values(view) &&
           are_offsets_of_some(view.value_list_offsets, view.value_lists.size()) &&
           are_offsets(view.set_offsets, view.set_values.size()) &&
           are_below(view.set_values, view.value_offsets.size() - 1) &&
           are_below(view.known_terms, view.term_count.front()) &&
           are_below(view.known_values, view.value_offsets.size() - 1) &&
           are_offsets(view.known_offsets, view.known_counts.size());
}

} // namespace colophon::search
