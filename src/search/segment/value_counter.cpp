// SPDX-License-Identifier: Apache-2.0
#include "search/segment/value_counter.hpp"

namespace colophon::search {

namespace {

/// Neighbours often have the same set: rows that take turns spare each sum the wait for the one before.
constexpr std::uint32_t rows = 4;

} // namespace

void ValueCounter::count(std::span<const std::uint32_t> documents, const WantedGroups& wanted,
                         std::uint32_t sign, ValueCounts& counts)
{
    for (std::size_t group = 0; group < set_groups; ++group) {
        if (!wanted[group])
            continue;
        // Counting sets pays where documents share them.
        const GroupSets sets(view_, group);
        if (sets.count() < documents.size() / 2)
            sets.with_numbers([&](auto set) { count_sets(documents, sets, set, sign, counts); });
        else
            each_value(view_, group, documents,
                       [sums = counts.data(), sign](std::uint32_t ordinal) { sums[ordinal] += sign; });
    }
}

template <class Set>
void ValueCounter::count_sets(std::span<const std::uint32_t> documents, const GroupSets& sets, Set set,
                              std::uint32_t sign, ValueCounts& counts)
{
    const std::uint32_t length = sets.count();
    set_counts_.assign(std::size_t{rows} * length, 0);
    std::uint32_t* const sums = set_counts_.data();
    std::size_t i = 0;
    for (; i + rows <= documents.size(); i += rows)
        for (std::uint32_t row = 0; row < rows; ++row)
            ++sums[std::size_t{row} * length + set(documents[i + row])];
    for (; i < documents.size(); ++i)
        ++sums[set(documents[i])];
    for (std::uint32_t number = 0; number < length; ++number) {
        std::uint32_t sum = 0;
        for (std::uint32_t row = 0; row < rows; ++row)
            sum += sums[std::size_t{row} * length + number];
        if (sum == 0)
            continue;
        const std::uint32_t place = sets.begin() + number;
        for (std::uint32_t at = view_.set_offsets[place]; at < view_.set_offsets[place + 1]; ++at)
            counts[view_.set_values[at]] += sign * sum;
    }
}

} // namespace colophon::search
