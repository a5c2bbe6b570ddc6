// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <string_view>

namespace colophon::search {

inline constexpr std::size_t max_query_code_points = 1024;
inline constexpr std::size_t max_query_words = 64;
inline constexpr std::size_t max_query_patterns = 8;   ///< words with a star before their end
inline constexpr std::size_t max_query_syllables = 64; ///< read by their initials; beyond, they are not
inline constexpr std::size_t max_query_synonyms = 256; ///< of all words together; those beyond are left out
inline constexpr std::size_t max_phrase_terms = 256;
inline constexpr int max_query_depth = 32;

/// Reads what people type.
///
///     query       = [ "/q" ] [ disjunction ]
///     disjunction = conjunction { ( "OR" | "||" | "|" ) conjunction }
///     conjunction = operand { [ "AND" | "&&" ] operand }
///     operand     = { "NOT" | "-" | "!" } [ "+" ] primary
///     primary     = "(" disjunction ")" | phrase | word | urn
///                 | field ":" value | number sign count
///     value       = word | phrase | urn | range | comparison
///                 | "(" disjunction ")"
///     comparison  = [ sign ] count | [ count ] ".." [ count ]
///     range       = ( "[" | "{" ) end " TO " end ( "]" | "}" )
///     end         = count | "*"
///     sign        = ">" | ">=" | "<" | "<=" | "="
///     count       = digits | date
///     number      = "updated" | "usage" | "downstream" | "columns"
///     field       = number | name of a field or a facet
///     phrase      = '"' { any character, '"' as '\"' } '"'
///     word        = { any character but spaces, "(", ")" and '"' }
///     urn         = "urn:" { any character but spaces; "(" and ")" in pairs }
///
/// Nothing, and `*`, find everything. All operands are required. `-`, `!` and `+` stand right before what
/// they mean, a value right behind its colon; signs may have spaces around them. Braces leave their end out,
/// `*` leaves it open. Dates are for `updated` (dates.hpp); scopes.cpp lists the names of fields, DataHub's
/// among them.
///
/// A word is found in its English singular and plural, without its Korean particle, and by its synonyms (the
/// longest run of words that has some); a phrase stands for itself, its words adjacent in one text. The last
/// word is a prefix unless it is negated, whatever spaces follow. `*` in a word stands for any characters
/// (wildcards.hpp). A backslash takes its meaning from the mark or space behind it. `~2` and `^1.5` behind a
/// word, a phrase or a parenthesis have no effect. Words without letters and digits are ignored, and so is a
/// bar that does not stand between two things.
///
/// The value of a facet is compared whole, without case, and may be a URN. Words in the parentheses of a
/// field are values of it. What stands before a colon and is no field is text, like what follows it
/// (`foo:bar`), unless it is one slip away from the name of a field: that is refused. Words before signs
/// likewise.
///
/// Refuses (invalid_argument, `path` is `q:<code point>`, the message says what to write instead) what cannot
/// be read or is over a limit.
Result<ParsedQuery> parse_query(std::string_view text, const QueryContext& context = {});

/// The same query in another style; nothing where that reads no word otherwise, or cannot be read.
std::optional<Node> read_again(const ParsedQuery& query, WordStyle style);

} // namespace colophon::search
