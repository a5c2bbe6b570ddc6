// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "corpus.hpp"
#include "random.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace colophon::search::bench {

/// A part of a corpus, and in how many of its documents each word stands: what queries are drawn from.
class Sample {
public:
    Sample(const Corpus& corpus, std::size_t documents);

    const SearchDocument& document(Random& random) const
    {
        return documents_[random.below(documents_.size())];
    }

    /// A word that stands in a share of the documents between the two, or near it where there is none.
    const std::string& word(Random& random, double least, double most) const;

    /// In how large a share of the documents a word stands.
    double share(const std::string& word) const;

    /// A Korean word of the same kind.
    const std::string& korean_word(Random& random, std::size_t least_syllables) const;

private:
    std::vector<SearchDocument> documents_;
    std::unordered_map<std::string, std::uint32_t> frequency_; ///< documents
    std::vector<std::string> by_frequency_;                    ///< Latin words, most frequent first
    std::vector<std::string> korean_;                          ///< those that occur, most frequent first
};

/// The words of a text, folded, as the engine's analyzer cuts it; the pieces of Hangul left out.
std::vector<std::string> latin_words(std::string_view text);

} // namespace colophon::search::bench
