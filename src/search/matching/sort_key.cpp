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
    if (const int order = urn.compare(other.urn); order != 0)
        return order <=> 0;
    return column <=> other.column;
}

std::string sorted_name(const Segment& segment, std::uint32_t document)
{
    Record record;
    read_record(segment.record(document), record);
    std::string name = fold(segment.string(record[Member::name]));
    name.resize(truncate_utf8(name, max_sorted_name_bytes).size());
    return name;
}

std::uint64_t rank_by(Sort sort, const Segment& segment, std::uint32_t document)
{
    constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
    switch (sort) {
    case Sort::name:
        return ~segment.view().name_keys[document];
    case Sort::updated:
        return static_cast<std::uint64_t>(segment.view().updated[document]) ^ sign;
    case Sort::usage:
        return segment.view().usage[document];
    case Sort::relevance:
        break;
    }
    return 0;
}

} // namespace colophon::search
