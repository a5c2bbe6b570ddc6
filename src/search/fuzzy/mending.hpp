// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"
#include "search/snapshot.hpp"

#include <optional>

namespace colophon::search {

/// Words of one query that are corrected; those behind stay as they are.
inline constexpr std::size_t max_mended_words = 8;

/// The query with every word that the index does not have, or every word at all where `query.fuzzy` says so,
/// as a choice: the word itself first, then (Likeness::typo) the words it may be meant for, most similar
/// first. Among them are two words that were run together, and the one that was taken apart. Quotations,
/// patterns and what is excluded stay as typed. Nothing where no word has such a choice.
std::optional<Node> mend(const ParsedQuery& query, const Snapshot& snapshot);

/// The query as it should have been typed, judging by a document that the mended query found: misspelt words
/// in the spelling of that document, all else as typed. Empty where the words are right.
std::string did_you_mean(const ParsedQuery& query, const Node& mended, const Snapshot& snapshot,
                         const SearchDocument& found);

} // namespace colophon::search
