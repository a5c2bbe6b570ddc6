// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/fuzzy/letters.hpp"
#include "search/segment/segment.hpp"

#include <cstdint>
#include <functional>
#include <span>

namespace colophon::search {

/// Terms of a segment in an order in which those that begin alike (forward) or end alike (backward) stand
/// together.
struct WordOrder {
    enum class Direction : std::uint8_t { forward, backward };

    const Segment* segment = nullptr;
    Direction direction = Direction::forward;
    std::uint32_t begin = 0, end = 0;            ///< places
    std::span<const std::uint32_t> numbers = {}; ///< terms by place; empty where they are the same

    std::uint32_t number(std::uint32_t place) const { return numbers.empty() ? place : numbers[place]; }
};

/// How many errors an alignment may have: `early` until it gets to the letter `early_letters`, `total` in the
/// end.
struct ErrorLimits {
    std::size_t early_letters = 0;
    unsigned early = 0;
    unsigned total = 0;
};

/// Given a term's number and the errors of its best alignment within the limits.
using WordVisitor = std::function<void(std::uint32_t term, unsigned errors)>;

/// Visits the words of the order that are `word`, but for errors within the limits. Descends the tree that
/// sorted terms are and leaves a branch as soon as nothing below can fit. Terms that are not letters through
/// and through are no words. Every term looked at takes one from `budget`; at 0 the walk ends.
void walk_words(const WordOrder& order, const Letters& word, const ErrorLimits& limits, std::size_t& budget,
                const WordVisitor& visit);

/// Whether a code point is a letter of an alphabet. Digits are never corrected, and syllables are compared by
/// their jamo elsewhere.
bool is_alphabetic(char32_t code);

} // namespace colophon::search
