// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/strength.hpp"
#include "search/query/node.hpp"
#include "search/segment/document_set.hpp"
#include "search/segment/segment.hpp"

#include <vector>

namespace colophon::search {

/// A term of the segment that a condition reads.
struct TermSource {
    std::uint32_t term = 0;
    TermRole role = TermRole::exact;
};

/// That a document has one of a condition's terms.
struct FoundTerm {
    std::uint32_t document = 0;
    Strength strength = 0; ///< never 0
};

/// A node of the query, bound to a segment: what it reads there, and what it matched.
struct Condition {
    const Node* node = nullptr;
    Node::Kind kind = Node::Kind::everything;
    bool optional = false;
    bool scored = false; ///< says something about the order
    Likeness likeness = Likeness::same;
    FieldMask fields = all_fields;
    Need need = Need::all;
    std::size_t required = 0;
    std::vector<TermSource> terms;
    std::vector<std::uint32_t> values; ///< facet: ordinals
    std::uint32_t document = 0;        ///< urn
    NumberFilter bounds = {};          ///< number
    std::vector<Condition> children;   ///< of a phrase: its terms
    DocumentSet matched;
    std::vector<FoundTerm> found; ///< of terms with short lists that are scored; in no order
    std::size_t leaf = 0;         ///< of terms that are scored: the Scorer's number

    /// Visits the terms that may be why a document matches.
    template <class Visit> void each_term(Visit visit) const
    {
        if (kind == Node::Kind::negation)
            return;
        for (const TermSource& source : terms)
            visit(source);
        for (const Condition& child : children)
            child.each_term(visit);
    }

    /// What one of its terms says where it stands with this payload.
    Strength strength(std::uint32_t packed_payload, TermRole role) const
    {
        return (packed_payload & fields) == 0
                   ? Strength{0}
                   : strength_of(Payload::unpacked(packed_payload), role, likeness);
    }

    /// About how many postings it reads: the rarest conditions run first.
    std::size_t cost(const Segment& segment) const;
};

/// How a query is bound: whether its scores are wanted.
struct Binding {
    bool scored = true;
    Likeness likeness = Likeness::same;
};

Condition bind(const Node& node, const Segment& segment, const Binding& binding);

/// The names and columns that are `joined`, run together, and those that begin with it.
std::vector<TermSource> bind_joined(const Segment& segment, std::string_view joined, bool prefix);

/// Documents whose number lies within the bounds.
Condition bind_number(const NumberFilter& bounds);

/// Documents with any of the values.
Condition bind_filter(const Filter& filter, const Segment& segment);

} // namespace colophon::search
