// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/dull_strings.hpp"
#include "search/highlighter.hpp"
#include "search/snapshot_search.hpp"

namespace colophon::search {

/// Makes hits of what was found: reads the stored document, scores and highlights it. One object serves one
/// answer; the query and the node outlive it.
class HitMaker {
public:
    /// `root`: the reading of the query that found them.
    HitMaker(const SearchQuery& query, const Node& root) : query_(query), root_(root), highlighter_(root) {}

    Hit make(const Found& found);

private:
    void score(Hit& hit, const Found& found) const;
    void take_matches(Hit& hit, const Found& found);
    void read_texts(const Segment& segment);
    void take_column(Hit& hit, std::uint32_t number);

    const SearchQuery& query_;
    const Node& root_;
    Highlighter highlighter_;
    DullStrings dull_;
    Record record_;                 ///< of the document at hand
    std::vector<std::string> read_; ///< texts, kept to be written over
    std::vector<FieldText> texts_;  ///< likewise
};

} // namespace colophon::search
