// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/query/node.hpp"
#include "search/segment/segment.hpp"

namespace colophon::search {

/// Looks a phrase up in the texts themselves. Documents share most of their texts (columns are named alike),
/// so that each different text is read once a query.
class PhraseCheck {
public:
    PhraseCheck(const Segment& segment, const Node& phrase) : segment_(segment), phrase_(phrase) {}

    /// Whether one text of these fields holds the phrase.
    bool holds(std::uint32_t document, FieldMask fields);

private:
    bool text_holds(std::uint32_t string);

    const Segment& segment_;
    const Node& phrase_;
    std::vector<std::uint8_t> verdicts_; ///< by string of the segment
    Analyzer analyzer_;
    Record record_;
    std::string text_;
};

/// Where the phrase stands in the tokens of a text: the tokens of each occurrence, in the order of its
/// places.
std::vector<std::vector<Token>> find_phrase(std::span<const Token> tokens,
                                            std::span<const Node::Place> phrase);

} // namespace colophon::search
