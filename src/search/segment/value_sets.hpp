// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "search/segment/bytes.hpp"
#include "search/segment/layout.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace colophon::search {

/// Documents share most of their values: tables of one schema have one platform, container and domain. So a
/// document names one set of values for each group of facets, and counting is one step a group and document
/// instead of one a value.
inline constexpr std::size_t set_groups = 5;

/// Which group a facet belongs to. What varies together stands together.
std::size_t group_of(Facet facet);

/// As many bytes as the numbers of a group's sets take: 1, 2 or 4.
constexpr std::size_t set_bytes(std::size_t sets)
{
    return sets <= 1U << 8U ? 1 : sets <= 1U << 16U ? 2 : 4;
}

/// Which set of one group each document has, by its number within the group.
class GroupSets {
public:
    GroupSets(const SegmentView& view, std::size_t group);

    std::uint32_t begin() const { return begin_; } ///< of the group's sets among all
    std::uint32_t count() const { return count_; }

    /// Calls `visit` with a function from documents to sets that has no branch.
    template <class Visit> void with_numbers(Visit visit) const
    {
        switch (set_bytes(count_)) {
        case 1:
            return visit([at = at_](std::uint32_t document) { return std::uint32_t{at[document]}; });
        case 2:
            return visit([at = at_](std::uint32_t document) {
                return std::uint32_t{load<std::uint16_t>(at + document * sizeof(std::uint16_t))};
            });
        default:
            return visit([at = at_](std::uint32_t document) {
                return load<std::uint32_t>(at + document * sizeof(std::uint32_t));
            });
        }
    }

private:
    const std::uint8_t* at_;
    std::uint32_t begin_;
    std::uint32_t count_;
};

/// Whether the array that GroupSets reads is as long as the others say.
bool are_complete_sets(const SegmentView& view);

/// Numbers sets of ordinals, group by group. The first of every group is the empty one.
class ValueSets {
public:
    /// Of one document, counted within their groups.
    using Groups = std::array<std::uint32_t, set_groups>;

    /// The sets of a document. `facet_of` tells the facet of an ordinal; ordinals are ascending, each once.
    template <class FacetOf> Groups add(std::span<const std::uint32_t> ordinals, FacetOf facet_of)
    {
        for (Group& group : groups_)
            group.members.clear();
        for (const std::uint32_t ordinal : ordinals)
            groups_[group_of(facet_of(ordinal))].members.push_back(ordinal);
        Groups sets{};
        for (std::size_t i = 0; i < set_groups; ++i)
            sets[i] = groups_[i].number();
        return sets;
    }

    /// Where the sets of each group begin once all stand in one row, and the end.
    std::vector<std::uint32_t> begins() const;
    /// Appends the sets in that row.
    void append(std::vector<std::uint32_t>& offsets, std::vector<std::uint32_t>& values) const;

private:
    struct Group {
        std::uint32_t number(); ///< of the set of `members`

        std::vector<std::uint32_t> members;
        std::vector<std::uint32_t> offsets = {0, 0};
        std::vector<std::uint32_t> values;
        std::unordered_multimap<std::uint64_t, std::uint32_t> numbers; ///< by hash
    };
    std::array<Group, set_groups> groups_;
};

} // namespace colophon::search
