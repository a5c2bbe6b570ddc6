// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"
#include "search/matching/rank.hpp"
#include "search/segment/segment.hpp"

namespace colophon::search {

/// What relevance is computed from beside the words.
struct RankingQuery {
    std::string_view literal; ///< as typed
    std::string_view joined;  ///< empty where the query has operators
    bool joined_prefix = false;
};

/// The documents of a segment whose name, qualified name or column is the query as a whole, or whose name
/// begins with it: the words alone do not tell.
class ExactNames {
public:
    /// `qualified_only`: the query is one term, which knows by itself where it is a whole name.
    ExactNames(const Segment& segment, const RankingQuery& query, bool qualified_only);

    /// The better of the tier that the words give and the one that the name gives.
    Tier tier(std::uint32_t document, Tier by_words) const;

    /// Visits the documents that are known here.
    template <class Visit> void each(Visit visit) const
    {
        for (const std::uint32_t document : known_)
            visit(document);
    }

private:
    void take(const TermSource& source);
    void take_qualified();
    void raise(std::uint32_t document, Tier tier);
    bool is_literally(std::uint32_t document, Member member) const;

    const Segment& segment_;
    const RankingQuery& query_;
    std::vector<std::uint8_t> tiers_;  ///< by document, a tier and one; empty where there is none
    std::vector<std::uint32_t> known_; ///< each once
};

} // namespace colophon::search
