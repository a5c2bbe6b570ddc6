// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/positions.hpp"

#include <cstdint>
#include <vector>

namespace colophon::search {

/// Gathers where the terms of one document stand. Terms are known by a number below `terms`; positions come
/// in ascending order.
class OccurrenceList {
public:
    void add(std::uint32_t term, std::uint32_t position) { occurrences_.push_back({term, position}); }

    /// Appends the coded positions of each term to `out`, term by term, and gives where each begins, and the
    /// end. Forgets them.
    const std::vector<std::uint32_t>& code(std::uint32_t terms, std::vector<std::uint8_t>& out);

private:
    struct Occurrence {
        std::uint32_t term = 0;
        std::uint32_t position = 0;
    };
    std::vector<Occurrence> occurrences_;
    std::vector<std::uint32_t> begins_, next_, positions_, offsets_;
};

} // namespace colophon::search
