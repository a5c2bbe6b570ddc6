// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"
#include "search/matching/phrase_check.hpp"
#include "search/matching/posting_seeker.hpp"

namespace colophon::search {

/// Leaves of the documents that have all terms of a phrase those where they stand as the phrase says.
/// Positions tell, except where a place stands for many terms or the phrase is for some fields only: then the
/// texts are read.
class PhraseMatcher {
public:
    /// `condition` is a phrase whose terms were matched.
    PhraseMatcher(const Segment& segment, Condition& condition);

    void match();

private:
    bool is_pair() const;
    bool holds(std::uint32_t document);
    bool reads_positions() const { return !places_.empty(); }
    /// Where the phrase would have to begin for this place to be where it is.
    void find_begins(std::size_t place, std::uint32_t document);

    const Segment& segment_;
    Condition& condition_;
    PhraseCheck texts_;
    std::vector<std::vector<PostingSeeker>> places_; ///< the terms of each place
    std::vector<std::uint32_t> begins_, found_, common_;
};

} // namespace colophon::search
