// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/lexer.hpp"
#include "search/query/words.hpp"

#include <string>
#include <tl/expected.hpp>

namespace colophon::search {

/// A condition, or what is wrong with what was typed and what to write instead.
using Read = tl::expected<Node, std::string>;

/// The condition of a value that stands behind `scope`: a number or date is compared, the value of a facet is
/// compared whole, a text is searched; where the scope is several of these, any will do. `text` is the
/// condition that the value makes in the texts of the scope's field.
Read value_node(const Scope& scope, const Lexeme& value, const Read& text, std::int64_t now_ms);

} // namespace colophon::search
