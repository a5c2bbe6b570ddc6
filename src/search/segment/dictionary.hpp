// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/bytes.hpp"
#include "search/segment/layout.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace colophon::search {

/// A half-open range of terms or ordinals.
struct NumberRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

class TermReader;

/// Terms stand in blocks of so many: of each but the first, only what differs from the one before.
inline constexpr std::uint32_t block_terms = 16;

/// In bytes.
inline constexpr std::size_t longest_term = 256;

/// Lengths in an entry's first byte are less.
inline constexpr std::size_t most_quick_bytes = 15;

/// Behind the last block stand so many zeros: a block's head and an entry may be read wherever they are said
/// to begin.
inline constexpr std::size_t block_slack = 512;

/// The terms of a segment, numbered in the order of their bytes, and where their postings and positions lie.
///
///     block: u32 postings, u32 positions, u8 bytes of a distance to postings and, times 16, to positions,
///         { distance from `postings` for each term }, { distance from `positions` for each term and the end
///         }, { entry for each term }
///     entry: u8 bytes shared with the term before, times 16, and further bytes, { u8 for each of the two
///         that is 15: what is beyond }, further bytes
///
/// There are no distances of 0 bytes: no term of that block has positions. What a damaged block says does not
/// lead outside of the array of blocks.
class Dictionary {
public:
    explicit Dictionary(const SegmentView& view)
        : count_(view.term_count.empty() ? 0 : view.term_count.front()), offsets_(view.term_block_offsets),
          blocks_(view.term_blocks)
    {
    }

    /// Whether the blocks are as many as they must be and lie one behind the other.
    static bool is_consistent(const SegmentView& view);

    std::uint32_t size() const { return count_; }
    std::optional<std::uint32_t> find(std::string_view term) const;
    /// The first term that is not before `text`.
    std::uint32_t lower_bound(std::string_view text) const;
    NumberRange with_prefix(std::string_view prefix) const;

    /// Where the postings of a term begin.
    std::uint32_t postings(std::uint32_t term) const
    {
        const Block block = this->block(term / block_terms);
        return load<std::uint32_t>(block.begin) + block.distance(head_bytes, block.posting_bytes, term);
    }
    /// Where the positions of a term begin; nothing where it has none.
    std::optional<std::uint32_t> positions(std::uint32_t term) const
    {
        const Block block = this->block(term / block_terms);
        if (block.position_bytes == 0)
            return std::nullopt;
        const std::size_t distances = head_bytes + std::size_t{block.terms} * block.posting_bytes;
        const std::uint32_t begin = block.distance(distances, block.position_bytes, term);
        if (begin == block.distance(distances + block.position_bytes, block.position_bytes, term))
            return std::nullopt;
        return load<std::uint32_t>(block.begin + sizeof(std::uint32_t)) + begin;
    }

private:
    friend TermReader;
    static constexpr std::size_t head_bytes = 2 * sizeof(std::uint32_t) + 1;

    struct Block {
        const std::uint8_t* begin;
        const std::uint8_t* end;
        std::uint32_t terms;
        std::uint8_t posting_bytes, position_bytes;

        std::uint32_t distance(std::size_t distances, std::uint8_t bytes, std::uint32_t term) const
        {
            const std::uint8_t* const at = begin + distances + std::size_t{bytes} * (term % block_terms);
            return bytes == 1 ? *at : bytes == 2 ? load<std::uint16_t>(at) : load<std::uint32_t>(at);
        }
        const std::uint8_t* entries() const
        {
            const std::size_t distances = std::size_t{terms} * posting_bytes +
                                          (position_bytes == 0 ? 0 : terms + std::size_t{1}) * position_bytes;
            return std::min(begin + head_bytes + distances, end);
        }
    };

    static std::uint8_t width(unsigned bytes)
    {
        return static_cast<std::uint8_t>(bytes <= 2 ? bytes : 4); // whatever is said
    }
    Block block(std::uint32_t number) const
    {
        const std::uint8_t* const begin = blocks_.data() + offsets_[number];
        const std::uint8_t widths = begin[head_bytes - 1];
        return {begin, blocks_.data() + offsets_[number + 1],
                std::min(block_terms, count_ - number * block_terms), width(widths & 15U),
                width(widths >> 4U)};
    }
    std::string_view first_term(std::uint32_t block) const;
    template <class Below> std::uint32_t first_not(Below below, TermReader& reader) const;

    std::uint32_t count_;
    std::span<const std::uint32_t> offsets_;
    std::span<const std::uint8_t> blocks_;
};

/// Reads terms. The next one costs least, one elsewhere as much as half a block.
class TermReader {
public:
    explicit TermReader(const Dictionary& dictionary) : dictionary_(dictionary) {}

    /// Good until the next call.
    std::string_view at(std::uint32_t term)
    {
        if (at_ == nullptr || term < number_ || term / block_terms != number_ / block_terms)
            begin_block(term / block_terms);
        while (number_ < term) {
            ++number_;
            read_entry();
        }
        return {text_.data(), size_};
    }

    /// The first term of `terms` that does not begin with `beginning`, given that the one before them does.
    std::uint32_t first_without(std::string_view beginning, NumberRange terms);

private:
    void begin_block(std::uint32_t number);
    void read_entry()
    {
        if (at_ >= end_) {
            size_ = shared_ = 0;
            return;
        }
        shared_ = *at_ >> 4U;
        const std::size_t length = *at_ & 15U;
        if (shared_ == most_quick_bytes || length == most_quick_bytes) {
            read_long_entry();
            return;
        }
        std::memcpy(text_.data() + shared_, at_ + 1, most_quick_bytes); // what is too much does no harm
        size_ = shared_ + length;
        at_ += 1 + length;
    }
    void read_long_entry();

    Dictionary dictionary_;
    std::uint32_t number_ = 0;
    const std::uint8_t* at_ = nullptr; ///< the entry of the term that follows
    const std::uint8_t* end_ = nullptr;
    std::array<char, longest_term> text_{};
    std::size_t size_ = 0;
    std::size_t shared_ = 0; ///< bytes, with the term before
};

} // namespace colophon::search
