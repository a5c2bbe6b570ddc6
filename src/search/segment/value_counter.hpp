// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/document_set.hpp"
#include "search/segment/layout.hpp"
#include "search/segment/value_sets.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace colophon::search {

/// Counts of the values of a segment, by ordinal.
using ValueCounts = std::vector<std::uint32_t>;

/// Which groups of facets are to be counted.
using WantedGroups = std::array<bool, set_groups>;

/// Counts how many of some documents of a segment have each of its values.
class ValueCounter {
public:
    explicit ValueCounter(const SegmentView& view) : view_(view) {}

    /// Adds `sign` for each document that has the value. Counts wrap around and come out right.
    void count(std::span<const std::uint32_t> documents, const WantedGroups& wanted, std::uint32_t sign,
               ValueCounts& counts);

private:
    template <class Set>
    void count_sets(std::span<const std::uint32_t> documents, const GroupSets& sets, Set set,
                    std::uint32_t sign, ValueCounts& counts);
    const SegmentView& view_;
    std::vector<std::uint32_t> set_counts_; ///< by set of the group at hand, several rows
};

inline constexpr std::uint32_t plus = 1;
inline constexpr std::uint32_t minus = ~std::uint32_t{0};

} // namespace colophon::search
