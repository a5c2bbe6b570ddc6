// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/search_index.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace colophon::search {

/// A set of fields, one bit each.
using FieldMask = std::uint16_t;

constexpr FieldMask mask_of(Field field)
{
    return static_cast<FieldMask>(1U << static_cast<unsigned>(field));
}

inline constexpr FieldMask all_fields = (1U << field_count) - 1U;

/// How what is looked for stands to what was typed. What is less alike ranks behind what is more so.
enum class Likeness : std::uint8_t { same, inflection, synonym, typo };

/// A half-open range of code points.
struct CodeRange {
    char32_t begin = 0;
    char32_t end = 0;
    friend bool operator==(const CodeRange&, const CodeRange&) = default;
};

/// A query as a tree of conditions on one document.
struct Node {
    enum class Kind {
        everything,
        nothing,
        term,    ///< `text` stands in one of `fields`, or begins a term there
        pattern, ///< a term of `fields` fits `text`, where `*` stands for anything; terms are words and, for
                 ///< names and columns, the whole run together
        syllables, ///< a term of `fields` has a code point of each of `syllables`, and may go on
        phrase,    ///< `phrase` stands in one text of `fields`
        facet,     ///< has the value `text`
        number,    ///< `bounds.number` lies within `bounds`
        urn,       ///< is the entity `text`
        at_least,  ///< of `children`, `required` hold
        negation   ///< the one child does not hold
    };
    /// A term of a phrase and its place among the others.
    struct Place {
        std::string text;
        std::uint32_t offset = 0;
        bool prefix = false;                   ///< one syllable: any gram that begins with it
        std::vector<CodeRange> syllables = {}; ///< instead of a text: any gram of such syllables
        friend bool operator==(const Place&, const Place&) = default;
    };

    Kind kind = Kind::everything;
    std::string text;
    bool prefix = false;
    bool optional = false;              ///< term: adds to the score and is not required
    bool word = false;                  ///< what stands for one word as typed: a looser reading may drop it
    Likeness likeness = Likeness::same; ///< of all that is below
    FieldMask fields = all_fields;
    Facet facet = Facet::type;
    NumberFilter bounds; ///< number
    std::vector<CodeRange> syllables;
    std::vector<Place> phrase;
    std::size_t required = 0;
    std::vector<Node> children;
};

/// How many of the children of an `at_least` must hold.
enum class Need { all, any, some };
Need need_of(const Node& group);

/// All of the children that are not optional; the child itself where there is one.
Node all_of(std::vector<Node> children);
Node any_of(std::vector<Node> children);
Node not_of(Node child);

class SynonymTable;

/// As what words are read.
enum class WordStyle : std::uint8_t {
    as_typed,
    spacing,  ///< 고객문의 is 고객 and 문의
    initials, ///< ㅇㅇ is 예약, and the last syllable may be half of one
    keyboard  ///< typed in the other layout of a Korean keyboard
};

/// What a query means depends on, beside its text.
struct QueryContext {
    const SynonymTable* synonyms = nullptr; ///< outlives what is read with it; null for none
    std::optional<std::int64_t> now_ms =
        {}; ///< that relative dates count from; the clock's where it is missing
    WordStyle style = WordStyle::as_typed;
};

/// A query as the engine runs it.
struct ParsedQuery {
    Node root;
    /// The words run together, where the query has no operators: a document of this very name comes first.
    std::string joined;
    bool joined_prefix = false; ///< names that begin so come next
    std::string literal;        ///< as typed, without spaces around
    QueryContext context;       ///< that it was read in
    bool styled = false;        ///< some word is another one by context.style
    bool fuzzy = false;         ///< words that are nearly right are wanted too
};

} // namespace colophon::search
