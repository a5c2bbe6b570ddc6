// SPDX-License-Identifier: Apache-2.0
#include "search/matching/sort_key.hpp"

#include "core/text.hpp"
#include "search/analysis/fold.hpp"

namespace colophon::search {

std::strong_ordering SortKey::operator<=>(const SortKey& other) const
{
    if (const auto order = other.rank <=> rank; order != 0)
        return order;
    if (const int order = name.compare(other.name); order != 0)
        return order <=> 0;
    return urn.compare(other.urn) <=> 0;
}

std::string sorted_name(const Segment& segment, std::uint32_t document)
{
    Record record;
    read_record(segment.record(document), record);
    std::string name = fold(segment.string(record[Member::name]));
    name.resize(truncate_utf8(name, max_sorted_name_bytes).size());
    return name;
}

std::uint64_t rank_by_name(const Segment& segment, std::uint32_t document)
{
    return ~segment.view().name_keys[document];
}

std::uint64_t rank_by_update(const Segment& segment, std::uint32_t document)
{
    constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
    return static_cast<std::uint64_t>(segment.view().updated[document]) ^ sign;
}

} // namespace colophon::search
