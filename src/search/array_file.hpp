// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/checked_file.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

namespace colophon::search {

/// Arrays are preceded by their length and padded, so that each of them is aligned.
template <class T> void write_array(CheckedWriter& out, std::span<const T> array)
{
    const std::uint64_t count = array.size();
    out.write(std::as_bytes(std::span(&count, 1)));
    out.write(std::as_bytes(array));
    constexpr std::array<std::byte, 8> zeros{};
    out.write(std::span(zeros).first((8 - array.size_bytes() % 8) % 8));
}

inline void write_number(CheckedWriter& out, std::uint64_t number)
{
    out.write(std::as_bytes(std::span(&number, 1)));
}

/// Takes arrays from a file that was checked; empty and failed() where they do not fit.
class ArrayReader {
public:
    explicit ArrayReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    template <class T> std::span<const T> read()
    {
        const std::uint64_t count = number();
        if (count > bytes_.size() / sizeof(T)) {
            failed_ = true;
            return {};
        }
        const std::span<const T> array(reinterpret_cast<const T*>(bytes_.data()), count);
        bytes_ = bytes_.subspan(std::min<std::size_t>(bytes_.size(), (array.size_bytes() + 7) / 8 * 8));
        return array;
    }

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        if (bytes_.size() < sizeof value) {
            failed_ = true;
            return 0;
        }
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_ = bytes_.subspan(sizeof value);
        return value;
    }

    bool failed() const { return failed_; }
    bool at_end() const { return bytes_.empty(); }

private:
    std::span<const std::byte> bytes_;
    bool failed_ = false;
};

} // namespace colophon::search
