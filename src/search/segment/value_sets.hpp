// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

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
