// SPDX-License-Identifier: Apache-2.0
#include "search/segment/value_sets.hpp"

#include "search/segment/hash.hpp"

#include <algorithm>
#include <utility>

namespace colophon::search {

namespace {

// In the order of Facet.
constexpr std::array<std::uint8_t, facet_count> groups = {
    0, // type
    0, // platform
    0, // instance
    0, // env
    2, // container
    3, // owner
    4, // tag
    4, // term
    1, // domain
    0, // sub_type
    0, // has_description
};

/// With fewer documents a set, in the mean, they keep their own.
constexpr std::size_t fewest_that_share = 4;

template <class Number>
void append_numbers_as(std::span<const std::uint32_t> sets, std::vector<std::uint8_t>& out)
{
    for (const std::uint32_t set : sets)
        append_raw(out, static_cast<Number>(set));
}

void append_numbers(std::span<const std::uint32_t> sets, std::size_t count, std::vector<std::uint8_t>& out)
{
    switch (set_bytes(count, sets.size())) {
    case 1:
        return append_numbers_as<std::uint8_t>(sets, out);
    case 2:
        return append_numbers_as<std::uint16_t>(sets, out);
    default:
        return append_numbers_as<std::uint32_t>(sets, out);
    }
}

} // namespace

std::size_t group_of(Facet facet)
{
    return groups[static_cast<std::size_t>(facet)];
}

GroupSets::GroupSets(const SegmentView& view, std::size_t group)
    : at_(view.document_sets.data()), begin_(view.set_begins[group]),
      count_(view.set_begins[group + 1] - view.set_begins[group]),
      bytes_(set_bytes(count_, view.updated.size()))
{
    const std::size_t documents = view.updated.size();
    for (std::size_t before = 0; before < group; ++before)
        at_ += documents * set_bytes(view.set_begins[before + 1] - view.set_begins[before], documents);
}

bool are_complete_sets(const SegmentView& view)
{
    if (view.set_begins.size() != set_groups + 1)
        return false;
    const std::size_t documents = view.updated.size();
    std::size_t bytes = 0;
    for (std::size_t group = 0; group < set_groups; ++group) {
        if (view.set_begins[group] > view.set_begins[group + 1])
            return false;
        bytes += documents * set_bytes(view.set_begins[group + 1] - view.set_begins[group], documents);
    }
    return view.document_sets.size() == bytes &&
           view.set_offsets.size() == view.set_begins.back() + std::size_t{1};
}

std::uint32_t ValueSets::Group::number()
{
    if (members.empty())
        return 0;
    const auto hash = static_cast<std::uint32_t>(
        stable_hash({reinterpret_cast<const char*>(members.data()), members.size() * sizeof(std::uint32_t)}));
    std::size_t slot = hash & (slots.size() - 1);
    for (; slots[slot].set != 0; slot = (slot + 1) & (slots.size() - 1))
        if (slots[slot].hash == hash && std::ranges::equal(known(slots[slot].set), members))
            return slots[slot].set;
    const auto set = static_cast<std::uint32_t>(offsets.size() - 1);
    values.insert(values.end(), members.begin(), members.end());
    offsets.push_back(static_cast<std::uint32_t>(values.size()));
    slots[slot] = {hash, set};
    if (offsets.size() * 2 > slots.size())
        grow();
    return set;
}

std::span<const std::uint32_t> ValueSets::Group::known(std::uint32_t set) const
{
    return std::span(values).subspan(offsets[set], offsets[set + 1] - offsets[set]);
}

void ValueSets::Group::grow()
{
    const std::vector<Slot> before = std::exchange(slots, std::vector<Slot>(slots.size() * 2));
    for (const Slot& moved : before) {
        if (moved.set == 0)
            continue;
        std::size_t slot = moved.hash & (slots.size() - 1);
        while (slots[slot].set != 0)
            slot = (slot + 1) & (slots.size() - 1);
        slots[slot] = moved;
    }
}

void ValueSets::Group::append(std::uint32_t set, SegmentArrays& arrays) const
{
    arrays.set_offsets.push_back(static_cast<std::uint32_t>(arrays.set_values.size()));
    arrays.set_values.insert(arrays.set_values.end(), values.begin() + offsets[set],
                             values.begin() + offsets[set + 1]);
}

void ValueSets::lay_out(const std::array<std::vector<std::uint32_t>, set_groups>& sets_of_group,
                        SegmentArrays& arrays) const
{
    arrays.set_begins.push_back(0);
    for (std::size_t i = 0; i < set_groups; ++i) {
        const Group& group = groups_[i];
        const std::vector<std::uint32_t>& documents = sets_of_group[i];
        if (group.sets() > documents.size() / fewest_that_share) {
            for (const std::uint32_t set : documents)
                group.append(set, arrays);
        } else {
            for (std::uint32_t set = 0; set < group.sets(); ++set)
                group.append(set, arrays);
            append_numbers(documents, group.sets(), arrays.document_sets);
        }
        arrays.set_begins.push_back(static_cast<std::uint32_t>(arrays.set_offsets.size()));
    }
    arrays.set_offsets.push_back(static_cast<std::uint32_t>(arrays.set_values.size()));
}

} // namespace colophon::search
