// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/matching/condition.hpp"

namespace colophon::search {

/// Looks a phrase up in the texts themselves: the index has no positions. Documents share most of their
/// texts (columns are named alike), so that each different text is read once a query.
class PhraseCheck {
public:
    explicit PhraseCheck(const Segment& segment) : segment_(segment) {}

    /// Whether one text of these fields holds the condition's phrase.
    bool holds(Condition& condition, std::uint32_t document, FieldMask fields);

private:
    bool text_holds(Condition& condition, std::uint32_t string);

    const Segment& segment_;
    Analyzer analyzer_;
    Record record_;
};

/// Where the phrase stands in the tokens of a text: the tokens of each occurrence, in the order of its
/// places.
std::vector<std::vector<Token>> find_phrase(std::span<const Token> tokens,
                                            std::span<const Node::Place> phrase);

} // namespace colophon::search
