// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace colophon::search {

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
    std::uint64_t rest = 0;
    if (!bytes.empty())
        std::memcpy(&rest, bytes.data(), bytes.size());
    mix(rest);
    return hash;
}

} // namespace colophon::search
