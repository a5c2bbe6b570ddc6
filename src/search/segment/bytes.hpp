// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace colophon::search {

/// Reads a number that may stand at any address.
template <class T> T load(const std::uint8_t* at)
{
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
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

} // namespace colophon::search
