// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace colophon::search {

/// Keeps each different string once and numbers them in the order of arrival.
class StringPool {
public:
    StringPool();

    /// The number of the string, which is added where it is new.
    std::uint32_t intern(std::string_view text);

    std::uint32_t size() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }
    std::string_view operator[](std::uint32_t id) const
    {
        return {bytes_.data() + offsets_[id], offsets_[id + 1] - offsets_[id]};
    }

    /// Where the strings begin in bytes(), and the end.
    std::vector<std::uint32_t> take_offsets() { return std::move(offsets_); }
    std::vector<char> take_bytes() { return std::move(bytes_); }

private:
    void grow();

    std::vector<std::uint32_t> offsets_;
    std::vector<char> bytes_;
    std::vector<std::uint64_t> hashes_;
    std::vector<std::uint32_t> slots_; ///< open addressing: a number and one, 0 where free
};

} // namespace colophon::search
