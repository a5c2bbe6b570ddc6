// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace colophon::search {

/// Reads a number that may stand at any address.
template <class T> T load(const std::uint8_t* at)
{
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

/// The first bytes of a text, as a number that sorts like them.
inline std::uint64_t leading_bytes(std::string_view text)
{
    const auto byte = [text](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(text[i])}; };
    std::uint64_t key = 0;
    if (text.size() >= sizeof key) { // one load
        for (std::size_t i = 0; i < sizeof key; ++i)
            key |= byte(i) << (56 - 8 * i);
        return key;
    }
    for (std::size_t i = 0; i < text.size(); ++i)
        key |= byte(i) << (56 - 8 * i);
    return key;
}

/// Appends numbers as they lie in memory.
template <class T> void append_raw(std::vector<std::uint8_t>& out, std::span<const T> numbers)
{
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(numbers.data());
    out.insert(out.end(), bytes, bytes + numbers.size_bytes());
}

template <class T> void append_raw(std::vector<std::uint8_t>& out, T number)
{
    append_raw(out, std::span<const T>(&number, 1));
}

/// Calls `visit` with a function that reads the n-th of numbers of 1, 2 or 4 bytes each, without a branch.
template <class Visit> void with_numbers_of(std::size_t bytes, const std::uint8_t* at, Visit visit)
{
    switch (bytes) {
    case 1:
        return visit([at](std::uint32_t n) { return std::uint32_t{at[n]}; });
    case 2:
        return visit([at](std::uint32_t n) {
            return std::uint32_t{load<std::uint16_t>(at + n * sizeof(std::uint16_t))};
        });
    default:
        return visit([at](std::uint32_t n) { return load<std::uint32_t>(at + n * sizeof(std::uint32_t)); });
    }
}

} // namespace colophon::search
