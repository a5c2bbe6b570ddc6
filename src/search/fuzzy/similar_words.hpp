// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/fuzzy/word_walk.hpp"
#include "search/snapshot.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace colophon::search {

struct SimilarWord {
    std::string text;
    unsigned errors = 0;
    std::uint64_t documents = 0; ///< about how many have it

    friend bool operator==(const SimilarWord&, const SimilarWord&) = default;
};

/// How many similar words a search goes on with.
inline constexpr std::size_t max_similar_words = 50;
/// Terms that may be looked at for one word, in all segments together: what no vocabulary and no word
/// exceeds.
inline constexpr std::size_t max_terms_looked_at = 60000;

/// The words of the index that `word` may be meant for: the fewest errors first, then the most frequent, then
/// by their bytes. `word` is folded, and is letters or Hangul syllables through and through; anything else,
/// and words too short, have none. The word itself is not among them.
std::vector<SimilarWord> similar_words(const Snapshot& snapshot, std::string_view word,
                                       std::size_t most = max_similar_words);

/// The terms of one segment that are `word`, itself included, but for so many errors. A term may be visited
/// twice, with different counts: the lower one is right.
void visit_similar_terms(const Segment& segment, const Letters& word, unsigned errors, std::size_t& budget,
                         const WordVisitor& visit);

} // namespace colophon::search
