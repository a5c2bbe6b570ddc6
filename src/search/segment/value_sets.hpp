// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"
#include "search/segment/bytes.hpp"
#include "search/segment/layout.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace colophon::search {

/// Documents share most of their values: tables of one schema have one platform, container and domain. So a
/// document names one set of values for each group of facets, and counting is one step a group and document
/// instead of one a value.
inline constexpr std::size_t set_groups = 5;

/// Which group a facet belongs to. What varies together stands together.
std::size_t group_of(Facet facet);

/// Where documents hardly share sets, each has its own: the number of its set is its own number, and its
/// values lie beside those of its neighbours.
constexpr bool is_shared(std::size_t sets, std::size_t documents)
{
    return sets != documents;
}

/// As many bytes as the numbers of a group's sets take: 1, 2 or 4, or none where they are not shared.
constexpr std::size_t set_bytes(std::size_t sets, std::size_t documents)
{
    return !is_shared(sets, documents) ? 0 : sets <= 1U << 8U ? 1 : sets <= 1U << 16U ? 2 : 4;
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
        if (bytes_ == 0)
            visit([](std::uint32_t document) { return document; });
        else
            with_numbers_of(bytes_, at_, visit);
    }

private:
    const std::uint8_t* at_;
    std::uint32_t begin_;
    std::uint32_t count_;
    std::size_t bytes_;
};

/// The ordinals of a set, ascending.
inline std::span<const std::uint32_t> set_values(const SegmentView& view, std::uint32_t set)
{
    return view.set_values.subspan(view.set_offsets[set], view.set_offsets[set + 1] - view.set_offsets[set]);
}

/// Calls `visit` with each ordinal of one group of each document. First finds where the values of a batch
/// begin, so that the processor fetches them side by side.
template <class Visit>
void each_value(const SegmentView& view, std::size_t group, std::span<const std::uint32_t> documents,
                Visit visit)
{
    constexpr std::size_t batch = 64;
    std::array<const std::uint32_t*, batch> begins;
    std::array<const std::uint32_t*, batch> ends;
    const GroupSets sets(view, group);
    const std::uint32_t* const offsets = view.set_offsets.data() + sets.begin();
    sets.with_numbers([&](auto set) {
        for (std::size_t from = 0; from < documents.size(); from += batch) {
            const std::size_t count = std::min(batch, documents.size() - from);
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint32_t number = set(documents[from + i]);
                begins[i] = view.set_values.data() + offsets[number];
                ends[i] = view.set_values.data() + offsets[number + 1];
                __builtin_prefetch(begins[i]);
            }
            for (std::size_t i = 0; i < count; ++i)
                for (const std::uint32_t* at = begins[i]; at != ends[i]; ++at)
                    visit(*at);
        }
    });
}

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

    /// Lays all sets out in the arrays of a segment: `sets_of_group` has the set of each document.
    void lay_out(const std::array<std::vector<std::uint32_t>, set_groups>& sets_of_group,
                 SegmentArrays& arrays) const;

private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t set = 0; ///< 0 where free: the empty set is not looked up
    };
    struct Group {
        std::uint32_t number(); ///< of the set of `members`
        void append(std::uint32_t set, SegmentArrays& arrays) const;
        std::uint32_t sets() const { return static_cast<std::uint32_t>(offsets.size() - 1); }
        std::span<const std::uint32_t> known(std::uint32_t set) const;
        void grow();

        std::vector<std::uint32_t> members;
        std::vector<std::uint32_t> offsets = {0, 0};
        std::vector<std::uint32_t> values;
        std::vector<Slot> slots = std::vector<Slot>(64); ///< open addressing
    };
    std::array<Group, set_groups> groups_;
};

} // namespace colophon::search
