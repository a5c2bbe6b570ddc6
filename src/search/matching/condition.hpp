// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/matching/document_set.hpp"
#include "search/matching/score_board.hpp"
#include "search/query/node.hpp"
#include "search/segment/segment.hpp"

#include <vector>

namespace colophon::search {

/// A term of the segment that a condition reads; the cursor stands on the next posting where there are more.
struct TermSource {
    PostingCursor cursor;
    TermRole role = TermRole::exact;
    bool more = false;
};

struct ValueSource {
    DocumentCursor cursor;
    bool more = false;
};

/// A node of the query, bound to a segment: what it reads there, and what it matched in the window at hand.
struct Condition {
    const Node* node = nullptr;
    Node::Kind kind = Node::Kind::everything;
    bool optional = false;
    bool scored = false;  ///< contributes to the sums
    bool signals = false; ///< is the whole query, so that its signs count
    bool decisive = true; ///< what it does not match cannot be found by anything else in the query
    FieldMask fields = all_fields;
    Need need = Need::all;
    std::size_t required = 0;
    std::vector<TermSource> terms;
    std::vector<ValueSource> values;    ///< facet
    std::uint32_t document = 0;         ///< urn
    NumberFilter bounds = {};           ///< number
    std::vector<Condition> children;    ///< of a phrase: its terms
    std::vector<std::uint8_t> verdicts; ///< phrase: what PhraseCheck found, by string of the segment
    DocumentSet matched;

    /// About how many postings it reads: the rarest conditions run first.
    std::size_t cost() const;
};

/// How a query is bound: whether its scores are wanted, and the words run together.
struct Binding {
    bool scored = true;
    bool decisive = true;
    std::string_view joined = {};
    bool joined_prefix = false;
};

Condition bind(const Node& node, const Segment& segment, const Binding& binding);

/// The names and columns that are the whole query, or begin with it where documents' joined_keys cannot tell;
/// required by nothing.
Condition bind_joined(const Segment& segment, const Binding& binding);

/// Documents whose number lies within the bounds.
Condition bind_number(const NumberFilter& bounds);

/// Documents with any of the values.
Condition bind_filter(const Filter& filter, const Segment& segment);

} // namespace colophon::search
