// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/layout.hpp"
#include "search/segment/string_pool.hpp"
#include "search/segment/symbols.hpp"

#include <cstdint>
#include <string>

namespace colophon::search {

/// Strings lie in blocks of so many.
inline constexpr std::uint32_t block_strings = 16;

/// The strings of a segment by their numbers: the texts of documents, coded.
///
///     block: u8 bytes of the lengths, { varint coded bytes of each }, { codes of each }
///
/// What damaged blocks say does not lead outside of them, and a number that no string has is an empty one.
class Strings {
public:
    explicit Strings(const SegmentView& view)
        : count_(view.string_count.empty() ? 0 : view.string_count.front()),
          offsets_(view.string_block_offsets),
          blocks_(view.string_blocks), symbols_{view.symbol_bytes, view.symbol_lengths}
    {
    }

    static bool is_consistent(const SegmentView& view);

    std::uint32_t size() const { return count_; }
    /// Of all texts together, roughly.
    std::size_t about_bytes() const { return blocks_.size() * (symbols_.bytes.empty() ? 1 : 2); }
    /// Replaces `out`.
    void read(std::uint32_t number, std::string& out) const;
    std::string operator[](std::uint32_t number) const
    {
        std::string text;
        read(number, text);
        return text;
    }

private:
    std::uint32_t count_;
    std::span<const std::uint32_t> offsets_;
    std::span<const std::uint8_t> blocks_;
    Symbols symbols_;
};

/// Strings of fewer bytes stay as they are: small segments are soon merged into greater ones, and coding
/// texts again each time would cost more than it saves.
inline constexpr std::size_t fewest_coded_bytes = std::size_t{8} << 20U;

/// Writes all strings of a pool.
void pack_strings(const StringPool& pool, SegmentArrays& arrays, std::size_t fewest = fewest_coded_bytes);

} // namespace colophon::search
