// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace colophon::search {

/// The first number in [0, count) of which `below` is not true.
template <class Below> std::uint32_t first_not(std::uint32_t count, Below below)
{
    std::uint32_t begin = 0;
    while (count > 0) {
        const std::uint32_t half = count / 2;
        if (below(begin + half)) {
            begin += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return begin;
}

} // namespace colophon::search
