// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/segment/payload.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace colophon::search {

/// How often a term stands in each field of a document, every occurrence weighed by the length of its text.
using Occurrences = std::array<float, field_count>;

/// What one occurrence counts in a text of so many tokens: less in a long one.
float occurrence_weight(Field field, std::size_t tokens);

/// How much of an impact is the document's quality, whatever its text says.
inline constexpr float quality_share = 0.35F;

/// How much a term says about the document, 0 to 255: BM25F without the rarity of terms, and the document's
/// quality. `fields` are those that have occurrences. A score depends on the document and the query alone:
/// pages then go on where they ended while others write, and replicas agree. Coarse on purpose, so that equal
/// payloads are many.
std::uint8_t impact_of(FieldMask fields, const Occurrences& occurrences, std::uint8_t quality);

/// The level of a term in a text of this field. `is_whole`: it is all of the text; `is_first`: it begins it.
Level level_of(Field field, bool is_whole, bool is_first);

/// What deprecation makes of a level.
Level lowered(Level level);

/// Whether texts of this field are names, which are found by their joined form too.
bool is_identifier(Field field);

/// Marks the term of a whole name, so that no part of another can be mistaken for it. What follows is
/// Analyzer::joined().
inline constexpr char whole_name_mark = '\x01';
/// Marks a term that stands for all that begin with these one or two code points: as one begins to type, that
/// is one list to read instead of a tenth of the index.
inline constexpr char beginning_mark = '\x02';
inline constexpr std::size_t max_beginning_points = 2;
inline constexpr std::size_t max_joined_bytes = 255;

} // namespace colophon::search
