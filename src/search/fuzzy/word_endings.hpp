// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/fuzzy/word_walk.hpp"

#include <vector>

namespace colophon::search {

/// The words of a segment in the order of their endings: 4 bytes a word. With the dictionary itself, which is
/// in the order of beginnings, that is the whole of the index for typing errors: of a word with two of them,
/// one half or the other has at most one.
class WordEndings {
public:
    explicit WordEndings(const Segment& segment);

    std::size_t bytes() const { return numbers_.capacity() * sizeof(std::uint32_t); }
    /// The words that end so.
    WordOrder ending_with(const Segment& segment, std::string_view ending) const;

private:
    std::vector<std::uint32_t> numbers_;
};

/// The places of a segment's dictionary at which words stand, that is neither names and beginnings, which are
/// marked, nor digits, nor Han and Hangul.
std::vector<NumberRange> word_ranges(const Segment& segment);

} // namespace colophon::search
