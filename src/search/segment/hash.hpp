// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace colophon::search {

/// Fewer than eight bytes as one number, the first lowest. Reads some of them twice instead of one by one.
inline std::uint64_t load_short(std::string_view bytes)
{
    const std::size_t size = bytes.size();
    if (size >= sizeof(std::uint32_t)) {
        std::uint32_t first = 0, last = 0;
        std::memcpy(&first, bytes.data(), sizeof first);
        std::memcpy(&last, bytes.data() + size - sizeof last, sizeof last);
        return first | std::uint64_t{last} << (size - sizeof last) * 8U;
    }
    const auto byte = [bytes](std::size_t i) {
        return std::uint64_t{static_cast<unsigned char>(bytes[i])} << i * 8U;
    };
    return size == 0 ? 0 : byte(0) | byte(size / 2) | byte(size - 1);
}

/// A hash that stays the same from build to build, since snapshots hold it. Every step can be undone, so that
/// a change within eight bytes is never missed; no defence against those who choose the bytes.
inline std::uint64_t stable_hash(std::string_view bytes, std::uint64_t seed = 0)
{
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = (seed ^ bytes.size()) * odd;
    const auto mix = [&hash](std::uint64_t word) {
        hash = (hash ^ word) * odd;
        hash ^= hash >> 29U;
    };
    while (bytes.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), sizeof word);
        mix(word);
        bytes.remove_prefix(sizeof word);
    }
    mix(load_short(bytes));
    return hash;
}

} // namespace colophon::search
