// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "search/query/node.hpp"

#include <string>

namespace colophon::search {

/// A tree of conditions as one line: `(a b*)` for all of them, `any(a b)`, `not a`, `name:a` in one field,
/// `"0a 1b"` for a phrase with its offsets, `[아-잏]` for syllables, `/a*b/` for a pattern, `tag=a`,
/// `usage[1..*]`, `urn=…`. `~` marks another number of a word, `≈` a synonym, `?` what is not required.
std::string print(const Node& node);

} // namespace colophon::search
