// SPDX-License-Identifier: Apache-2.0
#include "search/segment/part.hpp"

namespace colophon::search {

std::shared_ptr<const std::vector<std::uint32_t>> ValueNumbers::number(const Segment& segment)
{
    std::vector<std::string_view> values;
    values.reserve(segment.values());
    for (std::uint32_t ordinal = 0; ordinal < segment.values(); ++ordinal)
        values.push_back(segment.marked_value(ordinal));
    auto numbers = std::make_shared<std::vector<std::uint32_t>>();
    pool_.intern(values, *numbers);
    return numbers;
}

Part new_part(std::shared_ptr<const Segment> segment, ValueNumbers& numbers)
{
    const std::uint32_t documents = segment->documents();
    auto value_numbers = numbers.number(*segment);
    return {std::move(segment), std::make_shared<const DeadDocuments>((documents + 63) / 64), documents,
            std::move(value_numbers)};
}

} // namespace colophon::search
