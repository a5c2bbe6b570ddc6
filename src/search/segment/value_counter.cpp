// SPDX-License-Identifier: Apache-2.0
#include "search/segment/value_counter.hpp"

namespace colophon::search {

void ValueCounter::count(std::span<const std::uint32_t> documents, const WantedGroups& wanted,
                         std::uint32_t sign, ValueCounts& counts)
{
    for (std::size_t group = 0; group < set_groups; ++group) {
        if (!wanted[group])
            continue;
        // Counting sets pays where documents share them.
        if (view_.set_begins[group + 1] - view_.set_begins[group] < documents.size() / 2)
            count_sets(documents, group, sign, counts);
        else
            count_values(documents, group, sign, counts);
    }
}

void ValueCounter::count_sets(std::span<const std::uint32_t> documents, std::size_t group, std::uint32_t sign,
                              ValueCounts& counts)
{
    const std::uint32_t begin = view_.set_begins[group];
    set_counts_.assign(view_.set_begins[group + 1] - begin, 0);
    const std::uint32_t* const sets = sets_of(group);
    std::uint32_t* const set_counts = set_counts_.data();
    for (const std::uint32_t document : documents)
        ++set_counts[sets[document] - begin];
    for (std::uint32_t set = 0; set < set_counts_.size(); ++set)
        if (set_counts_[set] > 0)
            for (std::uint32_t i = view_.set_offsets[begin + set]; i < view_.set_offsets[begin + set + 1];
                 ++i)
                counts[view_.set_values[i]] += sign * set_counts_[set];
}

void ValueCounter::count_values(std::span<const std::uint32_t> documents, std::size_t group,
                                std::uint32_t sign, ValueCounts& counts) const
{
    const std::uint32_t* const sets = sets_of(group);
    const std::uint32_t* const offsets = view_.set_offsets.data();
    const std::uint32_t* const values = view_.set_values.data();
    std::uint32_t* const sums = counts.data();
    for (const std::uint32_t document : documents) {
        const std::uint32_t set = sets[document];
        for (std::uint32_t i = offsets[set]; i < offsets[set + 1]; ++i)
            sums[values[i]] += sign;
    }
}

} // namespace colophon::search
