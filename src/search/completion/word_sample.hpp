// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/snapshot.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace colophon::search {

/// Names that hold the words that were typed, wherever in the name: old_reservation for `reserv`, vehicle_id
/// and id_of_vehicle for `id veh`. Looks at a sample of the documents that have the rarest of the words, so
/// that it costs the same in an index of any size; what many documents have is in any sample.
class WordSample {
public:
    struct Name {
        Field field = Field::name;
        std::string joined;
        std::size_t seen = 0; ///< documents of the sample that have it
    };

    explicit WordSample(std::string_view typed);

    /// The names met most often first, then by field and text.
    std::vector<Name> take(const Snapshot& snapshot);
    /// Where the words stand in a text; nothing where one of them does not.
    std::vector<Range> ranges(std::string_view text);

private:
    struct Word {
        std::string text;
        bool prefix = false;
        bool fits(const Token& token) const;
    };

    void sample(const Part& part, std::size_t documents);
    std::vector<std::uint32_t> terms(const Segment& segment, const Word& word) const;
    void look_at(const SearchDocument& document);
    const std::string* name_with_words(const std::string& text);

    Analyzer analyzer_;
    std::vector<Word> words_;
    std::unordered_map<std::string, std::string> verdicts_; ///< by text: joined, or empty where words miss
    std::unordered_map<std::string, Name> names_;           ///< by field and joined
};

} // namespace colophon::search
