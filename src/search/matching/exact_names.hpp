// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/condition.hpp"
#include "search/matching/evidence.hpp"
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

    /// Raises the level of documents of a block to that of their tier, where that is a level at all; `base`
    /// is where their chunk begins.
    void raise(EvidenceBlock& evidence, const DocumentBlock& documents, std::uint32_t base) const;
    /// Visits the documents that stand higher than any level.
    template <class Visit> void each_whole(Visit visit) const
    {
        for (const std::uint32_t document : whole_)
            visit(document);
    }
    /// Visits all documents that are known here.
    template <class Visit> void each(Visit visit) const
    {
        for (std::uint32_t document = 0; document < tiers_.size(); ++document)
            if (tiers_[document] != 0)
                visit(document);
    }

private:
    void take(const TermSource& source);
    void take_qualified();
    void raise(std::uint32_t document, Tier tier);
    bool is_literally(std::uint32_t document, Member member) const;

    const Segment& segment_;
    const RankingQuery& query_;
    std::vector<std::uint8_t>
        tiers_; ///< by document, a tier and one, padded to whole words; empty if none is known
    std::vector<std::uint32_t> whole_; ///< may be there twice
};

} // namespace colophon::search
