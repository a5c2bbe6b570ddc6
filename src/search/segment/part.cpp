// SPDX-License-Identifier: Apache-2.0
#include "search/segment/part.hpp"

namespace colophon::search {

std::shared_ptr<const std::vector<std::uint32_t>> ValueNumbers::number(const Segment& segment)
{
    auto numbers = std::make_shared<std::vector<std::uint32_t>>();
    numbers->reserve(segment.values());
    for (std::uint32_t ordinal = 0; ordinal < segment.values(); ++ordinal)
        numbers->push_back(numbers_
                               .try_emplace(std::string(segment.marked_value(ordinal)),
                                            static_cast<std::uint32_t>(numbers_.size()))
                               .first->second);
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
