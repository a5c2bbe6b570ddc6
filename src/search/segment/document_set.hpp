// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace colophon::search {

inline std::uint32_t count_bits(std::span<const std::uint64_t> words)
{
    std::uint32_t sum = 0;
    for (const std::uint64_t word : words)
        sum += static_cast<std::uint32_t>(std::popcount(word));
    return sum;
}

/// Documents of a segment, one bit each.
class DocumentSet {
public:
    /// Empty, for a segment of so many documents.
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
    std::uint32_t count() const { return count_bits(words_); }
    std::span<std::uint64_t> words() { return words_; }
    std::span<const std::uint64_t> words() const { return words_; }

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
    void subtract(std::span<const std::uint64_t> bits)
    {
        for (std::size_t i = 0; i < words_.size(); ++i)
            words_[i] &= ~bits[i];
    }
    void subtract(const DocumentSet& other) { subtract(other.words()); }

    /// How many documents are in one of the two only.
    std::uint64_t difference(const DocumentSet& other) const
    {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < words_.size(); ++i)
            sum += static_cast<std::uint64_t>(std::popcount(words_[i] ^ other.words_[i]));
        return sum;
    }

    std::vector<std::uint32_t> list() const
    {
        std::vector<std::uint32_t> documents(count());
        std::uint32_t* next = documents.data();
        each([&next](std::uint32_t document) { *next++ = document; });
        return documents;
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
