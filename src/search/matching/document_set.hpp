// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

namespace colophon::search {

/// Queries run over this many documents of a segment at a time, so that what they write to stays in the
/// cache.
inline constexpr std::uint32_t window_documents = 1U << 16U;

/// A half-open range of documents of one segment, at most window_documents of them.
struct Window {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t size() const { return end - begin; }
};

/// Documents of a window, one bit each, numbered from the window's begin.
class DocumentSet {
public:
    /// Empty, for a window of this size.
    void reset(std::uint32_t documents) { words_.assign((documents + 63) / 64, 0); }
    void fill(std::uint32_t documents)
    {
        words_.assign((documents + 63) / 64, ~std::uint64_t{0});
        if (documents % 64 != 0)
            words_.back() = (std::uint64_t{1} << (documents % 64)) - 1;
    }

    void insert(std::uint32_t document) { words_[document / 64] |= std::uint64_t{1} << (document % 64); }
    void erase(std::uint32_t document) { words_[document / 64] &= ~(std::uint64_t{1} << (document % 64)); }
    bool contains(std::uint32_t document) const
    {
        return (words_[document / 64] >> (document % 64) & 1U) != 0;
    }
    bool empty() const
    {
        return std::all_of(words_.begin(), words_.end(), [](std::uint64_t word) { return word == 0; });
    }
    std::uint64_t count() const
    {
        std::uint64_t sum = 0;
        for (const std::uint64_t word : words_)
            sum += static_cast<std::uint64_t>(std::popcount(word));
        return sum;
    }

    void intersect(const DocumentSet& other)
    {
        for (std::size_t i = 0; i < words_.size(); ++i)
            words_[i] &= other.words_[i];
    }
    void unite(const DocumentSet& other)
    {
        for (std::size_t i = 0; i < words_.size(); ++i)
            words_[i] |= other.words_[i];
    }
    void subtract(const DocumentSet& other)
    {
        for (std::size_t i = 0; i < words_.size(); ++i)
            words_[i] &= ~other.words_[i];
    }
    /// `bits` has one bit for each document of the segment; windows begin at a word.
    template <class Bits> void subtract(const Bits& bits, Window window)
    {
        for (std::size_t i = 0; i < words_.size(); ++i)
            words_[i] &= ~bits[window.begin / 64 + i];
    }

    template <class Visit> void each(Visit visit) const
    {
        for (std::uint32_t i = 0; i < words_.size(); ++i)
            for (std::uint64_t word = words_[i]; word != 0; word &= word - 1)
                visit(i * 64 + static_cast<std::uint32_t>(std::countr_zero(word)));
    }

private:
    std::vector<std::uint64_t> words_;
};

} // namespace colophon::search
