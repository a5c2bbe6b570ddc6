// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace colophon::search {

/// Keeps each different string once and numbers them in the order of arrival.
class StringPool {
public:
    StringPool();

    /// Makes room, so that the pool need not grow so far.
    void reserve(std::size_t strings, std::size_t bytes);

    /// The number of the string, which is added where it is new.
    std::uint32_t intern(std::string_view text) { return intern(text, hash_of(text)); }
    /// Those of several, one after the other: faster, since memory is asked for all of them at once.
    void intern(std::span<const std::string_view> texts, std::vector<std::uint32_t>& numbers);

    std::uint32_t size() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }
    std::string_view operator[](std::uint32_t id) const
    {
        return {bytes_.data() + offsets_[id], offsets_[id + 1] - offsets_[id]};
    }

    /// The numbers of all strings, in the order of their bytes.
    std::vector<std::uint32_t> in_order() const;

    /// Of all strings.
    std::size_t bytes() const { return bytes_.size(); }

private:
    /// The hash stands beside the number: most strings that differ are told apart without being read.
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t taken = 0; ///< a number and one, 0 where free
    };

    static std::uint32_t hash_of(std::string_view text);
    std::uint32_t intern(std::string_view text, std::uint32_t hash);
    void rehash(std::size_t slots);

    std::vector<std::uint32_t> offsets_;
    std::vector<char> bytes_;
    std::vector<Slot> slots_;           ///< open addressing
    std::vector<std::uint32_t> hashes_; ///< of the texts at hand
};

} // namespace colophon::search
