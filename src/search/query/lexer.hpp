// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace colophon::search {

/// What can stand before a colon: a field, a facet, or (tags, terms, owners) both.
struct Scope {
    std::optional<Field> field;
    std::optional<Facet> facet;
};

struct Lexeme {
    enum class Kind { word, phrase, urn, scope, open, close, conjunction, disjunction, negation, end };
    Kind kind = Kind::end;
    std::string_view text; ///< of a word or a phrase, a part of the query
    std::size_t at = 0;    ///< bytes into the query
    Scope scope = {};
};

/// Cuts a query into lexemes, an `end` last. Refuses a quotation that does not end.
Result<std::vector<Lexeme>> cut(std::string_view query);

/// An error of the query, pointing at a byte of it.
tl::unexpected<Error> query_error(std::string_view query, std::size_t at, const std::string& message);

} // namespace colophon::search
