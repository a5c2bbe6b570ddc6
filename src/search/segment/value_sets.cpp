// SPDX-License-Identifier: Apache-2.0
#include "search/segment/value_sets.hpp"

#include "search/segment/hash.hpp"

#include <algorithm>

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

} // namespace

std::size_t group_of(Facet facet)
{
    return groups[static_cast<std::size_t>(facet)];
}

GroupSets::GroupSets(const SegmentView& view, std::size_t group)
    : at_(view.document_sets.data()), begin_(view.set_begins[group]),
      count_(view.set_begins[group + 1] - view.set_begins[group])
{
    for (std::size_t before = 0; before < group; ++before)
        at_ += view.updated.size() * set_bytes(view.set_begins[before + 1] - view.set_begins[before]);
}

bool are_complete_sets(const SegmentView& view)
{
    if (view.set_begins.size() != set_groups + 1)
        return false;
    std::size_t bytes = 0;
    for (std::size_t group = 0; group < set_groups; ++group) {
        if (view.set_begins[group] > view.set_begins[group + 1])
            return false;
        bytes += view.updated.size() * set_bytes(view.set_begins[group + 1] - view.set_begins[group]);
    }
    return view.document_sets.size() == bytes &&
           view.set_offsets.size() == view.set_begins.back() + std::size_t{1};
}

std::uint32_t ValueSets::Group::number()
{
    if (members.empty())
        return 0;
    const std::uint64_t hash =
        stable_hash({reinterpret_cast<const char*>(members.data()), members.size() * sizeof(std::uint32_t)});
    const auto [first, last] = numbers.equal_range(hash);
    for (auto i = first; i != last; ++i) {
        const std::span known =
            std::span(values).subspan(offsets[i->second], offsets[i->second + 1] - offsets[i->second]);
        if (std::ranges::equal(known, members))
            return i->second;
    }
    const auto set = static_cast<std::uint32_t>(offsets.size() - 1);
    values.insert(values.end(), members.begin(), members.end());
    offsets.push_back(static_cast<std::uint32_t>(values.size()));
    numbers.emplace(hash, set);
    return set;
}

std::vector<std::uint32_t> ValueSets::begins() const
{
    std::vector<std::uint32_t> begins = {0};
    for (const Group& group : groups_)
        begins.push_back(begins.back() + static_cast<std::uint32_t>(group.offsets.size() - 1));
    return begins;
}

void ValueSets::append(std::vector<std::uint32_t>& offsets, std::vector<std::uint32_t>& values) const
{
    for (const Group& group : groups_) {
        const auto base = static_cast<std::uint32_t>(values.size());
        for (std::size_t set = 0; set + 1 < group.offsets.size(); ++set)
            offsets.push_back(base + group.offsets[set]);
        values.insert(values.end(), group.values.begin(), group.values.end());
    }
    offsets.push_back(static_cast<std::uint32_t>(values.size()));
}

} // namespace colophon::search
