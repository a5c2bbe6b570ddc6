// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/strength.hpp"

#include <array>
#include <cstdint>

namespace colophon::search {

/// What the words of a query say about one document, in two numbers of sixteen bits, so that a loop takes
/// eight documents at a time. The head has, from its highest bit on: that there is a word at all, that no
/// misspelling was needed, and the worst level of all words, each at its best; exactness and level lie where
/// Strength has them. The sum is what the words contribute, and stays at the greatest number.
using Head = std::uint16_t;
using Sum = std::uint16_t;

inline constexpr Head head_any = 1U << 15U;
inline constexpr Head head_exact = exact_strength;
inline constexpr Head head_level = 7U << contribution_bits;
/// What does not change the evidence of others: exact, and of the best level.
inline constexpr Head neutral_head = head_any | head_exact | head_level;
inline constexpr Sum greatest_sum = 0xFFFF;

struct Evidence {
    Head head = 0;
    Sum sum = 0;

    bool is_exact() const { return (head & head_exact) != 0; }
    Level level() const { return static_cast<Level>((head & head_level) >> contribution_bits); }
};

constexpr Head head_of(Strength strength)
{
    return static_cast<Head>(strength == 0 ? 0U : head_any | (strength & (head_exact | head_level)));
}

/// Without overflow.
constexpr Sum add_sums(Sum a, Sum b)
{
    const Sum room = static_cast<Sum>(~a);
    return static_cast<Sum>(a + std::min(b, room));
}

/// So many documents are judged at a time: the loops go over arrays that stay in the cache.
inline constexpr std::uint32_t judged_documents = 1024;

/// At most judged_documents documents of the open chunk, by their numbers in it: those that are listed, or so
/// many from `first` on, which is a multiple of 64. Where most of them match it is quicker to judge them all.
struct DocumentBlock {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    const std::uint16_t* listed = nullptr;
};

/// The evidence of a block of documents.
struct EvidenceBlock {
    alignas(64) std::array<Head, judged_documents> heads;
    alignas(64) std::array<Sum, judged_documents> sums;

    Evidence operator[](std::size_t place) const { return {heads[place], sums[place]}; }
};

} // namespace colophon::search
