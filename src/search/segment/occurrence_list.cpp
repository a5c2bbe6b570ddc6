// SPDX-License-Identifier: Apache-2.0
#include "search/segment/occurrence_list.hpp"

#include <numeric>

namespace colophon::search {

namespace {

void append_coded(std::vector<std::uint8_t>& out, std::span<const std::uint32_t> positions)
{
    if (positions.empty()) {
        out.push_back(coded_no_position);
        return;
    }
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        append_varint(out, (positions[i] - before) << 1U | (i + 1 < positions.size() ? 1U : 0U));
        before = positions[i];
    }
}

} // namespace

const std::vector<std::uint32_t>& OccurrenceList::code(std::uint32_t terms, std::vector<std::uint8_t>& out)
{
    begins_.assign(terms + 1, 0);
    for (const Occurrence& occurrence : occurrences_)
        ++begins_[occurrence.term + 1];
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    next_ = begins_;
    positions_.resize(occurrences_.size());
    for (const Occurrence& occurrence : occurrences_)
        positions_[next_[occurrence.term]++] = occurrence.position;
    occurrences_.clear();
    offsets_.clear();
    for (std::uint32_t term = 0; term < terms; ++term) {
        offsets_.push_back(static_cast<std::uint32_t>(out.size()));
        append_coded(out, std::span(positions_).subspan(begins_[term], begins_[term + 1] - begins_[term]));
    }
    offsets_.push_back(static_cast<std::uint32_t>(out.size()));
    return offsets_;
}

} // namespace colophon::search
