// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace colophon::contract {

/// A name in a statement, in lower case unless it was quoted.
struct SqlWord {
    std::string text;
    bool called = false; ///< an opening parenthesis follows
};

/// The names of a statement in their order; a qualified one is one word, as in `information_schema.tables`.
/// What stands in texts and comments is not among them. `"…"` and `` `…` `` quote names.
std::vector<SqlWord> sql_words(std::string_view sql);

} // namespace colophon::contract
