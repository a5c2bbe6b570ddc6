// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/analysis/analyzer.hpp"
#include "search/query/node.hpp"

#include <span>
#include <string_view>

namespace colophon::search {

enum class Completion { whole_word, prefix };

/// The condition that one word makes: all of its terms, the last of them as a prefix where asked for. English
/// words are also found in their other number. A Hangul word with a particle asks for the word without it,
/// and prefers the word as typed. `nothing` where the word has no term.
Node word_node(std::string_view word, FieldMask fields, Completion completion);

/// The condition that a quotation makes: its terms, adjacent in one text.
Node phrase_node(std::string_view phrase, FieldMask fields);

/// The condition, or what any of its synonyms makes: their words, adjacent in one text. Stands for one word.
Node with_synonyms(Node typed, std::span<const std::string_view> synonyms, FieldMask fields);

/// Whether a document must have what this token is; the others are for queries that run words together.
bool is_required(TokenKind kind);

Node term_node(const Token& token, FieldMask fields);

/// How many syllables the particle has that the word ends with, whatever marks follow.
std::size_t particle_syllables(std::string_view word);

} // namespace colophon::search
