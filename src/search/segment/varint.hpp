// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace colophon::search {

/// Seven bits a byte, lowest first; the top bit says that more follow.
inline void append_varint(std::vector<std::uint8_t>& out, std::uint32_t value)
{
    while (value >= 0x80U) {
        out.push_back(static_cast<std::uint8_t>(value | 0x80U));
        value >>= 7U;
    }
    out.push_back(static_cast<std::uint8_t>(value));
}

/// Reads one and moves on. What is read was written by append_varint: snapshots are checked as a whole.
inline std::uint32_t read_varint(const std::uint8_t*& at)
{
    std::uint32_t value = *at & 0x7FU;
    for (unsigned shift = 7; (*at++ & 0x80U) != 0; shift += 7)
        value |= (*at & 0x7FU) << shift;
    return value;
}

} // namespace colophon::search
