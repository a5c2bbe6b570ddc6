// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"
#include "search/query/scopes.hpp"

#include <string_view>
#include <vector>

namespace colophon::search {

struct Lexeme {
    enum class Kind {
        word,
        phrase,
        urn,
        range, ///< `[1 TO 5]`, brackets included
        scope, ///< its value is the next lexeme, or what stands in the parentheses that it opens
        open,
        close,
        conjunction,
        disjunction,
        negation,
        end
    };
    Kind kind = Kind::end;
    std::string_view text; ///< as it stands in the query, escapes included; of a phrase, what is quoted
    std::size_t at = 0;    ///< bytes into the query
    Scope scope = {};
};

/// Cuts a query into lexemes from a byte on, an `end` last. Refuses a quotation or a range that does not end,
/// a field without a value, and a field that nearly has the name of one we know.
Result<std::vector<Lexeme>> cut(std::string_view query, std::size_t begin);

/// An error of the query, pointing at a byte of it.
tl::unexpected<Error> query_error(std::string_view query, std::size_t at, const std::string& message);

} // namespace colophon::search
